import { describe, expect, it } from "vitest";
import { rule } from "../../test/sample.ts";
import type { Forward } from "../contracts.ts";
import type { WantedForward } from "../derive.ts";
import { planForwards } from "./forwards.ts";
import { portsText } from "./ports.ts";

const wish = (change: Partial<Forward> = {}, name = "ssh"): WantedForward => {
  const { ref: _ref, ...item } = rule({ comment: `porchlight:taprest/${name}`, ...change });
  return { item, name, host: "octopi", path: ["forwards", name] };
};
const off = { enabled: false };
const at = (port: number, change: Partial<Forward> = {}): Partial<Forward> => ({ wanPorts: [port, port], ...change });

const ends = ({ wanPorts, lanAddress, lanPort, from, enabled, ref }: Forward): string =>
  [
    `${portsText(wanPorts)} to ${lanAddress.replace("192.168.1.", ".")}:${lanPort}`,
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(enabled ? [] : ["off"]),
    ...(ref === undefined ? [] : [`#${ref}`]),
  ].join(" ");
/** Steps in few words, each rule with the router's key. */
const brief = (wanted: readonly WantedForward[], rules: readonly Forward[]): readonly string[] =>
  planForwards("taprest", wanted, [], rules, () => []).steps.flatMap(({ step }) => {
    if (step.verb === "create" && step.after.kind === "forward") return [`create ${ends(step.after)}`];
    if (step.verb === "remove" && step.before.kind === "forward") return [`remove ${ends(step.before)}`];
    return step.verb === "update" && step.before.kind === "forward" && step.after.kind === "forward"
      ? [`${ends(step.before)} becomes ${ends(step.after)}`]
      : [];
  });

describe("the rule that a redirection is made of", () => {
  const rows: readonly [string, readonly WantedForward[], readonly Forward[], readonly string[]][] = [
    [
      "is not one to another machine, whose address and port have the same digits",
      [wish({ lanAddress: "192.168.1.31", lanPort: 22 })],
      [rule({ lanAddress: "192.168.1.3", lanPort: 122 })],
      ["7654 to .3:122 #1 becomes 7654 to .31:22 #1"],
    ],
    [
      "is rewritten when it lets in another address than wanted",
      [wish({ from: "203.0.113.9" })],
      [rule({ from: "198.51.100.7" })],
      ["7654 to .30:22 from 198.51.100.7 #1 becomes 7654 to .30:22 from 203.0.113.9 #1"],
    ],
    [
      "is rewritten when it lets in one address, and all are wanted",
      [wish()],
      [rule({ from: "198.51.100.7" })],
      ["7654 to .30:22 from 198.51.100.7 #1 becomes 7654 to .30:22 #1"],
    ],
    [
      "is our own one that sleeps on that port, not the one that another port of the entry might take",
      [wish(at(443)), wish()],
      [rule(off)],
      ["create 443 to .30:22", "7654 to .30:22 off #1 becomes 7654 to .30:22 #1"],
    ],
    [
      "is each time our own one that sleeps on that very port",
      [wish(at(443)), wish()],
      [rule({ ...off, ref: "7" }), rule(at(443, { ...off, ref: "8" }))],
      ["443 to .30:22 off #8 becomes 443 to .30:22 #8", "7654 to .30:22 off #7 becomes 7654 to .30:22 #7"],
    ],
    [
      "is not the sleeping one of another entry",
      [wish({}, "web")],
      [rule({ ...off, comment: "porchlight:taprest/ssh" })],
      ["create 7654 to .30:22"],
    ],
    [
      "is the one on a port that the entry dropped, where its other port is as it should be",
      [wish(), wish(at(9000))],
      [rule(), rule(at(8080, { ref: "2" }))],
      ["8080 to .30:22 #2 becomes 9000 to .30:22 #2"],
    ],
    [
      "is each time another one, where an entry drops several ports",
      [wish(), wish(at(9000)), wish(at(9001))],
      [rule(), rule(at(8080, { ref: "2" })), rule(at(8081, { ref: "3" }))],
      ["8080 to .30:22 #2 becomes 9000 to .30:22 #2", "8081 to .30:22 #3 becomes 9001 to .30:22 #3"],
    ],
    [
      "lets nobody in, beside somebody's that lets nobody in either",
      [wish(off)],
      [rule({ ...off, comment: "mine", from: "203.0.113.9" })],
      ["create 7654 to .30:22 off"],
    ],
  ];
  it.each(rows)("%s", (_title, wanted, rules, expected) => {
    expect(brief(wanted, rules)).toEqual(expected);
    expect(brief(wanted.toReversed(), rules.toReversed())).toEqual(expected);
  });

  it("is the router's to change, under the router's key", () => {
    const [step] = planForwards("taprest", [wish()], [], [rule({ lanPort: 80, ref: "9" })], () => []).steps;
    expect(step?.step).toMatchObject({ target: "router", verb: "update", after: { ref: "9" } });
    const stays = wish({ wanPorts: [7650, 7660] });
    const [removal] = planForwards("taprest", [stays], [], [rule(), rule(at(7655, { ref: "2" }))], () => []).steps;
    expect(removal?.step).toMatchObject({ target: "router", verb: "remove", before: { ref: "2" } });
  });
});
