import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { dial, opened } from "../test/closing.ts";
import { lines, udp } from "../test/dns.ts";
import { callBox, knock, rule, wan } from "../test/home.ts";
import type { HomeOptions, VirtualHome } from "./home-types.ts";
import { startHome } from "./home.ts";
import { listenOn } from "./listen.ts";

const ssh = "192.168.1.42:22";

const start = (options: HomeOptions = {}): Promise<VirtualHome> =>
  opened(startHome({ redirections: [rule], ...options }));

/** "open", the system's code, "drop" for a packet nobody answers, "nowhere" for what is not in the map. */
const dialFrom = (home: VirtualHome, vantage: "inside" | "outside", at: string): Promise<string> => {
  const mapped = home.netFrom(vantage).map[at];
  if (mapped === undefined || mapped === "drop") return Promise.resolve(mapped ?? "nowhere");
  return dial(mapped);
};
const dialInside = (home: VirtualHome, at: string): Promise<string> => dialFrom(home, "inside", at);

/** A service with a greeting, as another machine of the LAN. */
const openService = () => opened(listenOn(createServer((socket) => socket.end("here"))));

const onLan = (home: VirtualHome, vantage: "inside" | "outside"): readonly string[] =>
  Object.keys(home.netFrom(vantage).map).filter((key) => key.startsWith("192.168."));

describe("from inside", () => {
  test("everything of the outside is there, and the LAN besides", async () => {
    const home = await start();
    const inside = home.netFrom("inside");
    expect(home.netFrom("outside")).toBe(home.net);
    expect(inside).toMatchObject({ vantage: "inside", resolvers: home.net.resolvers, map: home.net.map });
    expect(JSON.parse(JSON.stringify(inside))).toEqual(inside);
    expect(onLan(home, "inside")).toEqual(["192.168.1.42:22", "192.168.1.42:80"]);
    expect(onLan(home, "outside")).toEqual([]);
    expect([await dialInside(home, ssh), await dialInside(home, wan)]).toEqual(["open", "open"]);
    expect(lines((await udp(inside.map["212.27.40.240:53"], "taprest.fr", "A")).answers)).toEqual([
      "A 213.186.33.5 3600",
    ]);
  });

  test("the Pi is where its host entry says, and gone when it cannot be reached", async () => {
    const home = await start();
    const { map } = home.netFrom("inside");
    home.world.hosts[0]?.addresses.unshift("192.168.1.43");
    await home.settle();
    expect([await dialInside(home, "192.168.1.43:22"), await dialInside(home, ssh)]).toEqual(["open", "nowhere"]);
    Object.assign(home.world.hosts[0] ?? {}, { reachable: false });
    await home.settle();
    expect(onLan(home, "inside")).toEqual([]);
    expect(home.netFrom("inside").map).toBe(map);
  });

  test("its SSH server is refused while it is stopped", async () => {
    const home = await start();
    await home.pi.stop();
    expect(await dialInside(home, ssh)).toBe("ECONNREFUSED");
    await home.pi.start();
    expect(await dialInside(home, ssh)).toBe("open");
  });

  test("services are there as they are added, outside never", async () => {
    const home = await start();
    const service = await openService();
    home.addService("192.168.1.50", 5000, service.port);
    home.addService("2001:db8::50", 5000, service.port);
    for (const at of ["192.168.1.50:5000", "[2001:db8::50]:5000"]) {
      expect(await dialInside(home, at)).toBe("open");
      expect(home.net.map[at]).toBeUndefined();
    }
    await service.close();
    expect(await dialInside(home, "192.168.1.50:5000")).toBe("ECONNREFUSED");
  });

  test("the target of a rule is refused by a machine that is there, and nowhere without one", async () => {
    const home = await start({ redirections: [] });
    await callBox(home, "POST", "/fw/redir/", { ...rule, lan_port: 23 });
    await callBox(home, "POST", "/fw/redir/", {
      ...rule,
      lan_ip: "192.168.1.99",
      wan_port_start: 7655,
      wan_port_end: 7655,
    });
    expect(await dialInside(home, "192.168.1.42:23")).toBe("ECONNREFUSED");
    expect(await dialInside(home, "192.168.1.99:22")).toBe("nowhere");
  });

  test("the map follows the line", async () => {
    const home = await start();
    home.world.line.ipv4 = "82.64.99.99";
    await home.settle();
    expect([await dialInside(home, wan), await dialInside(home, "82.64.99.99:7654")]).toEqual(["nowhere", "open"]);
  });
});

