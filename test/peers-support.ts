/** What the tests of the peers' defects share: homes whose names hold addresses, runs, and what they wrote. */
import { writeFile } from "node:fs/promises";
import type { Zone, ZoneRecord } from "@porchlight/simulator";
import { stringify } from "yaml";
import { expect } from "vitest";
import { porchlight, type Ran, type Stage, stage } from "./support.ts";

/** The zone of every home here. */
export const zoneName = "taprest.fr";
export const zonePath: string = `/1.0/domain/zone/${zoneName}`;
export const refresh: string = `POST ${zonePath}/refresh`;
export const create: string = `POST ${zonePath}/record`;

/** The WAN address a home starts with. */
export const firstAddress = "82.64.81.205";
/** The one the ISP gives it later. */
export const newAddress = "82.64.81.206";

/** An address record that follows the line, as every dynamic-DNS client keeps one; the address it had may be replaced. */
export const followsLine = { a: "router", allow: ["take-over"] } as const;

/** Writes the home file anew with other entries: the virtual home's own, and these in place of what they name. */
export const declare = (on: Stage, entries: object): Promise<void> =>
  writeFile(on.file, stringify({ ...on.home.homeFile, ...entries }));

/** A home that declares address records following the line, under these names of its zone. Nothing is applied yet. */
export const dynamicHome = async (...names: readonly string[]): Promise<Stage> => {
  const on = await stage();
  await declare(on, { names: Object.fromEntries(names.map((name) => [`${name}.${zoneName}`, followsLine])) });
  return on;
};

/** The same with one name, "home", after its first apply. */
export const settledHome = async (): Promise<Stage> => {
  const on = await dynamicHome("home");
  expect(await porchlight(on, "apply", "--yes")).toMatchObject({ code: 0 });
  return on;
};

/** The ISP gives the line another address. */
export const moveLine = async ({ home }: Stage, address: string): Promise<void> => {
  home.world.line.ipv4 = address;
  await home.settle();
};

export const zoneOf = ({ home }: Stage): Zone => {
  const zone = home.world.zones.get(zoneName);
  if (zone === undefined) throw new Error(`this home has no zone ${zoneName}`);
  return zone;
};

/** What somebody else does to a zone at the provider's console: edited, and published. */
export const atTheConsole = (on: Stage, edit: (records: ZoneRecord[]) => ZoneRecord[]): void => {
  const zone = zoneOf(on);
  zone.stored = edit(zone.stored);
  zone.served = structuredClone(zone.stored);
};

const addressesIn = (records: readonly ZoneRecord[], name: string): readonly string[] =>
  records.filter((record) => record.subDomain === name && record.fieldType === "A").map(({ target }) => target);

/** The addresses of a name: as the provider stores them, and as its servers serve them. */
export const addressesOf = (on: Stage, name: string = "home"): Record<"stored" | "served", readonly string[]> => {
  const { stored, served } = zoneOf(on);
  return { stored: addressesIn(stored, name), served: addressesIn(served, name) };
};

/** The way to the one address record of a name: "PUT /1.0/domain/zone/.../record/5400000009". */
export const change = (on: Stage, name: string = "home"): string => {
  const ids = zoneOf(on).stored.filter((record) => record.subDomain === name && record.fieldType === "A");
  return `PUT ${zonePath}/record/${ids.map(({ id }) => id).join()}`;
};

/** What a run did, and every write it sent to the box or the provider. */
export interface Run extends Ran {
  readonly said: string;
  readonly writes: readonly string[];
}

const isWrite = ({ door, method, path }: Stage["home"]["requests"][number]): boolean =>
  door !== "dns" && method !== "GET" && !path.includes("/login/");

/** One run of a command; a publication that is not seen at once is not waited for. */
export const run = async (on: Stage, name: string, ...args: readonly string[]): Promise<Run> => {
  const before = on.home.requests.length;
  const ran = await porchlight(on, name, ...args);
  const writes = on.home.requests
    .slice(before)
    .filter(isWrite)
    .map(({ method, path }) => `${method} ${path}`);
  return { ...ran, said: ran.stdout + ran.stderr, writes };
};

/** A run as a timer starts it. */
export const apply = (on: Stage, ...args: readonly string[]): Promise<Run> =>
  run(on, "apply", "--yes", "--timeout", "0", ...args);

/** Nothing in what a run said, nor in its exit code, can be taken for success; and the next look knows what is owed. */
export const expectReported = async (on: Stage, ran: Run, ...words: readonly RegExp[]): Promise<void> => {
  expect(ran.code, ran.said).not.toBe(0);
  expect(ran.said).not.toMatch(/Converged|othing to do|unchanged/);
  for (const word of words) expect(ran.said).toMatch(word);
  const owed = await run(on, "plan", "--detailed-exitcode");
  expect(owed.code, owed.said).toBe(2);
};

/** A run that finished the work with exactly these writes; one more finds nothing to do and writes nothing. */
export const expectRepaired = async (on: Stage, ran: Run, ...writes: readonly string[]): Promise<void> => {
  expect(ran.code, ran.said).toBe(0);
  expect(ran.stdout).toMatch(/^Converged/);
  expect(ran.writes).toEqual(writes);
  const quiet = await apply(on);
  expect(quiet).toMatchObject({ code: 0, writes: [] });
  expect(quiet.stdout).toMatch(/^Nothing to do/);
};
