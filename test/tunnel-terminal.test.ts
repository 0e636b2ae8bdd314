import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { tunnelArguments } from "../packages/cli/src/away/ssh-settings.ts";
import { atTerminal, away, hasScript, hasSsh, leftIn, tunnelling } from "./tunnel-support.ts";

const missing = [...(hasSsh ? [] : ["ssh"]), ...(hasScript ? [] : ["script (bsdutils)"])];
const absent = missing.length === 0 ? "" : ` (NOT RUN: ${missing.join(" and ")} ABSENT on this machine)`;
const run = it.skipIf(missing.length > 0);
const interrupt = "\u0003";

describe("a person at a terminal", () => {
  run(`is waited for when the machine wants a password, and a second try is theirs${absent}`, async () => {
    const on = await away();
    on.home.pi.acceptPassword("open sesame");
    const tunnel = atTerminal(on, "octoprint");
    await tunnel.says("wants a password or a passphrase: it is waited for");
    await tunnel.says(/password:/);
    tunnel.type("raspberry\n");
    await tunnel.says(/password:/); // its words come by another way, before this or after it
    tunnel.type("open sesame\n");
    await tunnel.says("(HTTP 200)");
    const page = await fetch(`http://127.0.0.1:${on.localPort}/`);
    expect(await page.text()).toContain("OctoPrint");
    tunnel.type(interrupt);
    const { code, stdout } = await tunnel.ended;
    expect(code).toBe(130);
    expect(stdout).toContain("Permission denied, please try again.");
    expect(stdout).not.toContain("sesame");
    expect(leftIn(on.temporary)).toEqual([]);
  });

  run(`is waited for when the key wants its passphrase${absent}`, async () => {
    const on = await away();
    execFileSync("ssh-keygen", ["-q", "-p", "-f", on.identity, "-P", "", "-N", "open sesame"]);
    const tunnel = atTerminal(on, "--identity", on.identity);
    await tunnel.says(/Enter passphrase for key/);
    tunnel.type("open sesame\n");
    await tunnel.says("(HTTP 200)");
    tunnel.type(interrupt);
    expect((await tunnel.ended).code).toBe(130);
  });

  run(`who leaves at the question ends it all${absent}`, async () => {
    const on = await away();
    on.home.pi.acceptPassword("open sesame");
    const tunnel = atTerminal(on);
    await tunnel.says(/password:/);
    tunnel.type(interrupt);
    expect((await tunnel.ended).code).toBe(130);
    expect(leftIn(on.temporary)).toEqual([]);
  });

  run(`is not asked where there is none, and told what else would do${absent}`, async () => {
    const on = await away();
    on.home.pi.acceptPassword("open sesame");
    const { code, stderr } = await tunnelling(on).ended;
    expect(code).toBe(6);
    expect(stderr).toMatch(/refused the login: .*Permission denied/);
    expect(stderr).toContain("ssh-copy-id");
    expect(on.home.pi.log.map(({ method }) => method)).not.toContain("password");
  });

  run(`is not asked by another machine${absent}`, async () => {
    const on = await away();
    await on.rewrite((text) => text.replace(/host-key: .*/, `host-key: ${on.home.pi.publicKey}`));
    await on.home.pi.stop();
    await on.home.pi.start({ newHostKey: true });
    on.home.pi.acceptPassword("open sesame");
    const tunnel = atTerminal(on);
    expect((await tunnel.ended).code).toBe(5);
    expect(on.home.pi.log).toEqual([]);
  });
});

describe("the client's own configuration", () => {
  run(`is no way to let ssh forward more, or check less${absent}`, async () => {
    // OpenSSH takes the first of each setting, and the command reads no file: nothing of theirs can come before.
    const on = await away();
    const args = tunnelArguments({
      way: { forward: "ssh", host: "octopi", name: "home.taprest.fr", port: 7654, user: "pi", tunnels: [] },
      knownHosts: `${on.folder}/with space`,
      alias: "porchlight-taprest-octopi",
      own: { settings: [["identityfile", "~/.ssh/id_mine"]] },
      mayAsk: false,
    });
    const read = execFileSync("ssh", ["-G", ...args], { encoding: "utf8" });
    for (const line of [
      "user pi",
      "hostname home.taprest.fr",
      "port 7654",
      "batchmode yes",
      "exitonforwardfailure yes",
      "forwardagent no",
      "forwardx11 no",
      "gatewayports no",
      "permitlocalcommand no",
      "controlmaster false",
      "stricthostkeychecking true",
      "updatehostkeys false",
      "verifyhostkeydns false",
      "hostkeyalias porchlight-taprest-octopi",
      `userknownhostsfile "${on.folder}/with space"`,
      `globalknownhostsfile "${on.folder}/with space"`,
      "serveraliveinterval 15",
      "identityfile ~/.ssh/id_mine",
    ])
      expect(read.split("\n").map((each) => each.replaceAll('"', ""))).toContain(line.replaceAll('"', ""));
  });
});
