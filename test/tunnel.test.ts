import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import {
  away,
  type AwayStage,
  childrenOf,
  freePort,
  hasSsh,
  isGone,
  leftIn,
  listenedAt,
  listenersOf,
  loopbackHex,
  tunnelling,
} from "./tunnel-support.ts";

const engines = [
  ["openssh", /OpenSSH_\d/],
  ["builtin", /built-in ssh2/],
] as const;
const absent = hasSsh ? "" : " (NOT RUN: ssh IS ABSENT on this machine)";
const page = async (port: number): Promise<string> => (await fetch(`http://127.0.0.1:${port}/`)).text();
const withEngine = (on: AwayStage, engine: string): readonly string[] => [
  "--engine",
  engine,
  "--identity",
  on.identity,
];

describe.each(engines)("a tunnel by %s", (engine, title) => {
  const run = it.skipIf(engine === "openssh" && !hasSsh);

  run(`opens at loopback alone, and Ctrl-C leaves no process, socket or file${absent}`, async () => {
    const on = await away();
    const tunnel = tunnelling(on, "octoprint", ...withEngine(on, engine));
    await tunnel.says("(HTTP 200)");
    expect(await page(on.localPort)).toContain("<title>OctoPrint</title>");
    const { pid = 0 } = tunnel.child;
    const children = childrenOf(pid);
    expect(children).toHaveLength(engine === "openssh" ? 1 : 0);
    for (const child of children) {
      const given = readFileSync(`/proc/${child}/environ`, "utf8") + readFileSync(`/proc/${child}/cmdline`, "utf8");
      expect(given).toContain(on.identity);
      for (const secret of ["FREEBOX_TOKEN", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY"]) {
        expect(given).not.toContain(secret);
        expect(given).not.toContain(on.env[secret]);
      }
    }
    expect(listenedAt(on.localPort)).toEqual([loopbackHex]);
    expect(listenersOf(pid).map((each) => each.split(":")[0])).toEqual([loopbackHex]);
    tunnel.child.kill("SIGINT");
    const { code, stdout, stderr } = await tunnel.ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(
      new RegExp(`^octoprint  http://127\\.0\\.0\\.1:${on.localPort}/  by \\S.* \\(virtual network\\)\n$`),
    );
    expect(stdout).toMatch(title);
    expect(stderr).toContain("Stopped: the tunnels are closed.");
    expect(children.every(isGone)).toBe(true);
    expect(listenedAt(on.localPort)).toEqual([]);
    expect(leftIn(on.temporary)).toEqual([]);
  });

  run(`is restored after its connection was cut${absent}`, async () => {
    const on = await away();
    const tunnel = tunnelling(on, ...withEngine(on, engine));
    await tunnel.says("(HTTP 200)");
    await on.home.pi.stop();
    await tunnel.says("the connection dropped");
    await tunnel.says("not back yet");
    await on.home.pi.start();
    await tunnel.says("restored");
    expect(await page(on.localPort)).toContain("<title>OctoPrint</title>");
    tunnel.child.kill("SIGTERM");
    const { code, stdout } = await tunnel.ended;
    expect(code).toBe(143);
    expect(stdout.trim().split("\n")).toHaveLength(1);
    expect(leftIn(on.temporary)).toEqual([]);
  });

  run(`tells another machine nothing, before and after it was open${absent}`, async () => {
    const on = await away();
    const tunnel = tunnelling(on, ...withEngine(on, engine));
    await tunnel.says("(HTTP 200)");
    const disclosed = on.home.pi.log.length;
    await on.home.pi.stop();
    await on.home.pi.start({ newHostKey: true });
    const later = await tunnel.ended;
    expect(later.code).toBe(5);
    expect(later.stderr).toContain(on.home.pi.hostKey);
    const { code, stderr } = await tunnelling(on, ...withEngine(on, engine)).ended;
    expect(code).toBe(5);
    expect(stderr).toMatch(/^✗ another machine answers at home\.taprest\.fr port 7654, or octopi was set up anew/m);
    expect(stderr).toContain("porchlight trust octopi");
    expect(on.home.pi.log).toHaveLength(disclosed);
    expect(listenedAt(on.localPort)).toEqual([]);
    expect(leftIn(on.temporary)).toEqual([]);
  });

  run(`tells another machine nothing when the whole key is pinned${absent}`, async () => {
    const on = await away();
    await on.rewrite((text) => text.replace(/host-key: .*/, `host-key: ${on.home.pi.publicKey} pi@octopi`));
    const tunnel = tunnelling(on, ...withEngine(on, engine));
    await tunnel.says("(HTTP 200)");
    tunnel.child.kill("SIGHUP");
    expect((await tunnel.ended).code).toBe(129);
    const disclosed = on.home.pi.log.length;
    await on.home.pi.stop();
    await on.home.pi.start({ newHostKey: true });
    const { code, stderr } = await tunnelling(on, ...withEngine(on, engine)).ended;
    expect(code).toBe(5);
    expect(stderr).toContain(on.home.pi.hostKey);
    expect(on.home.pi.log).toHaveLength(disclosed);
  });

  run(`says that the login was refused, and what to do${absent}`, async () => {
    const on = await away();
    const stranger = `${on.folder}/stranger`;
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    await writeFile(stranger, privateKey.export({ type: "pkcs1", format: "pem" }), { mode: 0o600 });
    const { code, stderr } = await tunnelling(on, "--engine", engine, "--identity", stranger).ended;
    expect(code, stderr).toBe(6);
    expect(stderr).toMatch(/refused the login/);
    expect(stderr).toContain("ssh-copy-id -p 7654 pi@home.taprest.fr");
    expect(leftIn(on.temporary)).toEqual([]);
  });

  run(`carries several over one connection each, and tells machines a line of each${absent}`, async () => {
    const on = await away();
    const second = await freePort();
    await on.rewrite((text) =>
      text.replace("tunnels:\n", `tunnels:\n  api: { through: ssh, local: ${second}, to: "127.0.0.1:5000" }\n`),
    );
    const tunnel = tunnelling(on, "--json", ...withEngine(on, engine));
    await tunnel.says('"event":"open"');
    await tunnel.says('"event":"open"');
    expect(await page(on.localPort)).toContain("OctoPrint");
    expect(await page(second)).toContain("OctoPrint");
    const logins = on.home.pi.log.filter(({ signed, accepted }) => signed === true && accepted).length;
    expect(logins).toBe(engine === "openssh" ? 1 : 2);
    tunnel.child.kill("SIGINT");
    const { stdout, stderr } = await tunnel.ended;
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ schema }) => schema)).toEqual(Array(3).fill("porchlight/tunnel/1"));
    expect(lines.map(({ event }) => event)).toEqual(["open", "open", "stopped"]);
    expect(lines.map(({ url }) => url)).toContain(`http://127.0.0.1:${second}/`);
    expect(lines[2]).toMatchObject({ exitCode: 130, tunnels: ["api", "octoprint"] });
    expect(stderr).toBe("");
  });

  run(`is closed again when something else answers behind it${absent}`, async () => {
    const on = await away();
    await on.rewrite((text) => text.replace("expect: octoprint", "expect: grafana"));
    const { code, stdout, stderr } = await tunnelling(on, ...withEngine(on, engine)).ended;
    expect(code).toBe(5);
    expect(stdout).toBe("");
    expect(stderr).toContain('octoprint: what answers at localhost:80 is not grafana: "OctoPrint" (HTTP 200)');
    expect(listenedAt(on.localPort)).toEqual([]);
  });
});

