import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Clock } from "@porchlight/core";
import type { HomeOptions } from "@porchlight/simulator";
import { afterEach, describe, expect, it } from "vitest";
import { run } from "../packages/cli/src/program.ts";
import { command, porchlight, type Ran, root, type Stage, stage, start } from "./support.ts";

let on: Stage;
/** Requests that came before anything was checked. */
let applied = 0;
afterEach(() => on.close());

/** A home that was set up, and the requests of that counted. */
const whole = async (options: HomeOptions = {}): Promise<Stage> => {
  on = await stage(options);
  expect(await porchlight(on, "apply", "--yes")).toMatchObject({ code: 0 });
  applied = on.home.requests.length;
  return on;
};

/** Nothing of the home but its network: no credentials, and a home file that is not there. */
const away = async (args: readonly string[], clock?: Clock): Promise<Ran> => {
  let stdout = "";
  let stderr = "";
  const code = await run(["check", "--timeout", "9", ...args, "--config", path.join(on.folder, "absent.yaml")], {
    env: { PORCHLIGHT_NETWORK: JSON.stringify(on.home.net) },
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    colour: false,
    signal: new AbortController().signal,
    ...(clock === undefined ? {} : { clock }),
  });
  return { code, stdout, stderr };
};
const port = ["home.taprest.fr", "--port", "7654"];

const hex = (key: string): string => Buffer.from(key.slice("SHA256:".length), "base64").toString("hex");

/** A clock whose pauses between looks pass at once; deadlines, which no look here has of that length, are real. */
const impatient = (onPause: (ms: number) => void): Clock => {
  let skipped = 0;
  return {
    now: () => performance.now() + skipped,
    sleep: async (ms, signal) => {
      if (pauses.has(ms)) {
        skipped += ms;
        onPause(ms);
        return;
      }
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(resolve, ms);
        signal?.addEventListener("abort", () => {
          clearTimeout(timer);
          reject(signal.reason);
        });
      });
    },
  };
};
const pauses: ReadonlySet<number> = new Set([2_000, 4_000, 8_000, 16_000, 30_000]);

describe("a name without a home file and without credentials", () => {
  it("is walked from outside, by DNS and the name itself alone", async () => {
    const { home } = await whole();
    const { code, stdout, stderr } = await away([...port, "--host-key", home.pi.hostKey]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^home\.taprest\.fr: all 7 asked links hold, seen from outside \(virtual network\)\n/);
    expect(stdout).toContain("✓ SSH host key");
    expect(code).toBe(0);
    expect(new Set(home.requests.slice(applied).map(({ door }) => door))).toEqual(new Set(["dns"]));
    expect(home.pi.log, "nobody is logged in").toEqual([]);
  });

  it("reads no file but the program's own", async () => {
    const { home, folder } = await whole();
    const permission = process.allowedNodeEnvironmentFlags.has("--permission")
      ? "--permission"
      : "--experimental-permission";
    const bundle = path.join(root, "packages/cli");
    const args = [permission, `--allow-fs-read=${bundle}`, "--no-warnings", path.join(bundle, "bin/porchlight.js")];
    const env = { PORCHLIGHT_NETWORK: JSON.stringify(home.net) };
    const hostKey = ["--host-key", home.pi.hostKey];
    const ran = await start([...args, "check", ...port, ...hostKey], env, folder).ended;
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    const refused = await start([...args, "check", "--config", on.file], env, folder).ended;
    expect(refused.stdout + refused.stderr, "the same program cannot read a home file").toContain("ERR_ACCESS_DENIED");
  });

  it("has what is expected of its records, or is broken there", async () => {
    await whole();
    expect((await away(["home.taprest.fr", "--expect", "CNAME=TAPREST.freeboxos.fr"])).code).toBe(0);
    const { code, stdout } = await away([
      "home.taprest.fr",
      "--expect",
      "A=192.0.2.1",
      "--expect",
      "CNAME=taprest.freeboxos.fr",
    ]);
    expect(code).toBe(5);
    expect(stdout).toMatch(
      /^home\.taprest\.fr: broken at DNS record: home\.taprest\.fr serves CNAME taprest\.freeboxos\.fr\. in place of A 192/,
    );
    expect(stdout).toContain("\n\nhome.taprest.fr: all 4 asked links hold");
  });

  it("names another machine, which learns nothing", async () => {
    const { home } = await whole();
    const { code, stdout } = await away([...port, "--host-key", `SHA256:${"x".repeat(43)}`]);
    expect(code).toBe(5);
    expect(stdout).toMatch(/^home\.taprest\.fr: broken at SSH host key: another machine answers/);
    expect(home.pi.log).toEqual([]);
  });

  it("trusts a key that DNS names only when a resolver it may trust has validated it", async () => {
    const { home } = await whole({ dnssec: true });
    for (const zone of home.world.zones.values())
      zone.served.push(
        {
          id: 1,
          zone: "taprest.fr",
          subDomain: "nas",
          fieldType: "SSHFP",
          target: `4 2 ${hex(home.pi.hostKey)}`,
          ttl: 60,
        },
        { id: 2, zone: "taprest.fr", subDomain: "nas", fieldType: "A", target: "82.64.81.205", ttl: 60 },
      );
    const asked = ["nas.taprest.fr", "--port", "7654", "--host-key", "dns"];
    expect((await away(asked)).stdout).toMatch(/SSH host key could not be judged: .* that nobody validated/);
    const trusting = await away([...asked, "--resolver", home.net.resolvers[0] ?? ""]);
    expect(trusting.stdout).toContain("the one its validated SSHFP record names");
    expect(trusting.code).toBe(0);
  });

  it.each([
    [["home.taprest.fr", "--expect", "CNAME"], "it is no TYPE=VALUE"],
    [["home.taprest.fr", "--expect", "A=nonsense"], "no A has that value"],
    [["home.taprest.fr", "--host-key", "SHA256:short", "--port", "1"], "43 characters"],
    [["home.taprest.fr", "--host-key", "dns"], "without a port"],
    [["--port", "7654"], "about one name"],
    [["home.taprest.fr", "--port", "70000"], "a port, 1 to 65535"],
    [["home.taprest.fr", "--port", "1", "--retry-for", "soon"], "a time as 90, 30s, 5m or 1h"],
    [["home.taprest.fr", "--port", "1", "--retries", "x"], "a whole number"],
    [["home.taprest.fr", "--port", "1", "--resolver", "dns.example"], "is not the address of a resolver"],
  ])("is refused when asked wrongly: %s", async (args, message) => {
    on = await stage();
    const { code, stdout, stderr } = await away(args);
    expect(stderr + stdout).toContain(message);
    expect(code).not.toBe(0);
  });
});

