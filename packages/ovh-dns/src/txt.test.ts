import { describe, expect, it } from "vitest";
import { parseTxt, printTxt, spellTxt, wholeTxt } from "./txt.ts";

describe("TXT targets", () => {
  it("are read from any form", () => {
    expect(parseTxt(`"${"a".repeat(255)}" "b"\t"c"`).toString()).toBe(`${"a".repeat(255)}bc`);
    expect(parseTxt('"say \\"hi\\" \\\\ \\065\\999"').toString()).toBe('say "hi" \\ A999');
    expect(parseTxt('"two" three').toString()).toBe('"two" three');
    expect([...parseTxt('"\\255"')]).toEqual([255]);
  });

  it("are compared in ASCII, and sent as texts", () => {
    const text = Buffer.from('é "x" \\\n');
    expect(wholeTxt(text)).toBe('"\\195\\169 \\"x\\" \\\\\\010"');
    expect(spellTxt(text)).toBe('"é \\"x\\" \\\\\\010"');
    expect(spellTxt(Buffer.of(255))).toBe('"\\255"');
  });

  it("are printed in strings of 255 bytes, escapes not counted", () => {
    const long = Buffer.from(`${'"'.repeat(255)}é`);
    expect(printTxt(long)).toBe(`"${'\\"'.repeat(255)}" "\\195\\169"`);
    expect(parseTxt(printTxt(long))).toEqual(long);
    expect(printTxt(Buffer.alloc(0))).toBe('""');
    expect(printTxt(Buffer.alloc(255, "a"))).not.toContain(" ");
  });
});
