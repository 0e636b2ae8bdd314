import { writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { porchlight, type Stage, stage } from "./support.ts";

let on: Stage;
beforeEach(async () => {
  on = await stage();
});
afterEach(() => on.close());

/** Everything both vendors hold, ids included, but for the serial of the zone, which only ever rises. */
const held = (): string =>
  JSON.stringify(on.home.state(), (key, value: unknown) => (key === "serial" ? undefined : value));
const named = `"taprest.freeboxos.fr"`;

describe("destroy", () => {
  it("leaves box and zone byte for byte as they were before the first apply", async () => {
    const before = held();
    expect((await porchlight(on, "apply", "--yes")).code).toBe(0);
    const gone = await porchlight(on, "destroy", "--release-name", "--yes");
    expect(gone.code, gone.stdout + gone.stderr).toBe(0);
    expect(held()).toBe(before);
    expect(gone.stdout).toMatch(/^Taken away: \d+ steps done/);
    expect((await porchlight(on, "destroy", "--release-name", "--yes")).stdout).toMatch(/^Nothing to take away/);
  });

  it("keeps the static name unless told otherwise, and says that it does", async () => {
    const before = held();
    await porchlight(on, "apply", "--yes");
    const gone = await porchlight(on, "destroy", "--yes");
    expect(gone.code).toBe(0);
    expect(held()).toContain(named);
    expect(held().replace(/,\{"id":"taprest\.freeboxos\.fr"[^}]*\{\}[^}]*\}/, "")).toBe(before);
    expect(gone.stderr).toContain("the router keeps its static name taprest.freeboxos.fr");
  });

  it("works without any journal or state: marks and the file are all it needs", async () => {
    const before = held();
    await porchlight(on, "apply", "--yes");
    const fresh = { ...on, env: { ...on.env, XDG_STATE_HOME: `${on.folder}/elsewhere` } };
    expect((await porchlight(fresh, "destroy", "--release-name", "--yes")).code).toBe(0);
    expect(held()).toBe(before);
  });

  it("asks first, and writes nothing where nobody can answer", async () => {
    await porchlight(on, "apply", "--yes");
    const before = held();
    const asked = await porchlight(on, "destroy");
    expect([asked.code, held()]).toEqual([1, before]);
    expect(asked.stderr).toContain("- record");
  });
});

describe("undo", () => {
  it("puts everything back but the static name, and a second time finds nothing", async () => {
    const before = held();
    await porchlight(on, "apply", "--yes");
    const undone = await porchlight(on, "undo", "--yes");
    expect(undone.code, undone.stdout + undone.stderr).toBe(0);
    expect(held().replace(/,\{"id":"taprest\.freeboxos\.fr"[^}]*\{\}[^}]*\}/, "")).toBe(before);
    const again = await porchlight(on, "undo", "--yes");
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/nothing to undo/i);
  });
});

describe("undo of a destroy that gave the static name up", () => {
  it("asks for the name again, waits for it, and leads to it only then", async () => {
    await porchlight(on, "apply", "--yes");
    expect((await porchlight(on, "destroy", "--release-name", "--yes")).code).toBe(0);
    const undone = await porchlight(on, "undo", "--yes");
    expect(undone.code, undone.stdout + undone.stderr).toBe(0);
    expect(undone.stderr).toMatch(/✓ \. wait +until taprest\.freeboxos\.fr is active[^]*✓ \+ record/);
    expect((await porchlight(on, "check")).code).toBe(0);
    expect((await porchlight(on, "plan", "--detailed-exitcode")).code).toBe(0);
  });
});

describe("prune", () => {
  it("takes away what the file no longer declares, and leaves every other mark", async () => {
    await porchlight(on, "apply", "--yes");
    const { world, homeFile } = on.home;
    const [rule] = world.redirections;
    if (rule === undefined) throw new Error("no rule was made");
    world.redirections.push({
      ...rule,
      id: 90,
      wan_port_start: 7000,
      wan_port_end: 7000,
      comment: "porchlight:other/ssh",
    });
    const others = JSON.stringify(world.redirections.filter(({ id }) => id === 90));
    await writeFile(
      on.file,
      stringify({ ...homeFile, forwards: { vpn: { wan: 51_820, to: "octopi:51820", protocol: "udp" } }, tunnels: {} }),
    );
    const plan = await porchlight(on, "plan");
    expect(plan.stdout).toContain("porchlight prune");
    const refused = await porchlight(on, "prune", "--yes");
    expect([refused.code, world.redirections.length]).toEqual([3, 2]);
    const pruned = await porchlight(on, "prune", "--yes", "--allow", "removal");
    expect(pruned.code, pruned.stdout + pruned.stderr).toBe(0);
    expect(JSON.stringify(world.redirections)).toBe(others);
    expect(world.leases).toHaveLength(1);
  });
});
