import { describe, expect, it } from "vitest";
import { home, lease, octopi, record, rule } from "../../test/sample.ts";
import type { Forward, Item, Lease, Step } from "../contracts.ts";
import type { Wanted, WantedLease, WantedRecords } from "../derive.ts";
import type { Plan } from "../plan.ts";
import { type OwnConnection, refuseSteps } from "./steps.ts";

const nothing: Wanted = { leases: [], forwards: [], records: [], absent: { leases: [], forwards: [] }, unmet: [] };
const base = { id: "x", target: "router", needs: [] };
const update = (before: Item, after: Item): Step => ({ ...base, verb: "update", before, after });
const remove = (before: Item): Step => ({ ...base, verb: "remove", before });
const create = (after: Item): Step => ({ ...base, verb: "create", after });
const planOf = (...steps: readonly Step[]): Plan => ({
  version: 1,
  home: "taprest",
  steps,
  origins: { x: ["here"] },
  notes: [],
  blocked: [],
});
const told = (step: Step, wanted: Partial<Wanted> = {}, connection?: OwnConnection): readonly string[] =>
  refuseSteps(home(), { ...nothing, ...wanted }, planOf(step), connection).map((refusal) => {
    expect(refusal).toMatchObject({ kind: "hazard", path: ["here"] });
    return `${refusal.kind === "hazard" ? refusal.name : ""} ${refusal.message.code}`;
  });

const foreign = rule({ comment: "mine" });
const set = (wish: WantedRecords["wish"], type: string, values: readonly string[]): WantedRecords => ({
  name: "home.taprest.fr",
  zone: "taprest.fr",
  type,
  wish,
  values,
  path: [],
});

const paramsOf = (step: Step, records: readonly WantedRecords[] = [], connection?: OwnConnection): unknown =>
  refuseSteps(home(), { ...nothing, records }, planOf(step), connection)[0]?.message.params;

describe("what belongs to somebody else", () => {
  const a = record({ type: "A", value: "192.0.2.1" });
  const rows: readonly [string, Step, readonly WantedRecords[], readonly string[]][] = [
    ["a rule rewritten", update(foreign, rule()), [], ["take-over take-over-forward"]],
    ["a rule removed", remove(foreign), [], ["take-over take-over-forward"]],
    [
      "a rule of another home",
      remove(rule({ comment: "porchlight:taprest2/ssh" })),
      [],
      ["take-over take-over-forward"],
    ],
    ["a rule to elsewhere, which is held", update(foreign, rule({ lanAddress: "192.168.1.9" })), [], []],
    ["our own rule", update(rule(), rule({ lanPort: 80 })), [], []],
    ["a new rule", create(foreign), [], []],
    ["a lease rewritten", update(lease({ comment: "" }), lease()), [], ["take-over take-over-lease"]],
    ["a lease removed", remove(lease({ comment: "" })), [], ["take-over take-over-lease"]],
    ["our own lease", update(lease(), lease({ address: "192.168.1.9" })), [], []],
    ["a new lease", create(lease({ comment: "" })), [], []],
    ["a record rewritten", update(a, record()), [], ["take-over take-over-record"]],
    ["a record removed", remove(a), [], ["take-over take-over-record"]],
    ["a new record", create(a), [], []],
    ["a record of a declared value", remove(a), [set("contains", "A", ["192.0.2.1"])], []],
    ["a record of another type", remove(a), [set("contains", "TXT", ["192.0.2.1"])], ["take-over take-over-record"]],
    ["a record named absent", remove(a), [set("absent", "A", ["192.0.2.1"])], []],
    ["a record named absent, rewritten", update(a, a), [set("absent", "A", ["192.0.2.1"])], []],
    [
      "a record beside one named absent",
      remove(a),
      [set("absent", "A", ["192.0.2.9"])],
      ["take-over take-over-record"],
    ],
    ["a record of a type that is absent", remove(a), [set("absent", "A", [])], ["removal removal-record"]],
    [
      "a record named absent, of a type that is absent",
      remove(a),
      [set("absent", "A", []), set("absent", "A", ["192.0.2.1"])],
      [],
    ],
    ["a static name", remove({ kind: "static-name", name: "x" }), [], []],
  ];
  it.each(rows)("%s", (_title, step, records, expected) => {
    expect(told(step, { records })).toEqual(expected);
  });

  it("is named", () => {
    expect(paramsOf(remove(foreign))).toEqual({ port: 7654, protocol: "tcp", to: "192.168.1.30:22", comment: "mine" });
    expect(paramsOf(remove({ ...foreign, wanPorts: [7000, 7010] }))).toMatchObject({ port: "7000-7010" });
    expect(paramsOf(remove(lease({ comment: "" })))).toEqual({ mac: octopi.mac, address: "192.168.1.30" });
    const named = { name: "home.taprest.fr", value: "A 192.0.2.1" };
    expect(paramsOf(remove(a))).toEqual(named);
    expect(paramsOf(remove(a), [set("absent", "A", [])])).toEqual(named);
  });
});

