import { expect, it } from "vitest";
import { endOf, isForPeople, keyShownIn, saysOpen } from "./ssh-words.ts";

it.each([
  ["pi@home.taprest.fr: Permission denied (publickey,password).", "login-refused"],
  ["Received disconnect from 82.64.1.2 port 7654:2: Too many authentication failures", "login-refused"],
  ["Host key verification failed.", "host-key-differs"],
  ["@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @", "host-key-differs"],
  [
    "No ED25519 host key is known for porchlight-taprest-octopi and you have requested strict checking.",
    "host-key-differs",
  ],
  ["bind [127.0.0.1]:8080: Address already in use\nCould not request local forwarding.", "port-in-use"],
  ["ssh: Could not resolve hostname home.taprest.fr: Name or service not known", "no-address"],
  ["ssh: connect to host 82.64.1.2 port 7654: Connection refused", "refused"],
  ["ssh: connect to host 82.64.1.2 port 7654: Connection timed out", "timeout"],
  ["Timeout, server home.taprest.fr not responding.", "timeout"],
  ["ssh: connect to host 82.64.1.2 port 7654: No route to host", "unreachable"],
  ["command-line: line 0: Bad configuration option: foo", "invalid"],
  ["Connection to home.taprest.fr closed by remote host.", "closed"],
  ["", "closed"],
])("%j means %s", (said, code) => {
  const lines = ["OpenSSH_9.2p1", "debug1: Connection refused once", ...said.split("\n"), "debug1: Exit status -1"];
  const end = endOf(lines);
  expect(end.code).toBe(code);
  expect(end.detail).not.toMatch(/debug1|^$/);
});

it("tells its log from its words, and when it is open", () => {
  expect(isForPeople("debug1: Authentications that can continue: publickey")).toBe(false);
  expect(isForPeople("Permission denied, please try again.")).toBe(true);
  expect(saysOpen("debug1: Entering interactive session.")).toBe(true);
  expect(saysOpen("Entering interactive session.")).toBe(false);
});

it("finds the key that was shown", () => {
  expect(keyShownIn(["debug1: Server host key: ssh-ed25519 SHA256:abc"])).toBe("SHA256:abc (ssh-ed25519)");
  expect(keyShownIn([])).toBeUndefined();
});
