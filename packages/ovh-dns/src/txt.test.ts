import { describe, expect, it } from "vitest";
import { parseTxt, printTxt, spellTxt } from "./txt.ts";

describe("TXT targets", () => {
  it("are read from any form", () => {
    expect(parseTxt(`"${"a".repeat(255)}" "b"\t"c"`).toString()).toBe(`${"a".repeat(255)}bc`);
    expect(parseTxt('"say \\"hi\\" \\\\ \\065\\999"').toString()).toBe('say "hi" \\ A999');
    expect(parseTxt('"two" three').toString()).toBe('"two" three');
    expect([...parseTxt('"\\255"')]).toEqual([255]);
  });

  it("are compared in ASCII, and sent as texts", () => {
    const text = Buffer.from('é "x" \\\n');
    expect(printTxt(text)).toBe('"\\195\\169 \\"x\\" \\\\\\010"');
    expect(spellTxt(text)).toBe('"é \\"x\\" \\\\\\010"');
    expect(spellTxt(Buffer.of(255))).toBe('"\\255"');
  });
});