const droppedRule = (item: Forward): Partial<Wanted> => ({
  absent: { leases: [], forwards: [{ item, name: "old", host: "x", path: [] }] },
});

const droppedLease = (item: Lease): Partial<Wanted> => ({
  absent: { forwards: [], leases: [{ item, name: "old", path: [] }] },
});

describe("what only a mark speaks for", () => {
  const old = rule({ comment: "porchlight:taprest/old" });
  const oldLease = lease({ comment: "porchlight:taprest/old" });
  const { ref: _ref, ...oldItem } = old;
  const rows: readonly [string, Step, Partial<Wanted>, readonly string[]][] = [
    ["a rule", remove(old), {}, ["removal removal-forward"]],
    ["a lease", remove(oldLease), {}, ["removal removal-lease"]],
    ["a rule of an entry in the file", remove(rule()), {}, []],
    ["a lease of an entry in the file", remove(lease()), {}, []],
    ["a rule that an earlier file made", remove(old), droppedRule(oldItem), []],
    [
      "a rule that it made otherwise",
      remove(old),
      droppedRule({ ...oldItem, lanPort: 1 }),
      ["removal removal-forward"],
    ],
    ["a rule of the same sight by another entry", remove(old), droppedRule(rule()), ["removal removal-forward"]],
    ["a lease that an earlier file made", remove(oldLease), droppedLease(oldLease), []],
    [
      "a lease of another machine",
      remove(oldLease),
      droppedLease({ ...oldLease, mac: "x" }),
      ["removal removal-lease"],
    ],
    ["a rule rewritten", update(old, rule()), {}, []],
  ];
  it.each(rows)("%s", (_title, step, wanted, expected) => {
    expect(told(step, wanted)).toEqual(expected);
  });

  it("is named", () => {
    const [forward] = refuseSteps(home(), nothing, planOf(remove(old)), undefined);
    expect(forward?.message.params).toEqual({
      port: 7654,
      protocol: "tcp",
      to: "192.168.1.30:22",
      comment: "porchlight:taprest/old",
    });
    const [gone] = refuseSteps(home(), nothing, planOf(remove(oldLease)), undefined);
    expect(gone?.message.params).toEqual({
      mac: octopi.mac,
      address: "192.168.1.30",
      comment: "porchlight:taprest/old",
    });
  });
});

const wish = (addressNow: string): WantedLease => ({ item: lease(), addressNow, name: "octopi", path: [] });

