import fc from "fast-check";
import { expect, test } from "vitest";
import { absoluteName, mailboxName, ownerName, quotedTxt, txtPieces, txtStrings } from "./zone-text.ts";

test("TXT keeps its bytes through quoting, in pieces of at most 255", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 700 }), (text) => {
      const quoted = quotedTxt(`"${text.replace(/["\\]/g, "\\$&")}"`);
      expect(txtPieces(quoted).join("")).toBe(text);
      for (const piece of txtPieces(quoted)) expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(255);
      expect(quotedTxt(quoted)).toBe(quoted);
      const strings = txtStrings(quoted);
      expect(Buffer.concat([...strings]).toString()).toBe(text);
      expect(strings.every(({ length }) => length <= 255)).toBe(true);
    }),
  );
});

test.each([
  ["bare words", ["bare words"]],
  ['"one"', ["one"]],
  ['"one"  "two"', ["one", "two"]],
  [String.raw`"a \"b\" \\ c"`, [String.raw`a "b" \ c`]],
  [String.raw`"caf\195\169 \065\010\"\092"`, ['café A\n"\\']],
  [String.raw`"\999"`, ["999"]],
  ['half "quoted"', ['half "quoted"']],
  ['"open', ['"open']],
])("pieces of %s", (target, pieces) => {
  expect(txtPieces(target)).toEqual(pieces);
});

test.each([[String.raw`"\010 \127 \000"`], [String.raw`"\255\254"`], [String.raw`"\195\169 \255"`], ['"é ü"']])(
  "%s is kept as it is",
  (target) => {
    expect(quotedTxt(target)).toBe(target);
    expect(quotedTxt(quotedTxt(target))).toBe(target);
  },
);

test("bytes that are no text go out as they are", () => {
  expect(txtStrings(String.raw`"\255\000"`)).toEqual([Buffer.from([255, 0])]);
  expect(quotedTxt("a\nb")).toBe(String.raw`"a\010b"`);
});

test.each([
  ["host.example.", "host.example"],
  ["host", "host.taprest.fr"],
  ["@", "taprest.fr"],
])("%s is %s in full", (name, full) => {
  expect(absoluteName(name, "taprest.fr")).toBe(full);
});

test("owners and mailboxes", () => {
  expect([ownerName("", "taprest.fr"), ownerName("Home", "taprest.fr")]).toEqual(["taprest.fr", "home.taprest.fr"]);
  expect([mailboxName("tech.ovh.net."), mailboxName("tech@ovh.net")]).toEqual(["tech.ovh.net", "tech.ovh.net"]);
});
