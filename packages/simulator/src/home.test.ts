import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { ovhClient } from "../test/ask.ts";
import { http, opened } from "../test/closing.ts";
import { codeOf, lines, udp } from "../test/dns.ts";
import { callBox, knock, rule, wan } from "../test/home.ts";
import { listAt, objectAt } from "../test/look.ts";
import { startHome } from "./home.ts";

describe("a home", () => {
  test("tells how it is reached", async () => {
    const home = await opened(startHome());
    expect(home.homeFile).toMatchObject({
      version: 1,
      home: "taprest",
      router: { kind: "freebox", name: "taprest.freeboxos.fr" },
      zones: { "taprest.fr": { kind: "ovh" } },
      hosts: { octopi: { mac: "b8:27:eb:12:34:56", user: "pi", "host-key": home.pi.hostKey } },
      forwards: { ssh: { wan: 7654, to: "octopi:22" } },
      names: { "home.taprest.fr": "router" },
      tunnels: { octoprint: { through: "ssh", local: 8080, to: "localhost:80", expect: "octoprint" } },
      network: { vantage: "outside", resolvers: ["212.27.40.240"] },
    });
    expect(home.homeFile.network.map).toBe(home.net.map);
    expect(JSON.parse(JSON.stringify(home.net))).toEqual(home.net);
    expect(Object.keys(home.net.map)).toEqual(expect.arrayContaining(["212.27.40.240:53", wan]));
    expect(home.env).toMatchObject({
      FREEBOX_ENDPOINT: home.freebox.url,
      OVH_ENDPOINT: home.ovh.url,
      OVH_CONSUMER_KEY: home.ovh.clientOptions.credentials.consumerKey,
      PORCHLIGHT_SSH_KEY: home.pi.privateKey,
    });
  });

  test("takes its names, addresses, ports and hosts from its options", async () => {
    const hosts = [{ name: "pie", mac: "02:00:00:00:00:01", ip: "192.168.1.7" }];
    const home = await opened(
      startHome({ name: "maison", zone: "example.org", wanAddress: "82.64.1.2", wanPorts: [2222, 2223], hosts }),
    );
    expect(home.homeFile).toMatchObject({
      home: "maison",
      zones: { "example.org": { kind: "ovh" } },
      hosts: { octopi: { mac: "02:00:00:00:00:01" } },
      forwards: { ssh: { wan: 2222 } },
    });
    expect(Object.keys(home.net.map).filter((key) => key.startsWith("82.64.1.2:"))).toEqual([
      "82.64.1.2:2222",
      "82.64.1.2:2223",
    ]);
    await callBox(home, "POST", "/fw/redir/", {
      ...rule,
      wan_port_start: 2223,
      wan_port_end: 2223,
      lan_ip: "192.168.1.7",
    });
    expect(await knock(home, "82.64.1.2:2223")).toBe("open");
  });

  test("gives a picture of its state that reading does not change and editing does not reach", async () => {
    const home = await opened(startHome({ redirections: [rule] }));
    const before = JSON.stringify(home.state());
    await callBox(home, "GET", "/domain/owned/");
    ovhClient(home.world)("GET", "/domain/zone/taprest.fr/record");
    expect(JSON.stringify(home.state())).toBe(before);
    const state = home.state();
    expect(Object.keys(objectAt(state, "box"))).toEqual(
      "line hosts leases lan redirections incomingPorts dmz upnp connectionConfig ipv6 dhcp dhcpv6 routes defaultDomain domains".split(
        " ",
      ),
    );
    expect(Object.keys(objectAt(state, "zones", "taprest.fr"))).toEqual(["stored", "served", "serial"]);
    for (const redirection of listAt(state, "box", "redirections")) Object.assign(objectAt(redirection), { id: 99 });
    expect(JSON.stringify(home.state())).toBe(before);
    for (const secret of [
      home.freebox.clientOptions.credentials.appToken,
      ...Object.values(home.ovh.clientOptions.credentials),
    ])
      expect(before).not.toContain(secret);
  });

  test("does not meet another one", async () => {
    const homes = await Promise.all(Array.from({ length: 5 }, () => opened(startHome({ redirections: [rule] }))));
    const ports = homes.flatMap(({ net }) => Object.values(net.map));
    expect(new Set(ports).size).toBe(ports.length);
    expect(new Set(homes.map(({ pi }) => pi.hostKey)).size).toBe(5);
    for (const home of homes) expect(await knock(home)).toBe("open");
  });

  test("that cannot start leaves nothing open", async () => {
    await expect(startHome({ wanAddress: "here" })).rejects.toThrow(TypeError);
  });
});

