import { answer, facets, known, octopi, rule, unknown } from "../../test/sample.ts";
import { address, atHome, judged, lan, machine, no, ok, refused, type Seen } from "../../test/walk-sample.ts";
import type { ServedAnswer } from "../contracts.ts";

const { line } = facets;
const here = (change: object): Seen => ({ machine: ok({ ...machine, ...change }) });
judged("machine", [
  ["all well", {}, "ok machine outside 5"],
  ["not looked at", { machine: undefined }, "not-asked not-asked"],
  ["not to be looked at", { machine: no("not-understood") }, "unknown machine-unknown outside 7"],
  ["a clock that lost its battery", here({ time: "1970-01-01T00:00:07.000Z" }), "broken clock-implausible outside 5"],
  ["no way out", here({ hasRoute: false, noDns: "x" }), "broken no-route outside 5"],
  ["no resolver that answers", here({ noDns: "192.0.2.53: nothing" }), "broken no-dns outside 5"],
  ["a sign-in page", here({ portal: "302 to http://login.example/" }), "broken captive-portal outside 5"],
]);
judged("credentials", [
  ["accepted", {}, "ok credentials inside"],
  ["none", { router: undefined, stored: undefined }, "not-asked not-asked"],
  ["none for the router", { router: undefined }, "ok credentials inside"],
  ["the router's refused", atHome({ line: refused() }), "broken credentials-refused inside"],
  ["the zone's refused", { stored: refused() }, "broken credentials-refused inside"],
  ["a right missing", { stored: refused({ kind: "forbidden", right: "GET /x" }) }, "broken credentials-refused inside"],
  ["nobody answered", { router: { line: unknown }, stored: unknown }, "not-asked not-asked"],
]);
judged("router", [
  ["answers", {}, "ok router inside"],
  ["answers in part", atHome({ line: unknown }), "ok router inside"],
  ["does not answer", { router: { line: unknown } }, "unknown router-unknown inside"],
  ["refuses: said at the credentials", { router: { line: refused() } }, "not-asked not-asked"],
  ["not to be asked", { router: {} }, "not-asked not-asked"],
]);
const lineOf = (change: object): Seen => atHome({ line: known({ ...line, ...change }) });
judged("line", [
  ["up", {}, "ok line inside"],
  ["not asked", { router: {} }, "not-asked not-asked"],
  ["unread", atHome({ line: unknown }), "unknown line-unknown inside"],
  ["refused: said at the credentials", atHome({ line: refused() }), "not-asked not-asked"],
  ["down", lineOf({ up: false }), "broken line-down inside"],
  ["without an address", atHome({ line: known({ up: true, portRange: [0, 65_535] }) }), "broken line-down inside"],
  ["shared by the ISP", lineOf({ ipv4: "100.64.3.4" }), "broken carrier-grade-nat inside"],
  ["behind another router", lineOf({ ipv4: "192.168.0.7" }), "broken double-nat inside"],
  ["the port outside its range", lineOf({ portRange: [16_384, 32_767] }), "broken port-outside-range inside"],
  ["the range, and no port", lineOf({ portRange: [16_384, 32_767] }), "ok line inside", { port: undefined }],
]);
const rules = (...list: ReturnType<typeof rule>[]): Seen => atHome({ forwards: known(list) });
judged("forward", [
  ["as it should be", {}, "ok forward inside"],
  ["in the middle of a range", rules(rule({ wanPorts: [7600, 7700], lanPort: 22 - 54 + 0 })), "ok forward inside"],
  ["unread", atHome({ forwards: unknown }), "not-asked not-asked"],
  ["none expected", {}, "not-asked not-asked", { forward: undefined }],
  ["none there", rules(), "broken forward-missing inside"],
  ["of another protocol", rules(rule({ protocol: "udp" })), "broken forward-missing inside"],
  ["of another port", rules(rule({ wanPorts: [7655, 7655] })), "broken forward-missing inside"],
  ["switched off", rules(rule({ enabled: false })), "broken forward-disabled inside"],
  ["one off, one on", rules(rule({ enabled: false }), rule({ ref: "2" })), "ok forward inside"],
  ["to another address", rules(rule({ lanAddress: "192.168.1.99" })), "broken forward-elsewhere inside"],
  ["to another port", rules(rule({ lanPort: 2222 })), "broken forward-elsewhere inside"],
  ["to who knows where", {}, "unknown forward-unknown inside", { forward: { host: "octopi", lanPort: 22 } }],
]);
const away = atHome({ hosts: known([{ ...octopi, active: false }]) });
judged("host", [
  ["on", {}, "ok host inside"],
  ["seen on the LAN itself", { lan: ok(lan) }, "ok host inside 5"],
  ["closed on the LAN is alive", { ...away, lan: no("refused") }, "ok host inside 7"],
  ["lost sight of, and it answers", away, "ok host inside"],
  ["lost sight of, and it does not", { ...away, tcp: no("timeout") }, "broken host-away inside"],
  ["lost sight of, and silent on the LAN", { ...away, tcp: undefined, lan: no("timeout") }, "broken host-away inside"],
  [
    "not there",
    {},
    "broken host-not-found inside",
    {
      forward: {
        host: "octopi",
        lanPort: 22,
        missing: { code: "host-not-found", params: { host: "octopi", mac: "", names: [] } },
      },
    },
  ],
  ["the table unread", atHome({ hosts: unknown }), "not-asked not-asked"],
  ["none expected", {}, "not-asked not-asked", { forward: undefined }],
]);
const name = (...answers: readonly ServedAnswer[]): Seen => ({ staticName: known(answers) });
judged("static-name", [
  ["leads to the router", {}, "ok static-name outside 3"],
  ["with no router to compare", { router: undefined }, "ok static-name outside 3"],
  ["not held", atHome({ staticNames: known([]) }), "broken static-name-missing inside"],
  [
    "not held, and automatic",
    atHome({ staticNames: known([]), automaticName: known({ name: "taprest.freeboxos.fr" }) }),
    "ok static-name outside 3",
  ],
  ["at an old address", name(address("192.0.2.66")), "broken static-name-old outside 3"],
  ["without an address", name(answer([], { type: "A" })), "broken static-name-no-address outside 3"],
  ["not to be asked", { staticName: unknown }, "unknown static-name-unknown outside"],
  ["without authority", name(answer([], { authoritative: false })), "unknown static-name-unknown outside"],
  ["not asked", { staticName: undefined }, "not-asked not-asked"],
  ["none expected", {}, "not-asked not-asked", { staticName: undefined }],
]);
