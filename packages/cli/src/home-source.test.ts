import { expect, it } from "vitest";
import { parseSource } from "./home-source.ts";

const text = `version: 1
home: taprest
router: { kind: freebox }
hosts:
  octopi: { mac: "b8:27:eb:12:34:56" }
forwards:
  ssh:
    wan:
      - 7654
      - 443
    to: octopi:22
`;

it.each([
  [["forwards", "ssh"], "home.yaml:7:3"],
  [["forwards", "ssh", "wan"], "home.yaml:8:5"],
  [["forwards", "ssh", "wan", 1], "home.yaml:10:9"],
  [["forwards", "ssh", "nothing", "deeper"], "home.yaml:7:3"],
  [["hosts", "octopi", "mac"], "home.yaml:5:13"],
  [[], "home.yaml:1:1"],
] as const)("finds %j at %s", (path, place) => {
  expect(parseSource("home.yaml", text).locate(path)).toBe(place);
});

it("reads JSON just as well", () => {
  const { desired, locate } = parseSource("home.json", '{\n  "version": 1,\n  "home": "taprest"\n}\n');
  expect(desired.home).toBe("taprest");
  expect(locate(["home"])).toBe("home.json:3:3");
});

it("points at each fault of a file with several", () => {
  expect(() => parseSource("home.yaml", text.replace("7654", "0").replace("taprest", "Tap Rest"))).toThrow(
    /home\.yaml:2:1: .*\n.*home\.yaml:9:9: port must be 1-65535/s,
  );
});

it("says where a file stops being YAML", () => {
  expect(() => parseSource("home.yaml", "version: 1\nhome: [")).toThrow(/home\.yaml:\d+:\d+: not valid YAML/);
});
