import { describe, expect, it } from "vitest";
import { home, homeInput, known, memoryHome, record } from "../test/sample.ts";
import type { FacetName, Reach, Zone } from "./contracts.ts";
import type { HomeInput } from "./home-file.ts";
import { memoryRouter } from "./memory.ts";
import { facetsOf, observe } from "./observe.ts";

const bare: HomeInput = {
  version: 1,
  home: "x",
  router: { kind: "freebox" },
  zones: { "taprest.fr": { kind: "ovh" } },
};

describe("facetsOf", () => {
  const rows: readonly [string, Partial<HomeInput>, readonly FacetName[]][] = [
    ["nothing", {}, []],
    ["a host", { hosts: { octopi: {} } }, ["hosts", "leases"]],
    [
      "a forward",
      { hosts: { octopi: {} }, forwards: { ssh: { wan: 1, to: "octopi:22" } } },
      ["forwards", "hosts", "leases", "line"],
    ],
    ["a static name", { router: { kind: "freebox", name: "automatic" } }, ["staticNames"]],
    [
      "a CNAME to it",
      { router: { kind: "freebox", name: "automatic" }, names: { "a.taprest.fr": "router" } },
      ["staticNames"],
    ],
    ["an A that follows the router", { names: { "a.taprest.fr": { a: "router" } } }, ["line"]],
    ["records of their own", { names: { "a.taprest.fr": { a: "192.0.2.1", aaaa: "::1" } } }, []],
  ];
  it.each(rows)("%s needs no more than it must", (_title, change, facets) => {
    expect(facetsOf(home({ ...bare, tunnels: {}, names: {}, hosts: {}, forwards: {}, ...change })).toSorted()).toEqual(
      facets,
    );
  });
});

describe("observe", () => {
  it("reads each target once, only what is declared, as fresh as asked", async () => {
    const asked: unknown[] = [];
    const reads: unknown[] = [];
    const zone = (name: string): Zone => ({
      ...memoryHome().zone,
      name,
      read: (names, { fresh }) => {
        asked.push([name, names, fresh]);
        return Promise.resolve(known([record()]));
      },
    });
    const reach: Reach = {
      served: (name, questions) => {
        asked.push([name, questions]);
        return Promise.resolve(known([]));
      },
    };
    const router = memoryRouter();
    const desired = home({
      zones: { "taprest.fr": { kind: "ovh" }, "unused.fr": { kind: "ovh" } },
      names: { "home.taprest.fr": "router", "x.taprest.fr": { a: "192.0.2.1", aaaa: "2001:db8::1" } },
    });
    const observed = await observe(
      desired,
      {
        router: {
          ...router,
          read: (needs, options) => {
            reads.push(needs);
            return router.read(needs, options);
          },
        },
        zones: [zone("taprest.fr"), zone("unused.fr")],
        reach,
      },
      { fresh: false },
    );
    expect(reads).toEqual([["hosts", "leases", "line", "forwards", "staticNames"]]);
    expect(asked).toEqual([
      ["taprest.fr", ["home.taprest.fr", "x.taprest.fr"], false],
      [
        "taprest.fr",
        [
          { name: "home.taprest.fr", type: "CNAME" },
          { name: "x.taprest.fr", type: "A" },
          { name: "x.taprest.fr", type: "AAAA" },
        ],
      ],
    ]);
    expect(Object.keys(observed.zones)).toEqual(["taprest.fr"]);
    expect(observed.capabilities).toEqual(router.capabilities);
  });

  it("does without a router", async () => {
    const { targets } = memoryHome();
    const observed = await observe(home(homeInput), { zones: targets.zones, reach: targets.reach }, { fresh: true });
    expect(observed.router).toEqual({});
    expect(observed).not.toHaveProperty("capabilities");
  });

  it("asks a router nothing when nothing is needed of it", async () => {
    const { targets, router } = memoryHome();
    const never = { ...router, read: () => Promise.reject(new Error("asked")) };
    const desired = home({ router: { kind: "freebox" }, hosts: {}, forwards: {}, names: {}, tunnels: {} });
    await expect(observe(desired, { ...targets, router: never }, { fresh: true })).resolves.toMatchObject({
      router: {},
      zones: {},
    });
  });
});
