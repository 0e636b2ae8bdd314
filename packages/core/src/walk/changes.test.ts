import { describe, expect, it } from "vitest";
import { all, changed, expected, led, no } from "../../test/walk-sample.ts";
import { linkTitles, sentenceOfLink } from "../report/sentences-links.ts";
import { walk } from "../walk.ts";
import { changesText, parseWalks, walkChanges } from "./changes.ts";
import type { Measurements, Walk } from "./links.ts";
import { checkSchema } from "./json-schema.ts";

/** A walk as the document of a check holds it. */
const documentOf = (...walks: readonly Walk[]): object => ({
  schema: "porchlight/check/1",
  exitCode: 0,
  verdict: "ok",
  walks: walks.map((one) => ({
    ...one,
    links: one.links.map((link) => ({ ...link, title: linkTitles[link.name], ...sentenceOfLink(link.message) })),
    notes: one.notes.map((note) => ({ ...note, ...sentenceOfLink(note) })),
  })),
});
const kept = (...walks: readonly Walk[]): ReturnType<typeof parseWalks> =>
  parseWalks(JSON.parse(JSON.stringify(documentOf(...walks))));
const look = (change: Parameters<typeof changed<Measurements>>[1] = {}): Walk => walk(expected, changed(all, change));

describe("between two looks", () => {
  it("nothing changes but times", () => {
    const slower = { tcp: { ...all.tcp, ok: true, ms: 900, value: { address: "82.64.1.2", port: 7654 } } } as const;
    const changes = walkChanges(kept(look()), kept(look(slower)));
    expect(changes).toEqual([]);
    expect(changesText(changes)).toBe("Nothing has changed since.");
  });

  it("a link breaks, and those behind it are not asked", () => {
    const changes = walkChanges(
      kept(look()),
      kept(look({ tcp: no("refused"), hostKey: undefined, tunnel: undefined })),
    );
    expect(changes.map(({ link, after }) => `${link}: ${after?.split(":")[0]}`)).toEqual([
      "tcp: broken",
      "ssh: not asked",
      "host-key: not asked",
      "tunnel: not asked",
    ]);
    expect(changesText(changes)).toContain(
      "  home.taprest.fr:7654, TCP port\n      was ok: 82.64.1.2 port 7654 answers\n      is  broken: port 7654 is closed",
    );
  });

  it("a link holds something else", () => {
    const [change] = walkChanges(kept(look()), kept(look(led("82.64.1.9"))));
    expect(change).toMatchObject({ link: "chain", before: expect.stringContaining("82.64.1.2") });
  });

  it("chains come and go", () => {
    const other = walk({ name: "nas.taprest.fr" }, all);
    expect(changesText(walkChanges(kept(look()), kept(other)))).toBe(
      "Changed since:\n  nas.taprest.fr: not asked before\n  home.taprest.fr:7654: no longer asked",
    );
  });
});

describe("a kept document", () => {
  it("is what its schema says", () => {
    expect(checkSchema()).toMatchObject({ type: "object", required: ["schema", "exitCode", "verdict", "walks"] });
  });

  it.each([
    ["no object", 1, /not what check --json prints: the whole/],
    ["another document", { schema: "porchlight/plan/1" }, /not what check --json prints: schema/],
    ["a newer one", { ...documentOf(), schema: "porchlight/check/2" }, /porchlight\/check\/2 is not known here/],
    ["a broken one", { ...documentOf(), walks: [{ name: 1 }] }, /not what check --json prints: walks\.0\.name/],
  ])("%s is refused with its place", (_what, input, message) => {
    expect(() => parseWalks(input)).toThrow(message);
  });
});
