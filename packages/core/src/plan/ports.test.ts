import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rule } from "../../test/sample.ts";
import type { Step } from "../contracts.ts";
import { withoutCircles } from "./order.ts";
import { inTextOrder, lanPortsOf, overlaps, type Ported, portsParam, portsText, sharersOf } from "./ports.ts";

const anyPorted = fc
  .record({
    protocol: fc.constantFrom("tcp" as const, "udp" as const),
    first: fc.integer({ min: 1, max: 12 }),
    more: fc.nat(4),
  })
  .map(({ protocol, first, more }): Ported => ({ protocol, wanPorts: [first, first + more] }));

describe("ports", () => {
  it("as text and as a param", () => {
    expect([portsText([7, 7]), portsText([7, 9])]).toEqual(["7", "7-9"]);
    expect([portsParam([7, 7]), portsParam([7, 9])]).toEqual([7, "7-9"]);
    expect(lanPortsOf({ wanPorts: [8000, 8010], lanPort: 80 })).toEqual([80, 90]);
    expect([inTextOrder("a", "b"), inTextOrder("b", "a"), inTextOrder("a", "a")]).toEqual([-1, 1, 0]);
  });

  it.each([
    [[1, 3], [3, 5], true],
    [[1, 3], [4, 5], false],
    [[4, 5], [1, 3], false],
    [[1, 9], [4, 5], true],
    [[3, 5], [1, 3], true],
  ] as const)("%j and %j: %s", (one, other, expected) => {
    const tcp = { protocol: "tcp" as const, wanPorts: one };
    expect(overlaps(tcp, { protocol: "tcp", wanPorts: other })).toBe(expected);
    expect(overlaps(tcp, { protocol: "udp", wanPorts: other })).toBe(false);
  });

  it("sharers are those that overlap, lowest first", () => {
    fc.assert(
      fc.property(fc.array(anyPorted, { maxLength: 8 }), fc.array(anyPorted, { maxLength: 8 }), (asked, held) => {
        const sharers = sharersOf(asked, held);
        expect(sharers.size).toBe(asked.length);
        for (const one of asked) {
          const expected = held
            .filter((other) => overlaps(one, other))
            .toSorted((a, b) => a.wanPorts[0] - b.wanPorts[0]);
          expect(sharers.get(one)).toEqual(expected);
        }
      }),
    );
  });
});

const step = (id: string, ...needs: string[]): { step: Step; path: string[] } => ({
  step: { id, target: "router", verb: "remove", before: rule(), needs },
  path: [id],
});
const needsOf = (planned: ReturnType<typeof withoutCircles>): readonly string[] =>
  planned.map(({ step: { id, needs } }) => `${id}:${needs.join()}`);

describe("the order of steps", () => {
  it("keeps what can be kept", () => {
    expect(needsOf(withoutCircles([step("c", "b"), step("b", "a"), step("a")]))).toEqual(["c:b", "b:a", "a:"]);
    expect(withoutCircles([step("a")])).toEqual([step("a")]);
  });

  it("drops what waits for itself, and what only waits for that", () => {
    const circle = [step("a", "b", "free"), step("b", "a"), step("after", "b"), step("free")];
    expect(needsOf(withoutCircles(circle))).toEqual(["a:free", "b:", "after:", "free:"]);
    expect(needsOf(withoutCircles([step("a", "a")]))).toEqual(["a:"]);
  });
});
