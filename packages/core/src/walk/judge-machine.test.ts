import { hostKey, judged, lan, no, ok, type Seen, type Wish } from "../../test/walk-sample.ts";

judged("tcp", [
  ["answers from outside", {}, "ok tcp outside 5"],
  ["answers from inside", { vantage: "inside" }, "ok tcp hairpin 5"],
  ["refused from outside", { tcp: no("refused") }, "broken tcp-refused outside 7"],
  [
    "refused from inside proves nothing",
    { tcp: no("refused"), vantage: "inside" },
    "unknown hairpin-refused hairpin 7",
  ],
  ["silent from inside", { tcp: no("timeout"), vantage: "inside" }, "unknown hairpin-refused hairpin 7"],
  ["silent from outside proves nothing either", { tcp: no("timeout") }, "unknown tcp-timeout-forwarded outside 7"],
  ["no way there", { tcp: no("unreachable") }, "unknown tcp-unreachable outside 7"],
  [
    "silent while nobody knows where it leads",
    { tcp: no("timeout") },
    "unknown tcp-timeout outside 7",
    { forward: undefined },
  ],
  [
    "silent, while another port answers",
    { tcp: no("timeout"), otherPort: ok({ address: "82.64.1.2", port: 443 }) },
    "unknown tcp-blocked outside 7",
  ],
  [
    "silent, as is another port",
    { tcp: no("timeout"), otherPort: no("timeout") },
    "unknown tcp-timeout-forwarded outside 7",
  ],
  [
    "closed on the LAN itself",
    { tcp: no("refused"), vantage: "inside", lan: no("refused") },
    "broken host-refuses hairpin 7",
  ],
  [
    "silent on the LAN itself",
    { tcp: no("timeout"), vantage: "inside", lan: no("timeout") },
    "broken host-drops hairpin 7",
  ],
  [
    "open on the LAN, and no way back in",
    { tcp: no("refused"), vantage: "inside", lan: ok(lan) },
    "unknown hairpin-refused-alive hairpin 7",
  ],
]);
judged("ssh", [
  ["speaks", {}, "ok ssh outside 5"],
  ["not asked", { hostKey: undefined }, "not-asked not-asked"],
  ["something else than SSH", { hostKey: no("not-understood") }, "broken not-ssh outside 7"],
  ["closed before a key", { hostKey: no("closed") }, "broken ssh-no-answer outside 7"],
  ["too slow", { hostKey: no("timeout") }, "unknown ssh-timeout outside 7"],
  ["refused from outside", { hostKey: no("refused") }, "broken tcp-refused outside 7"],
  ["refused from inside", { hostKey: no("refused"), vantage: "inside" }, "unknown hairpin-refused hairpin 7"],
  ["no way there", { hostKey: no("unreachable") }, "unknown tcp-unreachable outside 7"],
]);
/** The digest of a fingerprint of 43 times "a", in hex. */
const digest = Buffer.from("a".repeat(43), "base64").toString("hex");
const sshfp = (isValidated: boolean, ...values: string[]): Seen => ({ sshfp: ok({ isValidated, values }) });
const unpinned: Wish = { hostKey: undefined };
judged("host-key", [
  ["the pinned one", {}, "ok host-key outside 5"],
  ["another one", { hostKey: ok({ ...hostKey, fingerprint: "SHA256:other" }) }, "broken host-key-differs outside 5"],
  ["none: the SSH server has said why", { hostKey: no("closed") }, "not-asked not-asked"],
  ["named by a validated record", sshfp(true, `4 2 ${digest}`), "ok sshfp outside 5", unpinned],
  ["not the one a validated record names", sshfp(true, "4 2 00", "4 1 00"), "broken sshfp-differs outside 5", unpinned],
  [
    "named by a record nobody validated",
    sshfp(false, `4 2 ${digest}`),
    "unknown sshfp-not-validated outside 5",
    unpinned,
  ],
  ["of another kind than the records", sshfp(true, `1 2 ${digest}`), "unknown host-key-not-pinned outside 5", unpinned],
  ["pinned nowhere", { sshfp: no("timeout") }, "unknown host-key-not-pinned outside 5", unpinned],
]);
judged("tunnel", [
  ["the service", {}, "ok tunnel outside 5"],
  ["another service", { tunnel: ok({ httpStatus: 200, title: "Router" }) }, "broken tunnel-other-service outside 5"],
  ["a page without title", { tunnel: ok({ httpStatus: 200 }) }, "broken tunnel-other-service outside 5"],
  [
    "any service will do",
    { tunnel: ok({ httpStatus: 404 }) },
    "ok tunnel outside 5",
    { tunnel: { name: "t", to: { host: "localhost", port: 80 } } },
  ],
  ["nothing to log in with", { tunnel: no("no-login") }, "unknown tunnel-no-login outside 7"],
  ["login refused", { tunnel: no("login-refused") }, "unknown tunnel-login-refused outside 7"],
  ["too slow", { tunnel: no("timeout") }, "unknown tunnel-timeout outside 7"],
  ["nothing there", { tunnel: no("refused") }, "broken tunnel-no-answer outside 7"],
  ["not a page", { tunnel: no("not-understood") }, "broken tunnel-no-answer outside 7"],
]);
