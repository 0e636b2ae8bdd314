import { describe, expect, it } from "vitest";
import { home, wholeKey } from "../test/sample.ts";
import type { FacetName } from "./contracts.ts";
import type { Desired } from "./desired.ts";
import type { HomeInput } from "./home/file.ts";
import { facetsOf } from "./observe.ts";

const nothing: Partial<HomeInput> = {
  router: { kind: "freebox" },
  hosts: {},
  forwards: {},
  names: {},
  tunnels: {},
};
const hosts = { octopi: {} };
const automatic = { kind: "freebox", name: "automatic" };
const forward: readonly FacetName[] = ["forwards", "hosts", "lan", "leases", "line", "portUses"];

describe("facetsOf", () => {
  it.each<[string, Partial<HomeInput>, readonly FacetName[]]>([
    ["nothing", {}, []],
    ["a host", { hosts }, ["hosts", "leases"]],
    ["a forward", { hosts, forwards: { ssh: { wan: 1, to: "octopi:22" } } }, forward],
    ["a static name", { router: { kind: "freebox", name: "x.freeboxos.fr" } }, ["staticNames"]],
    [
      "a CNAME to it",
      { router: { kind: "freebox", name: "x.freeboxos.fr" }, names: { "a.taprest.fr": "router" } },
      ["staticNames"],
    ],
    ["the automatic name", { router: automatic }, ["automaticName"]],
    ["a CNAME to that", { router: automatic, names: { "a.taprest.fr": "router" } }, ["automaticName"]],
    ["an A that follows the router", { names: { "a.taprest.fr": { a: "router" } } }, ["line"]],
    [
      "an AAAA that follows a host",
      { hosts, names: { "a.taprest.fr": { aaaa: "octopi" } } },
      ["hosts", "ipv6", "leases"],
    ],
    [
      "an SSHFP that follows a host's key",
      { hosts: { octopi: { "host-key": wholeKey } }, names: { "a.taprest.fr": { sshfp: "octopi" } } },
      ["hosts", "leases"],
    ],
    ["records of their own", { names: { "a.taprest.fr": { a: "192.0.2.1", aaaa: "::1", txt: "x" } } }, []],
    ["absent names", { names: { "a.taprest.fr": "absent" } }, []],
  ])("%s needs no more than it must", (_title, change, facets) => {
    expect(facetsOf(home({ ...nothing, ...change })).toSorted()).toEqual(facets);
  });

  const scenario = home();
  it.each<[string, Partial<Desired>, readonly FacetName[]]>([
    ["no drop", { dropped: { hosts: [], forwards: [] } }, []],
    ["a dropped host", { dropped: { hosts: scenario.hosts, forwards: [] } }, ["forwards", "hosts", "leases"]],
    ["a dropped forward", { dropped: { hosts: [], forwards: scenario.forwards } }, ["forwards", "hosts", "leases"]],
    ["a record left over from an automatic name", { records: scenario.records }, ["automaticName"]],
  ])("%s needs what says where it is", (_title, change, facets) => {
    expect(facetsOf({ ...home(nothing), ...change }).toSorted()).toEqual(facets);
  });
});
