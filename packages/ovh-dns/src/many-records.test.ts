import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { closeAll, line, start } from "../test/stage.ts";
import { canonicalTarget } from "./canonical.ts";
import { createOvhDns } from "./ovh-dns.ts";

afterEach(closeAll);

describe("any set of records", () => {
  const targets: Record<string, fc.Arbitrary<string>> = {
    A: fc.ipV4(),
    AAAA: fc.ipV6(),
    TXT: fc.string({ minLength: 1, maxLength: 300 }).filter((text) => text.trim() !== "" && text.trim() !== '""'),
    MX: fc.nat(65_535).map((preference) => `${preference} mail.example.org.`),
    SSHFP: fc.stringMatching(/^[0-9a-f]{40}$/).map((hex) => `4 1 ${hex}`),
  };
  const sets = fc.uniqueArray(
    fc.constantFrom(...Object.keys(targets)).chain((type) =>
      fc.record({
        name: fc.constantFrom("a", "b", "c.d", "@"),
        type: fc.constant(type),
        ttlSeconds: fc.constantFrom(0, 60, 3600),
        values: fc.array(targets[type] ?? fc.constant(""), { minLength: 1, maxLength: 3 }),
      }),
    ),
    { selector: ({ name, type }) => `${name} ${type}`, minLength: 1, maxLength: 4 },
  );

  it("goes in and comes back the same, and asking again changes nothing", async () => {
    const { api, zone } = await start({ records: [] });
    const world = api.world.zones.get("taprest.fr");
    await fc.assert(
      fc.asyncProperty(sets, async (asked) => {
        if (world !== undefined) world.stored = [];
        await zone.change(asked);
        for (const { name, type, ttlSeconds, values } of asked) {
          const found = await zone.records.list({ name, type });
          const spelt = (value: string): string => canonicalTarget(type, value, "taprest.fr");
          expect(new Set(found.map(({ target }) => spelt(target)))).toEqual(new Set(values.map(spelt)));
          expect(found.every(({ ttl }) => ttl === ttlSeconds)).toBe(true);
        }
        expect(await zone.change(asked)).toMatchObject({ status: "unchanged" });
      }),
      { numRuns: 25 },
    );
  });
});

describe("ten thousand records", () => {
  const records = Array.from({ length: 10_000 }, (_, index) => line("A", `h${index}`, "192.0.2.1"));

  it("are one call and one a page with bulk, one by export, and four at a time without bulk", async () => {
    const bulk = await start({ records });
    expect((await bulk.zone.records.list()).length).toBe(10_000);
    expect(bulk.calls().length).toBe(10);
    expect((await bulk.zone.export()).split("\n").length).toBe(10_003);
    expect(bulk.calls().length).toBe(11);
  });

  it("are found without bulk too, at most four at a time", async () => {
    let running = 0;
    let most = 0;
    const few = await start({ records: records.slice(0, 300), switches: { bulk: "ignored" } });
    const watched = createOvhDns({
      ...few.api.clientOptions,
      transport: async (request) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        const id = Number(/(\d+)$/.exec(request.url)?.[1]);
        const known = few.api.world.zones.get("taprest.fr")?.stored ?? [];
        const body = Number.isNaN(id) ? known.map((record) => record.id) : known.find((record) => record.id === id);
        return { status: 200, headers: {}, body: JSON.stringify(body) };
      },
    });
    expect((await watched.zone("taprest.fr").records.list()).length).toBe(300);
    expect(most).toBe(4);
  });
});