test("without hairpin the WAN address is refused from inside, and from there alone", async () => {
  const home = await start({ hairpin: false });
  expect(await dialInside(home, wan)).toBe("ECONNREFUSED");
  expect(await dialInside(home, ssh)).toBe("open");
  expect(await knock(home)).toBe("open");
  await callBox(home, "POST", "/fw/redir/", { ...rule, wan_port_start: 443, wan_port_end: 443 });
  expect(await dialInside(home, "82.64.81.205:443")).toBe("ECONNREFUSED");
  expect(await knock(home, "82.64.81.205:443")).toBe("open");
});

describe("a firewall on the Pi", () => {
  test("drops what leads to it, wherever from, until it is down", async () => {
    const home = await start();
    const open = home.net.map[wan];
    await home.firewall(true);
    expect(home.net.map[wan]).toBe("drop");
    expect(await dial(open)).toBe("ECONNREFUSED");
    expect(await Promise.all([ssh, "192.168.1.42:80", wan].map((at) => dialInside(home, at)))).toEqual(
      Array.from({ length: 3 }, () => "drop"),
    );
    await home.firewall(false);
    expect(home.net.map[wan]).toBe(open);
    expect([await knock(home), await dialInside(home, ssh)]).toEqual(["open", "open"]);
  });

  test("leaves other machines, ports that lead nowhere and name servers alone", async () => {
    const nas = { ...rule, lan_ip: "192.168.1.50", wan_port_start: 8080, wan_port_end: 8080 };
    const home = await start({ redirections: [rule, nas], wanPorts: [7654, 9999] });
    home.addService("192.168.1.50", 22, (await openService()).port);
    await home.firewall(true);
    expect(await knock(home, "82.64.81.205:8080")).toBe("open");
    expect(await dialInside(home, "192.168.1.50:22")).toBe("open");
    expect(await knock(home, "82.64.81.205:9999")).toBe("ECONNREFUSED");
    const dropped = Object.entries(home.netFrom("inside").map).filter(([, to]) => to === "drop");
    expect(dropped.map(([from]) => from).toSorted()).toEqual(["192.168.1.42:22", "192.168.1.42:80", wan]);
  });

  test("is the Pi's wherever it goes, and does not hide that there is no hairpin", async () => {
    const home = await start({ hairpin: false });
    await home.firewall(true);
    expect([await dialFrom(home, "outside", wan), await dialInside(home, wan)]).toEqual(["drop", "ECONNREFUSED"]);
    home.world.hosts[0]?.addresses.unshift("192.168.1.43");
    await home.settle();
    expect([await knock(home), await dialInside(home, "192.168.1.43:22")]).toEqual(["ECONNREFUSED", "drop"]);
  });
});

describe("the Pi's SSH server", () => {
  test("moves to another LAN port: the old one is refused, rules for the new one lead in", async () => {
    const home = await start();
    await home.moveSsh(2222);
    expect([await knock(home), await dialInside(home, ssh)]).toEqual(["ECONNREFUSED", "ECONNREFUSED"]);
    expect(await dialInside(home, "192.168.1.42:2222")).toBe("open");
    await callBox(home, "PUT", "/fw/redir/1", { lan_port: 2222 });
    expect(await knock(home)).toBe("open");
  });

  test.each([0, 65_536, 22.5, Number.NaN, 80])("cannot move to %s", async (port) => {
    const home = await start();
    await expect(home.moveSsh(port)).rejects.toThrow(RangeError);
    expect(await dialInside(home, ssh)).toBe("open");
  });
});
