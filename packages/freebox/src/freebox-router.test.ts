import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FIRST, forward, lease, name, type RouterBox, startRouterBox } from "../test/router-box.ts";
import { refusal } from "../test/tiny-box.ts";
import { freeboxRouter } from "./freebox-router.ts";

let rig: RouterBox;
let box: RouterBox["box"];
let router: RouterBox["router"];
let answers: RouterBox["answers"];

beforeEach(async () => {
  rig = await startRouterBox();
  ({ box, router, answers } = rig);
});
afterEach(() => rig.close());

const ALL = ["line", "lan", "hosts", "leases", "staticNames", "automaticName", "forwards", "portUses", "ipv6"] as const;

describe("reading", () => {
  test("gives every facet in the contract's terms: one GET for each, three for the ports, none for the automatic name", async () => {
    expect(await router.read(ALL)).toEqual({
      line: { known: true, value: { up: true, ipv4: "82.64.81.205", portRange: [0, 65_535] } },
      lan: { known: true, value: { mode: "router", address: "192.168.1.254" } },
      hosts: { known: true, value: [{ mac: "b8:27:eb:12:34:56", names: ["octopi"], addresses: [], active: true }] },
      leases: { known: true, value: [lease] },
      staticNames: { known: true, value: [name] },
      automaticName: { known: true, value: { name: "abcd1234.fbxos.fr" } },
      forwards: { known: true, value: [forward] },
      portUses: { known: true, value: [{ kind: "service", protocol: "tcp", wanPorts: [443, 443], name: "https" }] },
      ipv6: {
        known: true,
        value: { enabled: true, prefixes: ["2a01:e0a:1:2::/64", "2a01:e0a:1:3::/64"], firewall: true },
      },
    });
    expect(box.requests.slice(0, 3)).toEqual(FIRST);
    expect(box.requests.slice(3).toSorted()).toEqual([
      "GET /connection/",
      "GET /connection/ipv6/config/",
      "GET /dhcp/static_lease/",
      "GET /domain/owned/",
      "GET /fw/dmz/",
      "GET /fw/incoming/",
      "GET /fw/redir/",
      "GET /lan/browser/pub/",
      "GET /lan/config/",
      "GET /upnpigd/redir/",
    ]);
  });

  test("asks only for what is needed, once", async () => {
    const reading = await router.read(["forwards", "forwards"]);
    expect(Object.keys(reading)).toEqual(["forwards"]);
    expect(box.requests).toEqual([...FIRST, "GET /fw/redir/"]);
  });

  test("nothing needed, nothing asked", async () => {
    expect(await router.read([])).toEqual({});
    expect(box.requests).toEqual([]);
  });

  test("a facet that cannot be read does not blind the others; unknown is not empty", async () => {
    answers["GET /lan/browser/pub/"] = refusal("netdown");
    answers["GET /domain/owned/"] = refusal("internal_error");
    const reading = await router.read(ALL);
    expect(reading.hosts).toEqual({
      known: false,
      failure: {
        kind: "unreachable",
        operation: "GET /lan/browser/pub/",
        message: "the box answered netdown (Refusé)",
      },
    });
    expect(reading.staticNames).toMatchObject({ known: false, failure: { kind: "protocol" } });
    const others = ALL.filter((facet) => facet !== "hosts" && facet !== "staticNames");
    expect(others.filter((facet) => reading[facet]?.known !== true)).toEqual([]);
  });

  test("a refused login is one failure per facet, of kind auth, and is not thrown", async () => {
    answers["POST /login/session/"] = refusal("invalid_token");
    const reading = await router.read(["line", "forwards"]);
    for (const facet of [reading.line, reading.forwards])
      expect(facet).toMatchObject({ known: false, failure: { kind: "auth", operation: "POST /login/session/" } });
  });

  test("a read of everything puts one listener on the caller's signal, and takes it off again", async () => {
    const { signal } = new AbortController();
    const counts: number[] = [];
    rig.box.answer = ({ method, path }) => {
      counts.push(getEventListeners(signal, "abort").length);
      return answers[`${method} ${path}`];
    };
    await router.read(ALL, { signal });
    expect(new Set(counts)).toEqual(new Set([1]));
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("a stopped read is unknown", async () => {
    const reading = await router.read(["line"], { signal: AbortSignal.abort() });
    expect(reading.line).toMatchObject({ known: false, failure: { kind: "unreachable" } });
  });

  test("what is not the SDK's error is a bug and is thrown", async () => {
    const broken = freeboxRouter({
      ...rig.freebox,
      connection: { ...rig.freebox.connection, get: () => Promise.reject(new RangeError("a bug")) },
    });
    await expect(broken.read(["line"])).rejects.toThrow("a bug");
  });
});

test("it says what it is and can do", () => {
  expect(router).toMatchObject({
    id: "freebox",
    capabilities: { comments: true, staticName: true, sourceFilter: true, portRanges: true },
  });
});
