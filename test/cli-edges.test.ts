import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { command, porchlight, type Stage, stage } from "./support.ts";

let on: Stage;
beforeEach(async () => {
  on = await stage();
});
afterEach(() => on.close());

const withEnv = (env: Readonly<Record<string, string>>): Stage => ({ ...on, env: { ...on.env, ...env } });

describe("stopped by a signal", () => {
  it.each([
    ["plan", "SIGINT", 130],
    ["apply", "SIGTERM", 143],
    ["check", "SIGINT", 130],
  ] as const)("%s by %s says so, in a document that agrees with the process", async (name, signal, code) => {
    const { child, ended } = command(on, name, ...(name === "apply" ? ["--yes"] : []), "--json");
    on.home.fail({ door: "freebox", kind: "stall", times: 100, onHit: () => child.kill(signal) });
    const ran = await ended;
    expect(ran).toMatchObject({ code, stderr: "" });
    expect(JSON.parse(ran.stdout)).toMatchObject({
      schema: `porchlight/${name}/1`,
      exitCode: code,
      error: "stopped",
      message: "✗ stopped, and nothing was written",
    });
  });
});

describe("a closed pipe", () => {
  it("of the data stops nothing and prints no stack", async () => {
    const { child, ended } = command(on, "plan");
    child.stdout?.destroy();
    expect(await ended).toMatchObject({ code: 0, stderr: "" });
  });

  it("of the progress never stops an apply in the middle of its writes", async () => {
    const { child, ended } = command(on, "apply", "--yes");
    child.stderr?.once("data", () => child.stderr?.destroy());
    const ran = await ended;
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^Converged: 6 steps done/);
  });
});

const unchanged = async (run: () => Promise<unknown>): Promise<void> => {
  const before = JSON.stringify(on.home.state());
  await run();
  expect(JSON.stringify(on.home.state())).toBe(before);
};

describe("credentials come first", () => {
  it("apply with a wrong key of the zone writes nothing, not even to the router, and names it", () =>
    unchanged(async () => {
      const ran = await porchlight(withEnv({ OVH_CONSUMER_KEY: "wrong" }), "apply", "--yes");
      expect(ran.code).toBe(6);
      expect(ran.stderr).toContain("zone taprest.fr could not be read");
      expect(ran.stderr).toContain("nothing was written");
      expect(ran.stderr).not.toContain("looking again");
      const writes = on.home.requests.filter(({ door, method }) => door !== "dns" && !["GET", "HEAD"].includes(method));
      expect(writes.filter((request) => !request.path.includes("/login/"))).toEqual([]);
    }));

  it("in plan and apply alike, before a port that another machine holds", async () => {
    await on.close();
    on = await stage({
      redirections: [
        {
          enabled: true,
          ip_proto: "tcp",
          wan_port_start: 7654,
          wan_port_end: 7654,
          lan_ip: "192.168.1.50",
          lan_port: 22,
          src_ip: "0.0.0.0",
          comment: "nas",
        },
      ],
    });
    const wrong = withEnv({ OVH_CONSUMER_KEY: "wrong" });
    expect((await porchlight(wrong, "plan")).code).toBe(6);
    expect((await porchlight(wrong, "apply", "--yes")).code).toBe(6);
  });

  it("check with a refused token answers 6, and says what was refused", async () => {
    const ran = await porchlight(withEnv({ FREEBOX_TOKEN: "wrong" }), "check");
    expect(ran.code).toBe(6);
    expect(ran.stdout).toContain("credentials were refused");
  });

  it("a name and a remedy, not a function, when one is missing", async () => {
    const ran = await porchlight(withEnv({ FREEBOX_TOKEN: " ", OVH_CONSUMER_KEY: "" }), "plan");
    expect(ran.code).toBe(6);
    expect(ran.stderr).not.toContain("freeboxFromEnv");
    expect(ran.stderr).toContain("FREEBOX_TOKEN is not set\n    -> set it, or FREEBOX_TOKEN_FILE");
  });

  it.each([
    ["FREEBOX_ENDPOINT", "not a url"],
    ["OVH_ENDPOINT", "ovh-mars"],
  ])("a malformed %s is an input to correct, exit 1", async (name, value) => {
    const ran = await porchlight(withEnv({ [name]: value }), "plan");
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(`correct ${name}`);
  });
});

it("what is served and cannot be asked is not 'no changes' to plan --detailed-exitcode", async () => {
  expect((await porchlight(on, "apply", "--yes")).code).toBe(0);
  on.home.fail({ door: "dns", kind: "refuse", times: 1000 });
  const ran = await porchlight(on, "plan", "--detailed-exitcode");
  expect(ran.stdout).toContain("Plan: unknown");
  expect(ran.code).toBe(1);
});

it("check takes a name in any case, final dot or not", async () => {
  await porchlight(on, "apply", "--yes");
  expect((await porchlight(on, "check", "HOME.taprest.fr.")).code).toBe(0);
});

it.each([
  ["freebox", "livebox"],
  ["kind: ovh", "kind: gandi"],
])("validate refuses what plan refuses: %s made %s", async (from, to) => {
  await on.rewrite((text) => text.replace(from, to));
  const [validated, planned] = [await porchlight(on, "validate"), await porchlight(on, "plan")];
  expect(validated.code).toBe(1);
  expect(validated.stderr).toBe(planned.stderr);
});

it("a folder given as the home file is said to be one", async () => {
  const ran = await porchlight({ ...on, file: on.folder }, "validate");
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain(`name the file in it: --config ${path.join(on.folder, "porchlight.yaml")}`);
});

it("a folder given as a secret file is refused in one sentence", async () => {
  const folder = path.join(on.folder, "keys");
  await mkdir(folder, { mode: 0o700 });
  const ran = await porchlight(withEnv({ FREEBOX_TOKEN: "", FREEBOX_TOKEN_FILE: folder }), "plan");
  expect(ran.code).toBe(6);
  expect(ran.stderr).toContain(`FREEBOX_TOKEN_FILE: ${folder} is not a file`);
});

it.each([
  ["an alias to nothing", "version: 1\nhome: *nobody\n", ":2:7"],
  [
    "an alias bomb",
    `a: &a [x, x, x, x, x, x, x, x, x, x]\n${["ab", "bc", "cd", "de", "ef", "fg"].map(([from, key]) => `${key}: &${key} [${`*${from}, `.repeat(10)}]`).join("\n")}\n`,
    ":2:8",
  ],
])("%s is refused with its place", async (_what, text, place) => {
  await writeFile(on.file, text);
  const ran = await porchlight(on, "validate");
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain(`${on.file}${place}: `);
});
