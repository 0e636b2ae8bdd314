import { describe, expect, it } from "vitest";
import { commandArguments, parseOwnSettings, type SshSetup, tunnelArguments } from "./ssh-settings.ts";

const setup: SshSetup = {
  way: {
    forward: "ssh",
    host: "octopi",
    name: "home.taprest.fr",
    port: 7654,
    tunnels: [
      { name: "a", through: "ssh", localPort: 8080, to: { host: "localhost", port: 80 }, allow: [], path: [] },
      { name: "b", through: "ssh", localPort: 8081, to: { host: "::1", port: 81 }, allow: [], path: [] },
    ],
  },
  knownHosts: "/tmp/known",
  alias: "porchlight-taprest-octopi",
  own: { settings: [] },
  mayAsk: false,
};
const optionsOf = (args: readonly string[]): readonly string[] =>
  args.flatMap((word, index) => (args[index - 1] === "-o" ? [word] : []));

describe("the arguments of OpenSSH", () => {
  it("listen on loopback alone, one -L a tunnel, and read no configuration", () => {
    const args = tunnelArguments(setup);
    expect(args.slice(0, 5)).toEqual(["-F", "none", "-N", "-T", "-n"]);
    expect(args.filter((_, index) => args[index - 1] === "-L")).toEqual([
      "127.0.0.1:8080:localhost:80",
      "127.0.0.1:8081:[::1]:81",
    ]);
    expect(args.at(-1)).toBe("home.taprest.fr");
    expect(optionsOf(args)).not.toContain("User=");
  });

  it("take over who the user is and how they get out, and nothing else", () => {
    const own = parseOwnSettings(
      [
        "user root",
        "identityfile ~/.ssh/my key",
        "identityagent none",
        "proxyjump bastion",
        "proxycommand nc -x proxy:1080 %h %p",
        "localforward 9000 [localhost]:1",
        "controlmaster auto",
        "stricthostkeychecking false",
        "",
      ].join("\r\n"),
    );
    expect(own.settings).toEqual([
      ["identityfile", "~/.ssh/my key"],
      ["identityagent", "none"],
      ["proxyjump", "bastion"],
      ["proxycommand", "nc -x proxy:1080 %h %p"],
    ]);
    const options = optionsOf(tunnelArguments({ ...setup, own }));
    expect(options).toContain('identityfile="~/.ssh/my key"');
    expect(options).toContain("proxyjump=bastion");
    expect(options).toContain("proxycommand=nc -x proxy:1080 %h %p");
  });

  it("dial nothing real in a virtual network", () => {
    const own = { settings: [["proxyjump", "bastion"] as const, ["bindaddress", "192.0.2.1"] as const] };
    const options = optionsOf(tunnelArguments({ ...setup, own, endpoint: { address: "127.0.0.1", port: 4000 } }));
    expect(options).toContain("HostName=127.0.0.1");
    expect(options).toContain("Port=4000");
    expect(options.join(" ")).not.toMatch(/bastion|192\.0\.2\.1/);
  });

  it("offer the key asked for and no other", () => {
    const own = { settings: [["identityfile", "/a"] as const, ["identityagent", "/agent"] as const] };
    const options = optionsOf(tunnelArguments({ ...setup, own, identity: "/b" }));
    expect(options.slice(-3)).toEqual(["IdentityFile=/b", "IdentitiesOnly=yes", "identityagent=/agent"]);
  });

  it("ask nobody unless somebody is there", () => {
    expect(optionsOf(tunnelArguments(setup))).toContain("BatchMode=yes");
    expect(optionsOf(tunnelArguments({ ...setup, mayAsk: true }))).toContain("BatchMode=no");
  });

  it("for a command carry no tunnel", () => {
    const args = commandArguments(setup, ["sh", "-s"]);
    expect(args).not.toContain("-L");
    expect(args.slice(-3)).toEqual(["home.taprest.fr", "sh", "-s"]);
    expect(optionsOf(args)).toContain("ClearAllForwardings=yes");
  });
});