describe("looking again", () => {
  it("waits until the chain is whole, and says each time what was missing", async () => {
    const { home } = await whole();
    await home.pi.stop();
    const pausesSeen: number[] = [];
    const clock = impatient((ms) => {
      pausesSeen.push(ms);
      if (pausesSeen.length === 2) started = home.pi.start();
    });
    let started: Promise<void> | undefined;
    const { code, stdout, stderr } = await away([...port, "--wait"], clock);
    await started;
    expect(stderr.split("\n").slice(0, 2)).toEqual([
      expect.stringMatching(/^home\.taprest\.fr: broken at TCP port: .*; look 2 in 2 s$/),
      expect.stringMatching(/; look 3 in 4 s$/),
    ]);
    expect(stdout).toMatch(/all 5 asked links hold/);
    expect(code).toBe(0);
  });

  it.each([
    [
      ["--retries", "2"],
      [2_000, 4_000],
    ],
    [
      ["--retry-for", "10s"],
      [2_000, 4_000],
    ],
    [["--retries", "1", "--retry-for", "1h"], [2_000]],
    [[], []],
  ])("ends with the last look when patience does: %s", async (args, expected) => {
    const { home } = await whole();
    await home.pi.stop();
    const pausesSeen: number[] = [];
    const { code } = await away(
      [...port, ...args],
      impatient((ms) => pausesSeen.push(ms)),
    );
    expect(pausesSeen).toEqual(expected);
    expect(code).toBe(5);
  });
});

describe("a box that never answers", () => {
  it("is a link of its own, and costs no more than its share of the time", async () => {
    const { home } = await whole();
    home.fail({ door: "freebox", method: "GET", path: /./, kind: "stall", times: 99 });
    const { code, stdout } = await porchlight(on, "check", "--timeout", "2");
    expect(stdout).toMatch(
      /^home\.taprest\.fr: no link is broken, and router could not be judged: the router could not be asked/,
    );
    expect(stdout).toContain("✓ tunnel");
    expect(code).toBe(4);
  });
});

describe("what check --json prints", () => {
  it("fits its published schema, and a later look says what changed since", async () => {
    const { home, folder } = await whole();
    const kept = path.join(folder, "before.json");
    const first = await command(on, "check", "--json").ended;
    await writeFile(kept, first.stdout);
    expect((await porchlight(on, "check", "--since", kept)).stdout).toMatch(/\n\nNothing has changed since\.\n$/);
    await home.pi.stop();
    const since = await porchlight(on, "check", "--since", kept);
    expect(since.stdout).toContain("Changed since:\n  home.taprest.fr:7654 octoprint, TCP port\n      was ok: ");
    const document: unknown = JSON.parse((await porchlight(on, "check", "--since", kept, "--json")).stdout);
    expect(document).toMatchObject({
      schema: "porchlight/check/1",
      verdict: "broken",
      changes: expect.arrayContaining([expect.objectContaining({ link: "tcp" })]),
    });
  });

  it("is what the schema in the package says", async () => {
    on = await stage();
    const { checkSchema } = await import("@porchlight/core");
    const file = path.join(root, "packages/cli/schema/check-1.json");
    if (process.env["UPDATE_SCHEMA"] === "1") await writeFile(file, `${JSON.stringify(checkSchema(), undefined, 2)}\n`);
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual(JSON.parse(JSON.stringify(checkSchema())));
  });

  it("is compared with nothing else", async () => {
    await whole();
    const other = path.join(on.folder, "other.json");
    await writeFile(other, "{}");
    expect((await porchlight(on, "check", "--since", other)).stderr).toMatch(
      /not what check --json prints: .*\n {4}-> /,
    );
    await writeFile(other, "nothing");
    expect((await porchlight(on, "check", "--since", other)).stderr).toMatch(/it is no JSON/);
    expect((await porchlight(on, "check", "--since", `${other}.absent`)).stderr).toMatch(
      /could not be read \(ENOENT\)/,
    );
  });
});
