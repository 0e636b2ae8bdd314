/** What others made, beside what this home makes: records and rules that stay as they are, byte for byte, ids included. */
import type { HomeOptions, Redirection, ZoneRecord } from "@porchlight/simulator";
import { afterEach, describe, expect, it } from "vitest";
import { apply, create, declare, refresh, run, zoneName, zoneOf, zonePath } from "./peers-support.ts";
import { type Stage, stage } from "./support.ts";

let on: Stage;
afterEach(() => on.close());

type Seed = readonly [subDomain: string, fieldType: string, target: string];
const recordsOf = (...seeds: readonly Seed[]): NonNullable<HomeOptions["records"]> => [
  { subDomain: "", fieldType: "NS", target: "dns103.ovh.net.", ttl: 0 },
  { subDomain: "", fieldType: "NS", target: "ns103.ovh.net.", ttl: 0 },
  ...seeds.map(([subDomain, fieldType, target]) => ({ subDomain, fieldType, target, ttl: 0 })),
];

/** Every rule of the box and every record of the zone, with their ids, as bytes. */
const everything = ({ home }: Stage): string =>
  JSON.stringify([home.world.redirections, zoneOf(on).stored, zoneOf(on).served]);

/** The records of a list that were there before, as bytes, and what came besides. */
const split = (records: readonly ZoneRecord[], before: ReadonlySet<number>): readonly [string, readonly string[]] => [
  JSON.stringify(records.filter(({ id }) => before.has(id))),
  records
    .filter(({ id }) => !before.has(id))
    .map(({ subDomain, fieldType, target }) => `${subDomain} ${fieldType} ${target}`),
];

/** Leaves everything but names out of a home file. */
const onlyNames = { router: undefined, forwards: {}, hosts: {}, tunnels: {} } as const;

describe("two A records and a TXT on one name", () => {
  const door = `door.${zoneName}`;
  const foreign = recordsOf(
    ["door", "A", "203.0.113.30"],
    ["door", "A", "203.0.113.31"],
    ["door", "TXT", '"v=spf1 -all"'],
  );

  it.each([
    ["TXT", { txt: "a light is on" }, 'door TXT "a light is on"', { absent: { txt: "a light is on" } }],
    ["MX", { mx: "10 mail.example.org." }, "door MX 10 mail.example.org.", { absent: { mx: "10 mail.example.org." } }],
  ])("stay when a %s value comes to it, and when that value goes again", async (_type, wish, made, absence) => {
    on = await stage({ records: foreign });
    const before = JSON.stringify(zoneOf(on).stored);
    const ids = new Set(zoneOf(on).stored.map(({ id }) => id));
    await declare(on, { ...onlyNames, names: { [door]: wish } });
    expect(await apply(on)).toMatchObject({ code: 0, writes: [create, refresh] });
    for (const list of [zoneOf(on).stored, zoneOf(on).served]) expect(split(list, ids)).toEqual([before, [made]]);
    expect(await apply(on)).toMatchObject({ code: 0, writes: [] });

    const [ours] = zoneOf(on).stored.filter(({ id }) => !ids.has(id));
    await declare(on, { ...onlyNames, names: { [door]: absence } });
    const gone = await apply(on);
    expect(gone, gone.said).toMatchObject({ code: 0, writes: [`DELETE ${zonePath}/record/${ours?.id}`, refresh] });
    expect(JSON.stringify(zoneOf(on).stored)).toBe(before);
    expect(JSON.stringify(zoneOf(on).served)).toBe(before);
  });

  it.each([[[]], [["--allow", "take-over"]]])("refuse a CNAME wished there, whatever is allowed: %j", async (args) => {
    on = await stage({ records: foreign });
    await declare(on, { names: { [door]: "router" } });
    const before = everything(on);
    const refused = await apply(on, ...args);
    expect(refused, refused.said).toMatchObject({ code: 3, writes: [] });
    expect(refused.said).toMatch(/impossible: .*door\.taprest\.fr.*TXT "v=spf1 -all"/);
    expect(everything(on)).toBe(before);
  });

  it("are named one by one when an address of ours would replace them", async () => {
    on = await stage({ records: foreign });
    await declare(on, { names: { [door]: { a: "router" } } });
    const before = everything(on);
    const refused = await apply(on);
    expect(refused, refused.said).toMatchObject({ code: 3, writes: [] });
    expect(refused.said).toContain("hazard take-over: door.taprest.fr now holds A 203.0.113.30");
    expect(refused.said).toContain("hazard take-over: door.taprest.fr now holds A 203.0.113.31");
    expect(everything(on)).toBe(before);
  });
});

