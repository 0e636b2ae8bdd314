import type { Forward, Lease, Outcome, Router, RouterItem, WriteStep } from "@porchlight/core";
import { type Fault, type FreeboxDoor, startFreebox, type WorldOptions } from "@porchlight/simulator";
import { afterEach, describe, expect, test } from "vitest";
import { createFreebox, type Freebox } from "./client.ts";
import { freeboxRouter } from "./freebox-router.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function start(options: WorldOptions = {}): Promise<{ door: FreeboxDoor; freebox: Freebox; router: Router }> {
  const door = await startFreebox(options);
  const freebox = createFreebox(door.clientOptions);
  closers.push(
    () => door.close(),
    () => freebox.close(),
  );
  return { door, freebox, router: freeboxRouter(freebox) };
}

const sent = (door: FreeboxDoor): string[] =>
  door.requests.map(({ method, path }) => `${method} ${path.replace(/^\/api\/v16/, "")}`);
const create = (after: RouterItem): WriteStep<RouterItem> => ({
  id: "s",
  target: "router",
  needs: [],
  verb: "create",
  after,
});

const FIRST = ["GET /api_version", "GET /login/", "POST /login/session/"];
const FORWARD: Forward = {
  kind: "forward",
  protocol: "tcp",
  wanPorts: [7654, 7654],
  lanAddress: "192.168.1.42",
  lanPort: 22,
  enabled: true,
  comment: "porchlight:taprest/ssh",
};
const LEASE: Lease = {
  kind: "lease",
  mac: "b8:27:eb:12:34:56",
  address: "192.168.1.42",
  comment: "porchlight:taprest/octopi",
};
const HELD = {
  enabled: true,
  ip_proto: "tcp",
  wan_port_start: 7000,
  wan_port_end: 8000,
  lan_ip: "192.168.1.50",
  lan_port: 7000,
  src_ip: "0.0.0.0",
  comment: "",
} as const;
const LEASED = { mac: "B8:27:EB:12:34:56", ip: "192.168.1.9", comment: "" };

