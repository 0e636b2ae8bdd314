import { hazardNames } from "@porchlight/core";
import { Command } from "commander";
import { expect, it } from "vitest";
import { hazards, withAllow } from "./options.ts";

const allowed = (...words: readonly string[]): unknown => {
  const command = withAllow(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return command
    .parse(
      words.flatMap((word) => ["--allow", word]),
      { from: "user" },
    )
    .opts()["allow"];
};

it("knows every hazard there is", () => {
  expect(Object.keys(hazards)).toEqual([...hazardNames]);
  expect(allowed(...hazardNames)).toEqual([...hazardNames]);
  expect(allowed()).toEqual([]);
});

it.each([
  ["takeover", "take-over"],
  ["Take-Over", "take-over"],
  ["removel", "removal"],
  ["own-conection", "own-connection"],
  ["adress-move", "address-move"],
  ["dangling", "dangling-cname"],
  ["shadow", "shadowed"],
  ["ttl-short", "short-ttl"],
])("asks whoever says %s whether it was %s", (word, name) => {
  expect(() => allowed(word)).toThrow(`Did you mean ${name}? Known hazards: take-over, exposed-service`);
});

it.each(["everything", "", "x", "constructor"])("guesses nothing from %j", (word) => {
  expect(() => allowed(word)).toThrow(/'[a-z]*' is invalid\. Known hazards: take-over/);
});
