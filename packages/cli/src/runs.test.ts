import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { startHome, type VirtualHome } from "@porchlight/simulator";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { stringify } from "yaml";
import { freshFolder } from "../test/folder.ts";
import { takeLock } from "./lock.ts";
import { lockAddressOf } from "./platform.ts";
import { run } from "./program.ts";
import { StoppedError, type Terminal } from "./terminal.ts";

/** The command line over a virtual home: files, sockets and locks are real. */
let home: VirtualHome;
let folder: string;
let env: Record<string, string>;
const at = (name: string): string => path.join(folder, name);

beforeEach(async () => {
  home = await startHome();
  folder = await freshFolder();
  await writeFile(at("ca.pem"), home.ovh.clientOptions.ca);
  await writeFile(at("home.yaml"), stringify(home.homeFile));
  env = { ...home.env, XDG_STATE_HOME: folder, NODE_EXTRA_CA_CERTS: at("ca.pem") };
});
afterEach(() => home.close());

interface Ran {
  readonly code: number;
  readonly document: Readonly<Record<string, unknown>>;
  readonly stdout: string;
  readonly stderr: string;
}
const porchlight = async (args: readonly string[], change: Partial<Terminal> = {}): Promise<Ran> => {
  let stdout = "";
  let stderr = "";
  const code = await run(args, {
    env,
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    colour: false,
    signal: new AbortController().signal,
    ...change,
  });
  const document: unknown = args.includes("--json") ? JSON.parse(stdout) : {};
  return { code, document: { ...(document as object) }, stdout, stderr };
};
const config = (): readonly string[] => ["--config", at("home.yaml")];
const writing = (command: string, ...args: readonly string[]): Promise<Ran> =>
  porchlight([command, ...args, ...config(), "--yes", "--json", "--audit", at("audit.jsonl")]);
const audited = async (): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const lines = (await readFile(at("audit.jsonl"), "utf8")).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
};
const stored = (): string => JSON.stringify(home.state());
const onBox = (): string => JSON.stringify([home.world.redirections, home.world.leases]);