describe("a tunnel is not begun", () => {
  it("at a local port that is taken: nobody is asked anything", async () => {
    const on = await away();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(on.localPort, "127.0.0.1", resolve));
    const asked = on.home.requests.length;
    const { code, stderr } = await tunnelling(on).ended;
    other.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`127.0.0.1:${on.localPort}`);
    expect(stderr).toContain("change local: of octoprint");
    expect(on.home.requests).toHaveLength(asked);
    expect(on.home.pi.log).toEqual([]);
  });

  it("to a machine whose key nobody pinned: what answers is shown, and told nothing", async () => {
    const on = await away();
    await on.rewrite((text) => text.replace(/\n *host-key: .*/, ""));
    const { code, stderr } = await tunnelling(on, "--identity", on.identity).ended;
    expect(code).toBe(1);
    expect(stderr).toContain(`shows ${on.home.pi.hostKey} (ssh-ed25519)`);
    expect(stderr).toContain("porchlight trust octopi");
    expect(on.home.pi.log).toEqual([]);
  });

  it("under a name that is not in the file", async () => {
    const on = await away();
    const { code, stderr } = await tunnelling(on, "octoprin").ended;
    expect(code).toBe(1);
    expect(stderr).toBe("✗ octoprin: no such tunnel\n    -> known here: octoprint\n");
  });

  it("when the machine is away: the link is check's to name", async () => {
    const on = await away();
    await on.home.pi.stop();
    const { code, stderr } = await tunnelling(on, "--identity", on.identity).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/was not reached: .*ECONNREFUSED\n {4}-> porchlight check/);
  });
});

it("asks neither the router nor any DNS account", async () => {
  const on = await away();
  const before = on.home.requests.length;
  const tunnel = tunnelling(on, "--identity", on.identity);
  await tunnel.says("(HTTP 200)");
  tunnel.child.kill("SIGINT");
  await tunnel.ended;
  const doors = on.home.requests.slice(before).map(({ door }) => door);
  expect(new Set(doors)).toEqual(new Set(["dns"]));
});

it("the built-in one takes the key that the environment holds, too", async () => {
  const on = await away();
  const env = { ...on.env, PORCHLIGHT_SSH_KEY: on.home.pi.privateKey };
  const tunnel = tunnelling({ ...on, env }, "--engine", "builtin");
  await tunnel.says("(HTTP 200)");
  tunnel.child.kill("SIGINT");
  const { code, stdout, stderr } = await tunnel.ended;
  expect(code).toBe(130);
  expect(stdout + stderr).not.toContain("PRIVATE KEY");
});

it("where there is no ssh on the PATH the built-in one serves, and the output says so", async () => {
  const on = await away();
  const bare = { ...on, env: { ...on.env, PATH: on.temporary } };
  const tunnel = tunnelling(bare, "--identity", on.identity);
  await tunnel.says("(HTTP 200)");
  tunnel.child.kill("SIGINT");
  expect((await tunnel.ended).stdout).toContain("by built-in ssh2");
  const { code, stderr } = await tunnelling(bare, "--engine", "openssh").ended;
  expect(code).toBe(1);
  expect(stderr).toContain("there is no OpenSSH client on the PATH");
});