describe("the line", () => {
  test("gets another address: the map follows at settle, and so do the names", async () => {
    const home = await opened(startHome({ redirections: [rule], domains: [{ id: "taprest.freeboxos.fr" }] }));
    const address = async () =>
      lines((await udp(home.net.map["212.27.40.240:53"], "taprest.freeboxos.fr", "A")).answers);
    const loopbackPort = home.net.map[wan];
    home.world.line.ipv4 = "82.64.99.99";
    expect(await address()).toEqual(["A 82.64.81.205 60"]);
    await home.settle();
    expect(await address()).toEqual(["A 82.64.99.99 60"]);
    expect(home.net.map[wan]).toBeUndefined();
    expect(home.net.map["82.64.99.99:7654"]).toBe(loopbackPort);
  });
});

describe("the zone", () => {
  test("serves an edit only after refresh, at both servers and the resolver", async () => {
    const home = await opened(startHome({ deployDelay: "manual", domains: [{ id: "taprest.freeboxos.fr" }] }));
    const call = ovhClient(home.world);
    const servers = ["213.251.188.147:53", "213.251.128.147:53", "212.27.40.240:53"];
    const ask = () =>
      Promise.all(servers.map(async (at) => codeOf(await udp(home.net.map[at], "home.taprest.fr", "CNAME"))));
    call("POST", "/domain/zone/taprest.fr/record", {
      fieldType: "CNAME",
      subDomain: "home",
      target: "taprest.freeboxos.fr.",
    });
    expect(await ask()).toEqual(["NXDOMAIN", "NXDOMAIN", "NXDOMAIN"]);
    call("POST", "/domain/zone/taprest.fr/refresh");
    expect(await ask()).toEqual(["NXDOMAIN", "NXDOMAIN", "NXDOMAIN"]);
    home.deploy();
    expect(await ask()).toEqual(["NOERROR", "NOERROR", "NOERROR"]);
    const whole = await udp(home.net.map["212.27.40.240:53"], "home.taprest.fr", "A");
    expect(lines(whole.answers)).toEqual(["CNAME taprest.freeboxos.fr 3600", "A 82.64.81.205 60"]);
  });
});

/** Handles of this process, by kind. */
const handles = (): string[] => process.getActiveResourcesInfo().filter((kind) => kind !== "Immediate");

/** What is there beyond `before`; handles just closed are given turns of the loop to be gone. */
const beyond = async (before: readonly string[]): Promise<readonly string[]> => {
  let extra: string[] = [];
  for (let turn = 0; turn < 100; turn += 1) {
    await setImmediate();
    extra = handles();
    for (const kind of before) if (extra.includes(kind)) extra.splice(extra.indexOf(kind), 1);
    if (extra.length === 0) break;
  }
  return extra;
};

describe("close", () => {
  test("leaves nothing, whatever is going on, and may be called again", async () => {
    const before = handles();
    const home = await startHome({ redirections: [rule] });
    home.fail({ door: "freebox", kind: "stall" });
    const stalled = http("GET", `${home.freebox.url}/api_version`).catch(() => "dropped");
    const dialled = await knock(home);
    await udp(home.net.map["212.27.40.240:53"], "taprest.fr", "A");
    expect(await beyond(before)).toContain("TCPServerWrap");
    await Promise.all([home.close(), home.close()]);
    await home.settle();
    await home.close();
    expect([dialled, await stalled]).toEqual(["open", "dropped"]);
    expect(await beyond(before)).toEqual([]);
    expect(await knock(home)).toBe("ECONNREFUSED");
  });
});