describe("apply, undo, destroy and prune", () => {
  it("leave one audit line each, and say the same in their documents", async () => {
    const ran = [
      await writing("apply"),
      await writing("undo"),
      await writing("apply"),
      await writing("prune"),
      await writing("destroy", "--allow", "removal"),
    ];
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    expect(ran.map(({ document }) => document["schema"])).toEqual(
      ["apply", "undo", "apply", "prune", "destroy"].map((name) => `porchlight/${name}/1`),
    );
    const lines = await audited();
    expect(lines.map(({ command, verdict, exitCode }) => [command, verdict, exitCode])).toEqual([
      ["apply", "converged", 0],
      ["undo", "converged", 0],
      ["apply", "converged", 0],
      ["prune", "unchanged", 0],
      ["destroy", "converged", 0],
    ]);
    const text = await readFile(at("audit.jsonl"), "utf8");
    for (const name of ["FREEBOX_TOKEN", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY"])
      expect(text).not.toContain(env[name]);
    expect(lines[0]?.["steps"]).toContainEqual(
      expect.objectContaining({ verb: "publish", status: "done", queryId: expect.any(String) }),
    );
  });

  it("put back by undo what stood there before", async () => {
    const before = onBox();
    await writing("apply");
    expect(onBox()).not.toBe(before);
    await writing("undo");
    expect(onBox()).toBe(before);
    const { code, document } = await writing("undo");
    expect([code, document["error"]]).toEqual([1, "nothing-to-undo"]);
    expect(await audited()).toHaveLength(2);
  });

  it("are refused while another run is changing the home, and say which", async () => {
    const lock = await takeLock(lockAddressOf(env, home.homeFile.home), home.homeFile.home, "apply");
    onTestFinished(() => lock.release());
    const before = stored();
    for (const command of ["apply", "destroy", "prune"]) {
      const { code, document } = await writing(command);
      expect(code).toBe(1);
      expect(document).toMatchObject({ error: "locked", holder: { pid: process.pid, command: "apply" } });
    }
    expect((await audited()).map(({ verdict, exitCode }) => [verdict, exitCode])).toEqual(
      Array.from({ length: 3 }, () => ["failed", 1]),
    );
    expect(stored()).toBe(before);
    expect((await porchlight(["plan", ...config()])).code).toBe(0);
  });

  it("write nothing when the audit file cannot be written", async () => {
    const before = stored();
    const { code, document } = await porchlight(["apply", ...config(), "--yes", "--json", "--audit", folder]);
    expect([code, document["error"]]).toEqual([1, "audit"]);
    expect(stored()).toBe(before);
  });

  it("say that only the audit line is missing when the disk is full by then", async () => {
    const { code, stdout } = await porchlight(["apply", ...config(), "--yes", "--audit", "/dev/full"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Converged: .*\n✗ \/dev\/full: the audit line cannot be written: ENOSPC/);
    expect(home.world.redirections).toHaveLength(1);
  });

  it("are noted when they were stopped before they wrote", async () => {
    const stop = new AbortController();
    stop.abort(new StoppedError(129));
    const args = ["apply", ...config(), "--yes", "--json", "--audit", at("audit.jsonl")];
    const { code, document } = await porchlight(args, { signal: stop.signal });
    expect([code, document["error"]]).toEqual([129, "stopped"]);
    expect(await audited()).toMatchObject([{ verdict: "stopped", exitCode: 129, steps: [] }]);
  });

  it("say a refusal in the audit file too", async () => {
    const [zone = ""] = Object.keys(home.homeFile.zones);
    await writeFile(at("home.yaml"), stringify({ ...home.homeFile, names: { [`home.${zone}`]: { a: "192.0.2.1" } } }));
    await writing("apply");
    await writeFile(at("home.yaml"), stringify({ ...home.homeFile, names: { [`home.${zone}`]: { a: "192.0.2.2" } } }));
    const { code } = await writing("apply");
    expect(code).toBe(3);
    expect((await audited())[1]).toMatchObject({
      verdict: "refused",
      exitCode: 3,
      refusals: [{ kind: "hazard", name: "take-over" }],
    });
  });
});

describe("a plan file", () => {
  it("is applied without the home file, and exactly so", async () => {
    const planned = await porchlight(["plan", "--out", at("plan.json"), "--json", ...config()]);
    expect(planned).toMatchObject({ code: 0, document: { out: at("plan.json") } });
    const applied = await porchlight(["apply", at("plan.json"), "--yes", "--json"]);
    expect(applied).toMatchObject({ code: 0, document: { verdict: "converged" } });
    expect(applied.document["plan"]).toMatchObject({ steps: (planned.document["plan"] as { steps: object[] }).steps });
    const again = await porchlight(["apply", at("plan.json"), "--yes", "--json"]);
    expect(again).toMatchObject({ code: 0, document: { verdict: "unchanged" } });
  });

  it("is refused when what it saw has changed", async () => {
    await porchlight(["plan", "--out", at("plan.json"), ...config()]);
    const host = home.world.hosts[0];
    if (host === undefined) throw new Error("the home has no host");
    Object.assign(host, { addresses: ["192.168.1.77"] });
    await home.settle();
    const before = stored();
    const { code, document } = await porchlight(["apply", at("plan.json"), "--yes", "--json"]);
    expect(code).toBe(3);
    expect(document["refusals"]).toContainEqual(
      expect.objectContaining({ message: expect.objectContaining({ code: "plan-stale" }) }),
    );
    expect(stored()).toBe(before);
  });

  it.each([
    ["--config", "home.yaml"],
    ["--previous", "home.yaml"],
    ["--allow", "take-over"],
  ])("holds %s already, which is then refused", async (option, value) => {
    const { code, document } = await porchlight(["apply", at("plan.json"), option, value, "--json"]);
    expect([code, document["error"]]).toEqual([1, "usage"]);
    expect(document["message"]).toContain(`${option} does not go with a plan file`);
  });

  it("is not written for a plan that is refused", async () => {
    const [zone = ""] = Object.keys(home.homeFile.zones);
    await writeFile(at("home.yaml"), stringify({ ...home.homeFile, names: { [`home.${zone}`]: { a: "192.0.2.1" } } }));
    await writing("apply");
    await writeFile(at("home.yaml"), stringify({ ...home.homeFile, names: { [`home.${zone}`]: { a: "192.0.2.2" } } }));
    const { code, stderr } = await porchlight(["plan", "--out", at("plan.json"), ...config()]);
    expect(code).toBe(3);
    expect(stderr).toContain("was not written");
    expect(await readdir(folder)).not.toContain("plan.json");
  });
});

describe("plan", () => {
  it("comes as text, Markdown or JSON", async () => {
    expect((await porchlight(["plan", ...config()])).stdout).toMatch(/^Plan: \d+ steps\n/);
    expect((await porchlight(["plan", "--format", "markdown", ...config()])).stdout).toMatch(/^### Plan for /);
    const { stdout } = await porchlight(["plan", "--format", "json", ...config()]);
    expect(JSON.parse(stdout)).toMatchObject({ schema: "porchlight/plan/1", exitCode: 0 });
  });

  it("takes what an earlier file declared for what is to go", async () => {
    await writing("apply");
    await writeFile(at("old.yaml"), stringify(home.homeFile));
    await writeFile(at("home.yaml"), stringify({ ...home.homeFile, forwards: {}, tunnels: {} }));
    const kept = await porchlight(["plan", "--json", ...config()]);
    expect(kept.document["plan"]).toMatchObject({ steps: [] });
    const { document } = await porchlight(["plan", "--json", "--previous", at("old.yaml"), ...config()]);
    expect(document["plan"]).toMatchObject({ steps: [{ verb: "remove", before: { kind: "forward" } }] });
  });

  it("refuses the file of another home as an earlier one", async () => {
    await writeFile(at("old.yaml"), stringify({ ...home.homeFile, home: "other" }));
    const { code, document } = await porchlight(["plan", "--json", "--previous", at("old.yaml"), ...config()]);
    expect([code, document["error"]]).toEqual([1, "home-file"]);
    expect(document["message"]).toContain("home.yaml:2:1: ");
  });
});

it("confirms through the command line what an apply of the same home waits for", async () => {
  let confirmed: Ran | undefined;
  const clock = {
    now: () => performance.now(),
    sleep: async (): Promise<void> => {
      const other = { ...env, SSH_CONNECTION: "192.0.2.8 50002 192.168.1.30 22" };
      const ran = await porchlight(["confirm", "--json", ...config()], { env: other });
      if (ran.code === 0) confirmed = ran;
    },
  };
  const args = ["apply", "--confirm", "60", "--yes", "--json", ...config()];
  const { code, document } = await porchlight(args, { clock });
  expect(confirmed?.document).toMatchObject({ schema: "porchlight/confirm/1", confirmed: true });
  expect([code, document["confirmed"]]).toEqual([0, true]);
});

it("does not touch the state of the real home in a demo", async () => {
  await mkdir(at("state"));
  const { code } = await porchlight(["demo"], { env: { XDG_STATE_HOME: at("state") } });
  expect(code).toBe(0);
  expect(await readdir(at("state"))).toEqual([]);
});

it("says in a check that a range of ports was asked by its first", async () => {
  const forwards = { ssh: { wan: [7654, "8000-8010"], to: "octopi:22" } };
  await writeFile(at("home.yaml"), stringify({ ...home.homeFile, forwards }));
  const { stdout } = await porchlight(["check", ...config()]);
  expect(stdout).toContain("8000-8010: the first was asked, for all");
  const { document } = await porchlight(["check", "--json", ...config()]);
  expect(document["walks"]).toContainEqual(expect.objectContaining({ ports: [8000, 8010] }));
});