describe("a simulated box", () => {
  test("is read: an empty one, and five facets in eight exchanges", async () => {
    const { door, router } = await start();
    const reading = await router.read(["line", "hosts", "leases", "staticNames", "forwards"]);
    expect(reading).toMatchObject({
      line: { value: { up: true, ipv4: "82.64.81.205", portRange: [0, 65_535] } },
      leases: { known: true, value: [] },
      staticNames: { known: true, value: [] },
      forwards: { known: true, value: [] },
    });
    const hosts = reading.hosts?.known === true ? reading.hosts.value : [];
    expect(hosts.find(({ mac }) => mac === LEASE.mac)).toMatchObject({
      names: ["octopi"],
      addresses: ["192.168.1.42"],
      active: true,
    });
    expect(door.requests).toHaveLength(8);
  });

  test("takes the scenario, shows it, and lets it go again", async () => {
    const { door, router } = await start();
    const name = { kind: "static-name", name: "taprest.freeboxos.fr" } as const;
    const outcomes: Outcome[] = [];
    for (const item of [LEASE, FORWARD, name]) outcomes.push(await router.write(create(item)));
    expect(outcomes).toEqual([
      { status: "done", item: { ...LEASE, ref: "B8:27:EB:12:34:56" } },
      { status: "done", item: { ...FORWARD, ref: "1" } },
      { status: "done", item: name },
    ]);
    expect(await router.read(["leases", "staticNames", "forwards"])).toMatchObject({
      leases: { value: [{ ...LEASE, ref: "B8:27:EB:12:34:56" }] },
      staticNames: { value: [name] },
      forwards: { value: [{ ...FORWARD, ref: "1" }] },
    });
    const moved = { ...FORWARD, ref: "1", wanPorts: [8000, 8010] as const, from: "88.77.66.55", enabled: false };
    const base = { id: "s", target: "router", needs: [] } as const;
    expect(await router.write({ ...base, verb: "update", before: { ...FORWARD, ref: "1" }, after: moved })).toEqual({
      status: "done",
      item: moved,
    });
    for (const before of [moved, { ...LEASE, ref: "B8:27:EB:12:34:56" }, name])
      expect(await router.write({ ...base, verb: "remove", before })).toEqual({ status: "done" });
    expect([door.world.redirections, door.world.leases, door.world.domains.map(({ type }) => type)]).toEqual([
      [],
      [],
      ["auto"],
    ]);
  });

  test("what somebody else has changed meanwhile is left alone", async () => {
    const { door, router } = await start();
    await router.write(create(FORWARD));
    for (const rule of door.world.redirections) rule.lan_port = 2222;
    expect(
      await router.write({
        id: "s",
        target: "router",
        needs: [],
        verb: "remove",
        before: { ...FORWARD, ref: "1" },
      }),
    ).toMatchObject({ status: "failed", failure: { kind: "conflict" } });
    expect(door.world.redirections).toHaveLength(1);
  });

  test.each<[string, WorldOptions, RouterItem, object]>([
    ["a held port", { redirections: [HELD] }, FORWARD, { kind: "conflict" }],
    ["a port outside a shared address's slice", { portRange: [16_384, 32_767] }, FORWARD, { kind: "invalid" }],
    ["a second lease for a machine", { leases: [LEASED] }, LEASE, { kind: "conflict" }],
  ])("refuses %s", async (_, options, item, failure) => {
    const { router } = await start(options);
    expect(await router.write(create(item))).toMatchObject({ status: "failed", failure });
  });

  test("a name that is taken may be ours, not listed yet: only looking again can tell", async () => {
    const { router } = await start();
    expect(await router.write(create({ kind: "static-name", name: "www.freeboxos.fr" }))).toMatchObject({
      status: "unconfirmed",
      failure: { kind: "unconfirmed", message: expect.stringContaining("or by somebody else") },
    });
  });

  test("a missing right is named, and works once it is ticked", async () => {
    const { door, router } = await start();
    const tick = (granted: boolean): void => {
      for (const app of door.world.apps.values()) app.permissions["settings"] = granted;
    };
    tick(false);
    expect(await router.write(create(FORWARD))).toMatchObject({
      status: "failed",
      failure: { kind: "forbidden", right: "settings" },
    });
    tick(true);
    expect(await router.write(create(FORWARD))).toMatchObject({ status: "done" });
  });

  test.each(["auth_required", "invalid_session"] as const)(
    "an ended session (%s) costs one login",
    async (deadSession) => {
      const { door, router } = await start({ switches: { deadSession } });
      await router.read(["forwards"]);
      door.world.sessions.clear();
      expect((await router.read(["forwards"])).forwards).toEqual({ known: true, value: [] });
      expect(sent(door)).toEqual([
        ...FIRST,
        "GET /fw/redir/",
        "GET /fw/redir/",
        "GET /login/",
        "POST /login/session/",
        "GET /fw/redir/",
      ]);
    },
  );

  test("one that wants the long bodies gets them", async () => {
    const { door, router } = await start({ switches: { strictRedir: true } });
    expect(await router.write(create(FORWARD))).toMatchObject({ status: "done", item: { ref: "1" } });
    const after = { ...FORWARD, ref: "1", lanPort: 2222 };
    expect(
      await router.write({
        id: "s",
        target: "router",
        needs: [],
        verb: "update",
        before: { ...FORWARD, ref: "1" },
        after,
      }),
    ).toEqual({ status: "done", item: after });
    expect(sent(door).slice(3)).toEqual([
      "POST /fw/redir/",
      "POST /fw/redir/",
      "GET /fw/redir/1",
      "PUT /fw/redir/1",
      "GET /fw/redir/1",
      "PUT /fw/redir/1",
    ]);
  });

  test("one without the undocumented chapter tells its automatic name all the same", async () => {
    const { router } = await start({ switches: { domainApi: "missing" } });
    expect(await router.read(["staticNames", "automaticName"])).toEqual({
      staticNames: { known: true, value: [] },
      automaticName: { known: true, value: { name: expect.stringMatching(/^[0-9a-f]{8}\.fbxos\.fr$/) } },
    });
    expect(await router.write(create({ kind: "static-name", name: "taprest.freeboxos.fr" }))).toMatchObject({
      status: "failed",
      failure: { kind: "invalid" },
    });
  });

  test("in bridge mode it has no machines, and says that it is a bridge", async () => {
    const { router } = await start({ lanMode: "bridge" });
    expect(await router.read(["hosts", "lan", "line"])).toMatchObject({
      hosts: { known: true, value: [] },
      lan: { known: true, value: { mode: "bridge", address: "192.168.1.254" } },
      line: { known: true },
    });
  });

  test("tells what holds ports, its IPv6 side, and machines by both families", async () => {
    const { router } = await start({
      portRange: [16_384, 32_767],
      incomingPorts: [{ id: "openvpn_routed", enabled: true }],
      upnp: [{ ext_port: 26_476, int_ip: "192.168.1.50", desc: "Plex" }],
      dmz: "192.168.1.50",
      ipv6: { ipv6_firewall: false },
    });
    const { hosts, portUses, ipv6 } = await router.read(["hosts", "portUses", "ipv6"]);
    expect(portUses).toEqual({
      known: true,
      value: [
        { kind: "service", protocol: "tcp", wanPorts: [29_491, 29_491], name: "https" },
        { kind: "service", protocol: "tcp", wanPorts: [17_578, 17_578], name: "openvpn_routed" },
        { kind: "service", protocol: "udp", wanPorts: [17_578, 17_578], name: "openvpn_routed" },
        {
          kind: "upnp",
          protocol: "tcp",
          wanPorts: [26_476, 26_476],
          lanAddress: "192.168.1.50",
          lanPort: 26_476,
          comment: "Plex",
        },
        { kind: "dmz", lanAddress: "192.168.1.50" },
      ],
    });
    expect(ipv6).toMatchObject({ known: true, value: { enabled: true, firewall: false } });
    expect(ipv6?.known === true && ipv6.value.prefixes.slice(0, 2)).toEqual([
      "2a01:e0a:12:3450::/64",
      "2a01:e0a:12:3451::/64",
    ]);
    expect(hosts).toMatchObject({
      value: [
        { addresses: ["192.168.1.42"], ipv6Addresses: ["2a01:e0a:12:3450:ba27:ebff:fe12:3456"] },
        { addresses: ["192.168.1.50"] },
      ],
    });
  });
});

describe("a troubled box", () => {
  test.each<[Fault["kind"], number]>([
    ["received-not-executed", 0],
    ["executed-not-answered", 1],
    ["truncated", 1],
    ["garbage", 0],
    ["refuse", 0],
  ])("%s: a create is unconfirmed, is not repeated, and looking again tells", async (kind, rules) => {
    const { door, router } = await start();
    await router.read(["line"]);
    door.fail({ door: "freebox", method: "POST", path: "/fw/redir", kind });
    expect(await router.write(create(FORWARD))).toMatchObject({ status: "unconfirmed" });
    expect(door.world.redirections).toHaveLength(rules);
    expect((await router.read(["forwards"])).forwards).toMatchObject({
      known: true,
      value: Array.from({ length: rules }, () => FORWARD),
    });
  });

  test("a read meets a reset and is answered the second time", async () => {
    const { door, router } = await start();
    await router.read(["line"]);
    door.fail({ door: "freebox", method: "GET", path: "/fw/redir", kind: "received-not-executed" });
    expect((await router.read(["forwards"])).forwards).toEqual({ known: true, value: [] });
  });
});
