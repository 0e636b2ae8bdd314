import { chmod, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { makeKeys, type SshServer, startSshServer } from "../packages/reach/test/ssh-server.ts";
import { porchlight, type Stage, stage, start, root } from "./support.ts";
import { hasSsh } from "./tunnel-support.ts";

const absent = hasSsh ? "" : " (NOT TRIED: there is no ssh program here)";
const run = it.skipIf(!hasSsh);

let on: Stage;
let far: SshServer;
afterEach(async () => {
  await far?.close();
  await on?.close();
});

/** Any port of loopback, which stands for the whole internet as the far machine sees it. */
const anywhere: Readonly<Record<string, number>> = new Proxy(
  {},
  { get: (_target, key) => Number(/^127\.0\.0\.1:(\d+)$/.exec(String(key))?.[1]) || undefined },
);

/** A home that is set up, this machine inside it, and a machine elsewhere that lets the client of this PATH in. */
const withFarMachine = async (targets = anywhere): Promise<Record<string, string>> => {
  on = await stage();
  expect(await porchlight(on, "apply", "--yes")).toMatchObject({ code: 0 });
  const network = { ...on.home.netFrom("inside"), map: { ...on.home.netFrom("inside").map } };
  await writeFile(on.file, stringify({ ...on.home.homeFile, network }));
  const [host, mine] = [makeKeys(), makeKeys()];
  far = await startSshServer({ hostKey: host, authorised: mine.public, targets });
  const files = { key: mine.private, known: `[127.0.0.1]:${far.port} ${host.public}\n` };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(on.folder, name), text, { mode: 0o600 });
  const config = path.join(on.folder, "config");
  await writeFile(
    config,
    `Host vps\n  HostName 127.0.0.1\n  Port ${far.port}\n  User me\n  IdentityFile ${path.join(on.folder, "key")}\n  IdentitiesOnly yes\n  UserKnownHostsFile ${path.join(on.folder, "known")}\n`,
    { mode: 0o600 },
  );
  const program = path.join(on.folder, "ssh");
  await writeFile(program, `#!/bin/sh\nPATH=\${PATH#*:} exec ssh -F ${config} "$@"\n`);
  await chmod(program, 0o755);
  return { ...on.env, PATH: `${on.folder}:${on.env["PATH"]}` };
};

const check = (env: Record<string, string>, ...args: readonly string[]) =>
  start([path.join(root, "packages/cli/bin/porchlight.js"), "check", "--config", on.file, ...args], env).ended;

describe("from another machine", () => {
  run(`the chain is seen from outside, though this machine is inside${absent}`, async () => {
    const env = await withFarMachine();
    const resolver = ["--resolver", on.home.net.resolvers[0] ?? ""];
    const { code, stdout, stderr } = await check(env, "--from", "ssh:vps", ...resolver);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^home\.taprest\.fr: all 16 asked links hold, seen from outside \(virtual network\)/);
    expect(stdout).toMatch(/✓ TCP port .*\[outside, /);
    expect(code).toBe(0);
    expect(far.seen.total, "each connection was opened there").toBeGreaterThan(5);
    expect(new Set(far.log), "and only its own user logged in there").toEqual(new Set(["none me", "publickey me"]));
    await far.whenEmpty();
  });

  run(`a closed port is told from a far machine that has no way there${absent}`, async () => {
    const env = await withFarMachine();
    await on.home.pi.stop();
    const resolver = ["--resolver", on.home.net.resolvers[0] ?? ""];
    const { code, stdout } = await check(env, "--from", "ssh:vps", ...resolver);
    expect(stdout).toMatch(/^home\.taprest\.fr: broken at TCP port: port 7654 is closed/);
    expect(code).toBe(5);
  });

  run(`is refused when the machine cannot be asked for its resolvers, or is none${absent}`, async () => {
    const env = await withFarMachine();
    const silent = await check(env, "--from", "ssh:vps");
    expect(silent.stderr).toMatch(/^✗ vps, to look from: .*\n {4}-> log in there once by hand/);
    expect(silent.code).toBe(1);
    for (const wrong of ["vps", "ssh:-oProxyCommand=x", "ssh:"]) {
      const refused = await check(env, "--from", wrong);
      expect(refused.stderr).toContain("it is no machine to look from");
    }
  });
});
