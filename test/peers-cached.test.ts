/**
 * The second defect that tools of this kind share, a cached last value trusted, under the circumstances of each report:
 *
 * - ddclient/ddclient 428: asks that the name's real address be compared in place of the cache file's, which had kept the
 *   client from updating; declined.
 * - favonia/cloudflare-ddns 1048: the provider's answers are kept for hours, so that what somebody edits there meanwhile
 *   passes for up to date.
 */
import type { ZoneRecord } from "@porchlight/simulator";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  addressesOf,
  apply,
  atTheConsole,
  change,
  create,
  declare,
  expectRepaired,
  expectReported,
  firstAddress,
  moveLine,
  newAddress,
  refresh,
  settledHome,
  zoneName,
  zoneOf,
} from "./peers-support.ts";
import type { Stage } from "./support.ts";

let on: Stage;
beforeEach(async () => {
  on = await settledHome();
});
afterEach(() => on.close());

const asWanted = { stored: [firstAddress], served: [firstAddress] };

it("a provider that says yes and does nothing is found out by looking (ddclient/ddclient 428)", async () => {
  await moveLine(on, newAddress);
  on.home.fail({ door: "ovh", method: "PUT", path: /\/record\/\d+$/, kind: "swallowed" });
  await expectReported(on, await apply(on), /what is left to do is below/);
  await expectRepaired(on, await apply(on), change(on), refresh);
  expect(addressesOf(on)).toEqual({ stored: [newAddress], served: [newAddress] });
});

it("servers that went back to an older zone are noticed, though all is stored as it was left (ddclient/ddclient 428)", async () => {
  const zone = zoneOf(on);
  zone.served = zone.served.filter(({ subDomain }) => subDomain !== "home");
  await expectRepaired(on, await apply(on), refresh);
  expect(addressesOf(on)).toEqual(asWanted);
});

const stranger = "203.0.113.99";
const isOurs = ({ subDomain }: ZoneRecord): boolean => subDomain === "home";

/** What somebody did to the name, and the one write that takes it back. */
const byHand: readonly (readonly [what: string, edit: (ours: ZoneRecord) => readonly ZoneRecord[], back: RegExp])[] = [
  ["edited", (ours) => [{ ...ours, target: stranger }], /^PUT .*\/record\/5400000009$/],
  ["doubled", (ours) => [ours, { ...ours, id: 5_400_000_077, target: stranger }], /^DELETE .*\/record\/5400000077$/],
  ["made anew", (ours) => [{ ...ours, id: 5_400_000_077, target: stranger }], /^PUT .*\/record\/5400000077$/],
];

// Nothing changed on this side since the last look, and OVHcloud still holds that look's listing in a cache of its own.
it.each(byHand)(
  "a record %s by hand in the console is named, and taken back once allowed (favonia/cloudflare-ddns 1048)",
  async (_what, edit, back) => {
    await declare(on, { names: { [`home.${zoneName}`]: { a: "router" } } });
    expect(on.home.world.bulkCache.size).toBeGreaterThan(0);
    atTheConsole(on, (records) => records.flatMap((record) => (isOurs(record) ? edit(record) : [record])));
    const before = JSON.stringify(zoneOf(on));
    const seen = await apply(on);
    expect(seen).toMatchObject({ code: 3, writes: [] });
    expect(seen.said).toMatch(/hazard take-over: home\.taprest\.fr now holds A 203\.0\.113\.99/);
    expect(JSON.stringify(zoneOf(on))).toBe(before);
    const taken = await apply(on, "--allow", "take-over");
    expect(taken.writes[0]).toMatch(back);
    await expectRepaired(on, taken, ...taken.writes.slice(0, 1), refresh);
    expect(addressesOf(on)).toEqual(asWanted);
  },
);

it("a record deleted by hand in the console comes back (favonia/cloudflare-ddns 1048)", async () => {
  expect(on.home.world.bulkCache.size).toBeGreaterThan(0);
  atTheConsole(on, (records) => records.filter((record) => !isOurs(record)));
  await expectRepaired(on, await apply(on), create, refresh);
  expect(addressesOf(on)).toEqual(asWanted);
});

it("a record edited and not yet published is seen in what is stored, not in what is served (favonia/cloudflare-ddns 1048)", async () => {
  const zone = zoneOf(on);
  zone.stored = zone.stored.map((record) => (isOurs(record) ? { ...record, target: stranger } : record));
  expect(addressesOf(on)).toEqual({ stored: [stranger], served: [firstAddress] });
  const { writes } = await apply(on);
  expect(writes).toEqual([change(on), refresh]);
  expect(addressesOf(on)).toEqual(asWanted);
});
