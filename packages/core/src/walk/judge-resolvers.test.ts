import { answer, facets, known, record, unknown } from "../../test/sample.ts";
import { atHome, chain, judged, led, no, ok, type Seen, served } from "../../test/walk-sample.ts";

const { line } = facets;
const nothing = { ...chain, rcode: "NXDOMAIN", hops: ["home.taprest.fr"], addresses: [] };
const old = { ...chain, hops: ["home.taprest.fr", "old.example"] };
const unserved = { served: unknown };
const text = { type: "TXT", value: '"x"' };
const holdsText = served(answer([record(text)], { type: "TXT" }));
judged("resolvers", [
  ["keeping nothing old", {}, "ok resolvers outside 5"],
  ["one of two silent", { resolvers: [no("timeout"), ok(chain)] }, "ok resolvers outside 7"],
  [
    "one of two keeping that there is nothing",
    { resolvers: [ok(chain), ok(nothing)] },
    "broken negative-kept outside 5",
  ],
  [
    "keeping that there is nothing, and how long",
    { resolvers: [ok({ ...nothing, negativeSeconds: 540 })] },
    "broken negative-kept outside 5",
  ],
  ["keeping an old alias", { resolvers: [ok({ ...old, ttlSeconds: 60 })] }, "broken old-kept outside 5"],
  ["all silent: the chain says why", { resolvers: [no("timeout")] }, "not-asked not-asked"],
  ["while nobody knows what is served", { ...unserved, resolvers: [ok(nothing)] }, "not-asked not-asked"],
  ["none", { resolvers: [] }, "not-asked not-asked"],
  [
    "no address, where one is expected",
    { resolvers: [ok({ ...nothing, rcode: "NOERROR" })] },
    "broken negative-kept outside 5",
  ],
  [
    "no address, where only a text is expected",
    { ...holdsText, resolvers: [ok({ ...nothing, rcode: "NOERROR" })] },
    "ok resolvers outside 5",
    { record: text },
  ],
  [
    "keeping that there is no such name, where only a text is expected",
    { ...holdsText, resolvers: [ok(nothing)] },
    "broken negative-kept outside 5",
    { record: text },
  ],
]);
judged("chain", [
  ["to an address", {}, "ok chain outside 5"],
  ["to an address, by the second resolver", { resolvers: [no("timeout"), ok(chain)] }, "ok chain outside 5"],
  ["no resolver answers", { resolvers: [no("timeout")] }, "unknown chain-unknown outside 7"],
  ["the name does not exist", { ...unserved, resolvers: [ok(nothing)] }, "broken no-address outside 5"],
  ["something old is kept: said there", { resolvers: [ok(nothing)] }, "not-asked not-asked"],
  ["the end has no address", { resolvers: [ok({ ...chain, addresses: [] })] }, "broken no-address outside 5"],
  [
    "no hop at all",
    { ...unserved, resolvers: [ok({ ...chain, hops: [], addresses: [] })] },
    "broken no-address outside 5",
  ],
  [
    "the resolver fails",
    { resolvers: [ok({ ...chain, rcode: "SERVFAIL", addresses: [] })] },
    "unknown chain-refused outside 5",
  ],
  [
    "a name that only holds a text needs no address",
    { ...unserved, resolvers: [ok({ ...chain, hops: ["home.taprest.fr"], addresses: [] })] },
    "not-asked not-asked",
    { record: { type: "TXT", value: '"x"' } },
  ],
]);
const alone: Seen = { router: {}, vantage: "inside" };
judged("agreement", [
  ["the router's own address", {}, "ok addresses-agree inside"],
  ["the router unread: a link of its own", atHome({ line: unknown }), "not-asked not-asked"],
  ["another address", led("192.0.2.1"), "broken address-differs inside"],
  ["another address beside", led("82.64.1.2", "192.0.2.1"), "broken address-differs inside"],
  ["the machine's own IPv6 beside", led("82.64.1.2", "2001:db8::30"), "ok addresses-agree inside"],
  ["only an IPv6 address, not the router's", led("2001:db8::30"), "unknown only-ipv6 inside"],
  [
    "only the router's IPv6 address",
    { ...led("2001:db8::1"), ...atHome({ line: known({ ...line, ipv6: "2001:db8::1" }) }) },
    "ok addresses-agree inside",
  ],
  ["no address: the chain has said so", led(), "not-asked not-asked"],
  ["no chain", { resolvers: [no("timeout")] }, "not-asked not-asked"],
  ["this network as the internet sees it", { ...alone, echo: ok("82.64.1.2") }, "ok addresses-agree inside"],
  ["another network than the internet sees", { ...alone, echo: ok("192.0.2.9") }, "broken echo-differs inside"],
  [
    "the router and the internet do not agree",
    { vantage: "inside", echo: ok("192.0.2.9") },
    "unknown echo-differs inside",
  ],
  ["an echo from elsewhere tells nothing of home", { echo: ok("192.0.2.9") }, "ok addresses-agree inside"],
  ["a silent echo", { ...alone, echo: no("timeout") }, "not-asked not-asked"],
]);
