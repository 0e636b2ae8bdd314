import { describe, expect, it } from "vitest";
import { lease, record, rule } from "../test/sample.ts";
import type { DnsRecord, Forward, Outcome, WriteStep } from "./contracts.ts";
import { memoryReach, memoryRouter, memoryZone } from "./memory.ts";

const base = { id: "x", target: "router", needs: [] };
const create = <I extends Forward | DnsRecord>(after: I): WriteStep<I> => ({ ...base, verb: "create", after });
const update = <I extends Forward | DnsRecord>(before: I, after: I): WriteStep<I> => ({
  ...base,
  verb: "update",
  before,
  after,
});
const remove = <I extends Forward | DnsRecord>(before: I): WriteStep<I> => ({ ...base, verb: "remove", before });
const conflict = { status: "failed", failure: { kind: "conflict" } };
const refOf = (outcome: Outcome): unknown =>
  outcome.status === "done" && outcome.item !== undefined && "ref" in outcome.item && outcome.item.ref;

describe("a memory router", () => {
  it("begins with a line and nothing else", async () => {
    const read = await memoryRouter().read([
      "line",
      "lan",
      "hosts",
      "leases",
      "staticNames",
      "automaticName",
      "forwards",
      "portUses",
      "ipv6",
    ]);
    expect(read).toEqual({
      line: { known: true, value: { up: true, ipv4: "82.64.1.2", portRange: [0, 65_535] } },
      lan: { known: true, value: { mode: "router", address: "192.168.1.254" } },
      hosts: { known: true, value: [] },
      leases: { known: true, value: [] },
      staticNames: { known: true, value: [] },
      automaticName: { known: true, value: {} },
      forwards: { known: true, value: [] },
      portUses: { known: true, value: [] },
      ipv6: { known: true, value: { enabled: false, prefixes: [], firewall: true } },
    });
  });

  it("reads only what is asked, as copies", async () => {
    const router = memoryRouter({ forwards: [rule()] });
    const read = await router.read(["forwards"]);
    expect(Object.keys(read)).toEqual(["forwards"]);
    expect(read.forwards?.known === true && read.forwards.value[0]).not.toBe(router.state.forwards[0]);
  });

  it("copies its seed and gives every item a key of its own", () => {
    const { ref: _ref, ...keyless } = rule();
    const forwards = [keyless, rule({ ref: "1001" }), keyless];
    const { state } = memoryRouter({ forwards });
    expect(state.forwards.map(({ ref }) => ref)).toEqual(["1002", "1001", "1003"]);
    expect(forwards[0]).not.toHaveProperty("ref");
  });

  it("creates, changes and removes exactly one", async () => {
    const router = memoryRouter({ forwards: [rule({ ref: "1" }), rule({ ref: "2", wanPorts: [80, 80] })] });
    const made = await router.write(create(rule({ wanPorts: [443, 443], ref: "1" })));
    expect(refOf(made)).toBe("1001");
    const [first] = router.state.forwards;
    if (first === undefined) throw new Error("no rule");
    const { ref: _ref, ...after } = rule({ lanPort: 2222 });
    expect(refOf(await router.write(update(first, after)))).toBe("1");
    expect(router.state.forwards.map(({ ref, lanPort }) => [ref, lanPort])).toEqual([
      ["1", 2222],
      ["2", 22],
      ["1001", 22],
    ]);
    expect(await router.write(remove(rule({ ref: "2", wanPorts: [80, 80] })))).toEqual({ status: "done" });
    expect(router.state.forwards.map(({ ref }) => ref)).toEqual(["1", "1001"]);
  });

  it("writes nothing over what is gone or has changed", async () => {
    const router = memoryRouter({ forwards: [rule({ lanPort: 80 })] });
    expect(await router.write(update(rule(), rule({ lanPort: 1 })))).toMatchObject(conflict);
    expect(await router.write(remove(rule({ ref: "9", lanPort: 80 })))).toMatchObject(conflict);
    expect(router.state.forwards).toEqual([rule({ lanPort: 80 })]);
  });

  it("keeps what is put into its state from outside", async () => {
    const router = memoryRouter();
    router.state.forwards = [rule()];
    expect(await router.write(remove(rule()))).toEqual({ status: "done" });
    expect(router.state.forwards).toEqual([]);
  });

  it("makes leases", async () => {
    const router = memoryRouter();
    expect(await router.write({ ...base, verb: "create", after: lease() })).toMatchObject({ status: "done" });
    expect(router.state.leases).toMatchObject([{ address: "192.168.1.30" }]);
  });

  it("takes a static name once, and gives it up once; a name is never changed into another", async () => {
    const router = memoryRouter({ staticNames: [{ kind: "static-name", name: "other.freeboxos.fr" }] });
    const name = { kind: "static-name", name: "x.freeboxos.fr" } as const;
    expect(await router.write({ ...base, verb: "remove", before: name })).toMatchObject(conflict);
    expect(await router.write({ ...base, verb: "create", after: name })).toEqual({ status: "done", item: name });
    expect(await router.write({ ...base, verb: "create", after: name })).toMatchObject(conflict);
    expect(await router.write({ ...base, verb: "update", before: name, after: name })).toMatchObject(conflict);
    expect(router.state.staticNames.map((held) => held.name)).toEqual(["other.freeboxos.fr", "x.freeboxos.fr"]);
    expect(await router.write({ ...base, verb: "remove", before: name })).toEqual({ status: "done" });
    expect(router.state.staticNames.map((held) => held.name)).toEqual(["other.freeboxos.fr"]);
  });
});

describe("a memory zone", () => {
  it("serves what it stores only once published", async () => {
    const zone = memoryZone("taprest.fr", [record({ name: "www.taprest.fr", ref: "1" })]);
    const reach = memoryReach([zone]);
    const question = { name: "home.taprest.fr", type: "CNAME" };
    const served = async (): Promise<unknown> => {
      const reading = await reach.served("taprest.fr", [question]);
      return reading.known && reading.value.map(({ server, rcode, records }) => [server, rcode, records.length]);
    };
    await zone.write(create(record()));
    expect(zone.stored.map(({ ref }) => ref)).toEqual(["1", "1001"]);
    expect(await served()).toEqual([
      ["ns1.memory", "NXDOMAIN", 0],
      ["ns2.memory", "NXDOMAIN", 0],
    ]);
    expect(await zone.publish()).toEqual({ status: "done" });
    expect(await served()).toEqual([
      ["ns1.memory", "NOERROR", 1],
      ["ns2.memory", "NOERROR", 1],
    ]);
  });

  it("reads the names asked for, all types", async () => {
    const zone = memoryZone("taprest.fr", [record(), record({ type: "TXT" }), record({ name: "www.taprest.fr" })]);
    const read = await zone.read(["home.taprest.fr"], { fresh: true });
    expect(read.known && read.value.map(({ type }) => type)).toEqual(["CNAME", "TXT"]);
  });

  it("answers another type with the CNAME that stands there, as real servers do", async () => {
    const reading = await memoryReach([memoryZone("taprest.fr", [record(), record({ type: "TXT" })])]).served(
      "taprest.fr",
      [{ name: "home.taprest.fr", type: "A" }],
    );
    expect(reading.known && reading.value[0]?.records.map(({ type }) => type)).toEqual(["CNAME"]);
  });

  it("is not served when nobody knows it", async () => {
    expect(await memoryReach([]).served("taprest.fr", [])).toMatchObject({
      known: false,
      failure: { kind: "not-found" },
    });
  });
});
