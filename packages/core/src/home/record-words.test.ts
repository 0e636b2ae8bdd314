import { describe, expect, it } from "vitest";
import { asciiName } from "./record-words.ts";

describe("asciiName", () => {
  it.each([
    ["Home.Taprest.FR.", "home.taprest.fr."],
    ["Bücher.example", "xn--bcher-kva.example"],
    ["123.é", "123.xn--9ca"],
    ["\u200d.fr", "\u200d.fr"], // cannot be converted: left for whoever judges names
  ])("%s", (name, ascii) => {
    expect(asciiName(name)).toBe(ascii);
  });
});
