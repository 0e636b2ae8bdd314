import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { run } from "../packages/cli/src/program.ts";
import { porchlight } from "./support.ts";
import { away, type AwayStage, tunnelling } from "./tunnel-support.ts";

/** From now on the home file is of somebody who stands on the LAN. */
const goHome = (on: AwayStage): Promise<void> =>
  on.rewrite((text) => stringify({ ...(parse(text) as object), network: on.home.netFrom("inside") }));
/** The machine is set up anew: the same place, another key. */
const renew = async (on: AwayStage): Promise<void> => {
  await on.home.pi.stop();
  await on.home.pi.start({ newHostKey: true });
};
const fileOf = (on: AwayStage): Promise<string> => readFile(on.file, "utf8");

/** At a terminal where somebody answers. */
const asked = async (on: AwayStage, answer: boolean): Promise<{ code: number; question: string; said: string }> => {
  let [question, said] = ["", ""];
  const code = await run(["trust", "octopi", "--config", on.file], {
    env: on.env,
    stdout: (text) => (said += text),
    stderr: (text) => (said += text),
    ask: (text) => {
      question = text;
      return Promise.resolve(answer);
    },
    colour: false,
    signal: new AbortController().signal,
  });
  return { code, question, said };
};

describe("trust", () => {
  it("writes the key that is seen on the LAN, and the tunnel then opens", async () => {
    const on = await away();
    const outside = await fileOf(on);
    const before = on.home.pi.hostKey;
    await renew(on);
    await goHome(on);
    const { code, stdout, stderr } = await porchlight(on, "trust", "octopi", "--yes");
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(`pinned  ${before}`);
    expect(stderr).toContain(`seen    ${on.home.pi.hostKey} (ssh-ed25519)`);
    expect(stdout).toContain(`octopi is known by ${on.home.pi.hostKey}`);
    expect(await fileOf(on)).toContain(`host-key: "${on.home.pi.hostKey}"`);
    expect(on.home.pi.log).toEqual([]);
    await on.rewrite(() => outside.replace(before, on.home.pi.hostKey));
    const tunnel = tunnelling(on, "--identity", on.identity);
    await tunnel.says("(HTTP 200)");
    tunnel.child.kill("SIGINT");
    expect((await tunnel.ended).code).toBe(130);
  });

  it("keeps a whole key whole, and writes a first one", async () => {
    const on = await away();
    await on.rewrite((text) => text.replace(/host-key: .*/, `host-key: ${on.home.pi.publicKey}`));
    await renew(on);
    await goHome(on);
    expect((await porchlight(on, "trust", "octopi", "--yes")).code).toBe(0);
    expect(await fileOf(on)).toContain(`host-key: "${on.home.pi.publicKey}"`);
    await on.rewrite((text) => text.replace(/\n *host-key: .*/, ""));
    const { stdout } = await porchlight(on, "trust", "octopi", "--yes", "--json");
    expect(JSON.parse(stdout)).toEqual({
      schema: "porchlight/trust/1",
      exitCode: 0,
      host: "octopi",
      address: "192.168.1.42",
      port: 22,
      seen: { fingerprint: on.home.pi.hostKey, algorithm: "ssh-ed25519" },
      virtual: true,
      changed: true,
    });
  });

  it("has nothing to do for the pinned key", async () => {
    const on = await away();
    await goHome(on);
    const before = await fileOf(on);
    const { code, stdout } = await porchlight(on, "trust", "octopi");
    expect([code, stdout]).toEqual([
      0,
      `octopi at 192.168.1.42 port 22 (virtual network) shows the pinned key ${on.home.pi.hostKey} (ssh-ed25519): nothing to do.\n`,
    ]);
    expect(await fileOf(on)).toBe(before);
  });

  it("asks, and writes nothing for a no or where nobody is there", async () => {
    const on = await away();
    await renew(on);
    await goHome(on);
    const before = await fileOf(on);
    const no = await asked(on, false);
    expect([no.code, no.question]).toEqual([1, `Write the key that was seen into ${on.file}? [y/N] `]);
    expect((await porchlight(on, "trust", "octopi")).stderr).toContain("nobody is here to compare the keys");
    expect(await fileOf(on)).toBe(before);
    expect((await asked(on, true)).code).toBe(0);
    expect(await fileOf(on)).not.toBe(before);
  });

  it("refuses from outside, and dials nobody", async () => {
    const on = await away();
    await renew(on);
    const [before, requests] = [await fileOf(on), on.home.requests.length];
    for (const more of [[], ["--address", "192.168.1.42"], ["--address", "82.64.81.205"]]) {
      const { code, stderr } = await porchlight(on, "trust", "octopi", "--yes", ...more);
      expect(code).toBe(3);
      expect(stderr).toMatch(/^✗ a new key of octopi is accepted on its own LAN only/);
      expect(stderr).toContain("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub");
    }
    expect(await fileOf(on)).toBe(before);
    expect(on.home.requests).toHaveLength(requests);
  });

  it("says which hosts there are, and that one does not answer", async () => {
    const on = await away();
    await goHome(on);
    expect((await porchlight(on, "trust", "nas")).stderr).toBe("✗ nas: no such host\n    -> known here: octopi\n");
    await on.home.pi.stop();
    await goHome(on);
    const { code, stderr } = await porchlight(on, "trust", "octopi", "--yes", "--address", "192.168.1.42");
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/^✗ /);
  });
});