describe("a zone of nine records", () => {
  // Too small for a guard that counts in percent or begins at ten.
  const nine = recordsOf(
    ["", "A", "203.0.113.1"],
    ["", "MX", "1 mail.example.org."],
    ["", "TXT", '"v=spf1 -all"'],
    ["www", "CNAME", `${zoneName}.`],
    ["shop", "CNAME", "shops.example.net."],
    ["neighbour", "A", "203.0.113.30"],
    ["neighbour", "AAAA", "2001:db8::30"],
  );

  it("keeps all nine when ours is added, when it goes, and when the file names nothing any more", async () => {
    on = await stage({ records: nine });
    const before = JSON.stringify(zoneOf(on).stored);
    const ids = new Set(zoneOf(on).stored.map(({ id }) => id));
    expect(ids.size).toBe(9);
    const added = await apply(on);
    expect(added, added.said).toMatchObject({ code: 0 });
    for (const list of [zoneOf(on).stored, zoneOf(on).served])
      expect(split(list, ids)).toEqual([before, ["home CNAME taprest.freeboxos.fr."]]);
    await declare(on, { names: {} });
    expect(await apply(on)).toMatchObject({ code: 0, writes: [] });
    expect(split(zoneOf(on).stored, ids)).toEqual([before, ["home CNAME taprest.freeboxos.fr."]]);
    await declare(on, { names: { [`home.${zoneName}`]: "absent" } });
    const emptied = await apply(on, "--allow", "removal");
    expect(emptied, emptied.said).toMatchObject({ code: 0 });
    expect(JSON.stringify(zoneOf(on).stored)).toBe(before);
    expect(JSON.stringify(zoneOf(on).served)).toBe(before);
  });

  it("is guarded record by record: one of the nine in the way refuses the whole plan", async () => {
    on = await stage({ records: nine });
    await declare(on, { names: { [`shop.${zoneName}`]: "router", [`neighbour.${zoneName}`]: "router" } });
    const before = everything(on);
    const refused = await apply(on);
    expect(refused, refused.said).toMatchObject({ code: 3, writes: [] });
    for (const record of ["CNAME shops.example.net.", "A 203.0.113.30", "AAAA 2001:db8::30"])
      expect(refused.said).toContain(`now holds ${record}`);
    expect(everything(on)).toBe(before);
  });
});

const rule = (over: Partial<Redirection>): Omit<Redirection, "id"> => ({
  enabled: true,
  ip_proto: "tcp",
  wan_port_start: 7654,
  wan_port_end: 7654,
  lan_ip: "192.168.1.42",
  lan_port: 22,
  src_ip: "0.0.0.0",
  comment: "",
  ...over,
});
const isOfRules = (write: string): boolean => write.includes("/fw/redir");

describe("a rule made by hand that is identical to ours", () => {
  it.each(["", "ssh to the Pi, do not touch"])("is left as it is, its comment %j too", async (comment) => {
    on = await stage({ redirections: [rule({ comment })] });
    const before = JSON.stringify(on.home.world.redirections);
    const first = await apply(on);
    expect(first, first.said).toMatchObject({ code: 0 });
    expect(first.writes.filter(isOfRules)).toEqual([]);
    expect(await apply(on)).toMatchObject({ code: 0, writes: [] });
    // It stands for ours, and the chain holds by it.
    expect(await run(on, "check")).toMatchObject({ code: 0 });
    expect(JSON.stringify(on.home.world.redirections)).toBe(before);
  });
});

describe("a neighbour's rule on our port", () => {
  it.each([
    ["the very port", {}],
    ["ports around it", { wan_port_start: 7000, wan_port_end: 8000, lan_port: 7000 }],
  ])("on %s is impossible to take, whatever is allowed", async (_where, over) => {
    on = await stage({ redirections: [rule({ lan_ip: "192.168.1.50", lan_port: 8080, comment: "nas", ...over })] });
    const before = everything(on);
    for (const args of [[], ["--allow", "take-over"]]) {
      const refused = await apply(on, ...args);
      expect(refused, refused.said).toMatchObject({ code: 3, writes: [] });
      expect(refused.said).toMatch(/impossible: .*7654.*192\.168\.1\.50/);
    }
    expect(everything(on)).toBe(before);
    expect(on.home.world.leases).toEqual([]);
  });

  it.each([
    ["on another protocol", { ip_proto: "udp" as const }],
    ["that lets nobody in", { enabled: false }],
  ])("%s is nothing of ours, and stays beside it", async (_what, over) => {
    on = await stage({ redirections: [rule({ lan_ip: "192.168.1.50", comment: "nas", ...over })] });
    const before = JSON.stringify(on.home.world.redirections);
    const applied = await apply(on);
    expect(applied, applied.said).toMatchObject({ code: 0 });
    expect(applied.writes.filter(isOfRules)).toEqual(["POST /api/v16/fw/redir/"]);
    expect(JSON.stringify(on.home.world.redirections.slice(0, 1))).toBe(before);
    expect(on.home.world.redirections).toHaveLength(2);
  });
});
