import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearest } from "./near.ts";

const keys = ["version", "home", "router", "zones", "hosts", "forwards", "names", "tunnels", "network"];

describe("nearest", () => {
  it.each([
    ["rooter", "router"],
    ["hsots", "hosts"],
    ["naem", undefined],
    ["nmaes", "names"],
    ["ROUTER", "router"],
    ["forward", "forwards"],
    ["tunels", "tunnels"],
    ["nework", "network"],
    ["zzz", undefined],
    ["", undefined],
    ["a-word-much-longer-than-any-of-them", undefined],
  ])("%s -> %s", (word, meant) => {
    expect(nearest(word, keys)).toBe(meant);
  });

  it("never takes one letter for another", () => {
    expect(nearest("b", ["a"])).toBeUndefined();
    expect(nearest("", ["a"])).toBeUndefined();
    expect(nearest("a", ["a"])).toBe("a");
  });

  it("knows nothing among nothing", () => {
    expect(nearest("router", [])).toBeUndefined();
  });

  it("takes the nearest, and the first among equals", () => {
    expect(nearest("names", ["namess", "names"])).toBe("names");
    expect(nearest("cat", ["bat", "hat"])).toBe("bat");
  });

  it("finds a word behind any one slip", () => {
    const slip = fc.record({
      word: fc.constantFrom(...keys),
      at: fc.nat(20),
      kind: fc.constantFrom("drop", "add", "swap"),
    });
    fc.assert(
      fc.property(slip, ({ word, at, kind }) => {
        const index = at % (word.length - 1);
        const slipped =
          kind === "drop"
            ? word.slice(0, index) + word.slice(index + 1)
            : kind === "add"
              ? `${word.slice(0, index)}q${word.slice(index)}`
              : word.slice(0, index) + (word[index + 1] ?? "") + (word[index] ?? "") + word.slice(index + 2);
        expect(nearest(slipped, [word])).toBe(word);
      }),
    );
  });

  it("only ever answers with a known word", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (word, known) => {
        const found = nearest(word, known);
        expect(found === undefined || known.includes(found)).toBe(true);
      }),
    );
  });
});
