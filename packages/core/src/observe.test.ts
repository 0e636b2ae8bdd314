import { describe, expect, it } from "vitest";
import { home, homeInput, known, look, memoryHome, record } from "../test/sample.ts";
import type { FacetName, Reach, Zone } from "./contracts.ts";
import { memoryRouter } from "./memory.ts";
import { observe, withoutSafety, withStatus } from "./observe.ts";

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
    expect(reads).toEqual([["line", "hosts", "leases", "forwards", "lan", "portUses", "staticNames"]]);
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

  it("reads what it is told to of the router, and passes its advice on", async () => {
    const { targets, router } = memoryHome();
    const reads: unknown[] = [];
    const advised = {
      ...router,
      advice: { "bridge-mode": "switch it off" },
      read: (needs: readonly FacetName[]) => (reads.push(needs), router.read(needs)),
    };
    const options = { fresh: true, facets: ["leases"] } as const;
    const observed = await observe(home(homeInput), { ...targets, router: advised }, options);
    expect([reads, observed.advice]).toEqual([[["leases"]], { "bridge-mode": "switch it off" }]);
  });

  it("leaves out what only safety judges", () => {
    expect(withoutSafety(["line", "lan", "hosts", "portUses", "forwards"])).toEqual(["line", "hosts", "forwards"]);
  });

  it("asks how a zone fares only where it is told to, and where its vendor tells", async () => {
    const { targets, zone } = memoryHome();
    const status = known({ isDeployed: true, troubles: [] });
    const telling = { ...zone, status: () => Promise.resolve(status) };
    const both = { ...targets, zones: [telling, { ...zone, name: "other.fr" }] };
    const seen = await withStatus(look(), new Set(["taprest.fr", "other.fr"]), both, {});
    expect(seen.zones["taprest.fr"]).toEqual({ ...look().zones["taprest.fr"], status });
    expect(Object.keys(seen.zones)).toEqual(["taprest.fr"]);
    expect(await withStatus(look(), new Set(), both, {})).toEqual(look());
    expect(await withStatus(look(), new Set(["taprest.fr"]), targets, {})).toEqual(look());
    expect(await withStatus({ ...look(), zones: {} }, new Set(["taprest.fr"]), both, {})).toEqual({
      ...look(),
      zones: {},
    });
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
