import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { command, porchlight, type Ran, type Stage, stage } from "./support.ts";

let on: Stage;
beforeEach(async () => {
  on = await stage();
});
afterEach(() => on.close());

const secretNames = ["FREEBOX_TOKEN", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY", "PORCHLIGHT_SSH_KEY"] as const;

/** What must never be printed: each secret, a telling part of the key, and every live session token of the box. */
const secrets = (): readonly string[] => {
  const planted = secretNames.map((name) => on.env[name] ?? "");
  const key = (on.env["PORCHLIGHT_SSH_KEY"] ?? "").split("\n")[2] ?? "";
  return [...planted, key, ...on.home.world.sessions.keys()];
};

const expectNoSecret = ({ stdout, stderr }: Ran): void => {
  const told = stdout + stderr;
  expect(told.length).toBeGreaterThan(0);
  for (const secret of secrets()) {
    expect(secret.length).toBeGreaterThan(15);
    expect(told).not.toContain(secret);
  }
};

it("no command prints a secret, in text or in JSON", async () => {
  for (const args of [["plan"], ["apply", "--yes"], ["check"], ["plan"]]) {
    expectNoSecret(await porchlight(on, ...args));
    expectNoSecret(await porchlight(on, ...args, "--json"));
  }
});

it.each([
  "received-not-executed",
  "garbage",
  { status: 403, body: { errorCode: "NOT_GRANTED_CALL", message: "This call has not been granted" } },
] as const)("nor when every request to both vendors meets %j", async (kind) => {
  for (const door of ["freebox", "ovh"] as const) on.home.fail({ door, kind, times: 1000 });
  for (const args of [["plan"], ["apply", "--yes", "--timeout", "0"], ["check"]]) {
    expectNoSecret(await porchlight(on, ...args));
    expectNoSecret(await porchlight(on, ...args, "--json"));
  }
});

it("nor does the process list or the home file hold one", async () => {
  const { child, ended } = command(on, "apply", "--yes");
  const shown: string[] = [];
  on.home.fail({ door: "ovh", method: "POST", kind: "swallowed", onHit: () => shown.push(...child.spawnargs) });
  await ended;
  expect(shown.length).toBeGreaterThan(0);
  const text = shown.join(" ") + (await readFile(on.file, "utf8"));
  for (const secret of secrets()) expect(text).not.toContain(secret);
});
