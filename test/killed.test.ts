import { afterEach, beforeEach, expect, it } from "vitest";
import { command, porchlight, type Stage, stage } from "./support.ts";

let on: Stage;
beforeEach(async () => {
  on = await stage();
});
afterEach(() => on.close());

interface Zones {
  readonly zones: Readonly<Record<string, { readonly stored: readonly { fieldType: string; subDomain: string }[] }>>;
}
const homeRecords = (): number => {
  const { zones } = on.home.state() as Zones;
  return (zones["taprest.fr"]?.stored ?? []).filter((record) => record.subDomain === "home").length;
};

// The two forms a kill at the refresh can take: the request arrived and was not done, or was done and not answered.
it.each(["received-not-executed", "executed-not-answered"] as const)(
  "killed between the record and its publication (%s), one more run converges",
  async (kind) => {
    const { child, ended } = command(on, "apply", "--yes");
    on.home.fail({ door: "ovh", method: "POST", path: /\/refresh$/, kind, onHit: () => child.kill("SIGKILL") });
    expect((await ended).code).toBeNull();
    expect(homeRecords()).toBe(1);

    const again = await porchlight(on, "apply", "--yes");
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(kind === "received-not-executed" ? /^Converged: 1 step done/ : /^Nothing to do/);
    expect(homeRecords()).toBe(1);
    expect((await porchlight(on, "check")).code).toBe(0);
  },
);

it("the publication a killed run left out is the only thing the next one writes", async () => {
  const { child, ended } = command(on, "apply", "--yes");
  on.home.fail({
    door: "ovh",
    method: "POST",
    path: /\/refresh$/,
    kind: "received-not-executed",
    onHit: () => child.kill("SIGKILL"),
  });
  await ended;
  const seen = on.home.requests.length;
  await porchlight(on, "apply", "--yes");
  const writes = on.home.requests.slice(seen).filter((request) => request.door === "ovh" && request.method !== "GET");
  expect(writes.map((request) => request.path)).toEqual(["/1.0/domain/zone/taprest.fr/refresh"]);
});