describe("the connection a command came in by", () => {
  const own: OwnConnection = { clientAddress: "198.51.100.7", serverAddress: "192.168.1.30", serverPort: 22 };
  const cut = ["own-connection own-connection-forward"];
  const lost = ["own-connection own-connection-lease"];
  const off = rule({ enabled: false });
  const rows: readonly [string, Step, Partial<OwnConnection>, readonly string[]][] = [
    ["its rule is rewritten", update(rule(), rule({ lanPort: 80 })), {}, cut],
    ["its rule is disabled", update(rule(), off), {}, cut],
    ["its rule is removed", remove(rule()), {}, cut],
    ["its rule was disabled already", remove(off), {}, []],
    ["a rule of a range, at its end", remove(rule({ wanPorts: [7000, 7010], lanPort: 12 })), {}, cut],
    ["a rule of a range, at its begin", remove(rule({ wanPorts: [7000, 7010], lanPort: 22 })), {}, cut],
    ["a rule of a range before it", remove(rule({ wanPorts: [7000, 7010], lanPort: 11 })), {}, []],
    ["a rule of a range after it", remove(rule({ wanPorts: [7000, 7010], lanPort: 23 })), {}, []],
    ["a rule to another machine", remove(rule({ lanAddress: "192.168.1.31" })), {}, []],
    ["a rule to another port", remove(rule({ lanPort: 80 })), {}, []],
    ["a rule of udp", remove(rule({ protocol: "udp" })), {}, []],
    ["a rule that lets only it in", remove(rule({ from: "198.51.100.7" })), {}, cut],
    ["a rule that lets only others in", remove(rule({ from: "198.51.100.8" })), {}, []],
    ["a new rule", create(rule()), {}, []],
    ["from the LAN", remove(rule()), { clientAddress: "192.168.1.20" }, []],
    ["from a VPN", remove(rule()), { clientAddress: "100.100.1.1" }, []],
    ["from the machine itself", remove(rule()), { clientAddress: "127.0.0.1" }, []],
    ["from the LAN over IPv6", remove(rule()), { clientAddress: "fe80::1" }, []],
    ["from a network of one's own over IPv6", remove(rule()), { clientAddress: "fd00::1" }, []],
    ["from an IPv4 address in IPv6 clothes", remove(rule()), { clientAddress: "::ffff:192.168.1.20" }, []],
    ["from nowhere", remove(rule()), { clientAddress: "UNKNOWN" }, []],
    ["its machine moves", update(lease(), lease({ address: "192.168.1.42" })), {}, lost],
    [
      "its machine moves, seen from the LAN",
      update(lease(), lease({ address: "192.168.1.42" })),
      { clientAddress: "192.168.1.20" },
      lost,
    ],
    ["its machine loses its lease", remove(lease()), {}, lost],
    ["its machine keeps its address", update(lease(), lease({ comment: "x" })), {}, []],
    ["another machine moves", update(lease({ address: "192.168.1.31" }), lease({ address: "192.168.1.42" })), {}, []],
    ["another machine loses its lease", remove(lease({ address: "192.168.1.31" })), {}, []],
    ["a record", remove(record()), {}, ["take-over take-over-record"]],
  ];
  it.each(rows)("%s", (_title, step, change, expected) => {
    expect(told(step, {}, { ...own, ...change })).toEqual(expected);
    expect(told(step).filter((text) => text.startsWith("own"))).toEqual([]);
  });

  it("its machine gets its first lease", () => {
    const far = lease({ address: "192.168.1.42" });
    const moving = { ...wish("192.168.1.30"), item: far };
    const words = ["own-connection own-connection-lease", "address-move address-move"];
    expect(told(create(far), { leases: [moving] }, own)).toEqual(words);
    expect(told(create(far), { leases: [{ ...moving, addressNow: "192.168.1.31" }] }, own)).toEqual(words.slice(1));
    expect(told(create(lease()), { leases: [wish("192.168.1.30")] }, own)).toEqual([]);
    expect(told(create(far), {}, own)).toEqual([]);
  });

  it("is named", () => {
    expect(paramsOf(remove(rule()), [], own)).toMatchObject({ port: 7654, to: "192.168.1.30:22" });
    expect(paramsOf(remove(lease()), [], own)).toEqual({ mac: octopi.mac, address: "192.168.1.30" });
  });
});

describe("a machine that gets another address", () => {
  const far = lease({ address: "192.168.1.42" });
  const leases = (addressNow: string, item = far): Partial<Wanted> => ({
    leases: [{ item, addressNow, name: "octopi", path: [] }],
  });
  it.each([
    ["by a new lease", create(far), leases("192.168.1.30"), ["address-move address-move"]],
    ["by another lease", update(lease(), far), leases("192.168.1.30"), ["address-move address-move"]],
    ["which it has already", update(lease(), far), leases("192.168.1.42"), []],
    ["which nobody wishes", update(lease(), far), {}, []],
    ["of another machine", update(lease(), far), leases("192.168.1.30", { ...far, mac: "x" }), []],
    ["by losing its lease", remove(far), leases("192.168.1.30"), []],
  ] as const)("%s", (_title, step, wanted, expected) => {
    expect(told(step, wanted)).toEqual(expected);
  });

  it("is named", () => {
    const wanted = { ...nothing, ...leases("192.168.1.30") };
    expect(refuseSteps(home(), wanted, planOf(create(far)), undefined)[0]?.message.params).toEqual({
      host: "octopi",
      now: "192.168.1.30",
      later: "192.168.1.42",
    });
  });
});

it("waits and publishes lose nothing, and a step of no entry has no place", () => {
  const publish: Step = { ...base, verb: "publish", zone: "taprest.fr" };
  const wait: Step = { ...base, verb: "await", condition: { code: "static-name-active", name: "x" } };
  expect(refuseSteps(home(), nothing, planOf(publish, wait), undefined)).toEqual([]);
  const nameless = { ...planOf(remove(foreign)), origins: {} };
  expect(refuseSteps(home(), nothing, nameless, undefined)[0]?.path).toEqual([]);
});
