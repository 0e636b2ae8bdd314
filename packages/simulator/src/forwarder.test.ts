import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { boxClient } from "../test/ask.ts";
import { http, opened } from "../test/closing.ts";
import { callBox, knock, rule, wan } from "../test/home.ts";
import type { VirtualHome } from "./home-types.ts";
import { startHome } from "./home.ts";
import { listenOn } from "./listen.ts";

describe("the way in", () => {
  test("opens with a redirection and closes with it; the map stays", async () => {
    const home = await opened(startHome());
    const map = JSON.stringify(home.net.map);
    expect(await knock(home)).toBe("ECONNREFUSED");
    expect(await callBox(home, "POST", "/fw/redir/", rule)).toMatchObject({ success: true });
    expect(await knock(home)).toBe("open");
    await callBox(home, "PUT", "/fw/redir/1", { enabled: false });
    expect(await knock(home)).toBe("ECONNREFUSED");
    await callBox(home, "PUT", "/fw/redir/1", { enabled: true });
    expect(await knock(home)).toBe("open");
    await callBox(home, "DELETE", "/fw/redir/1");
    expect(await knock(home)).toBe("ECONNREFUSED");
    expect(JSON.stringify(home.net.map)).toBe(map);
  });

  test("is there even when the box's answer was lost", async () => {
    const home = await opened(startHome());
    home.fail({ door: "freebox", method: "POST", path: "/fw/redir/", kind: "executed-not-answered" });
    await expect(callBox(home, "POST", "/fw/redir/", rule)).rejects.toThrow();
    expect(await knock(home)).toBe("open");
  });

  test("reserves a port for a redirection nobody announced, each of a range", async () => {
    const home = await opened(startHome());
    await callBox(home, "POST", "/fw/redir/", { ...rule, wan_port_start: 8021, wan_port_end: 8023, lan_port: 21 });
    expect(await Promise.all([8021, 8022, 8023].map((port) => knock(home, `82.64.81.205:${port}`)))).toEqual([
      "ECONNREFUSED",
      "open",
      "ECONNREFUSED",
    ]);
    expect(home.net.map["82.64.81.205:8024"]).toBeUndefined();
  });

  test.each([
    ["nothing listens there", { lan_port: 23 }],
    ["no machine is there", { lan_ip: "192.168.1.99" }],
    ["it is for UDP", { ip_proto: "udp" as const }],
    ["it is for one source", { src_ip: "192.0.2.1" }],
    ["it is disabled", { enabled: false }],
  ])("stays closed when %s", async (_why, change) => {
    const home = await opened(startHome({ redirections: [{ ...rule, ...change }] }));
    expect(await knock(home)).toBe("ECONNREFUSED");
  });

  test.each([
    ["the line is down", (home: VirtualHome) => void (home.world.line.up = false)],
    ["the box is a bridge", (home: VirtualHome) => void (home.world.lan.mode = "bridge")],
    ["the Pi has another address", (home: VirtualHome) => void home.world.hosts[0]?.addresses.unshift("192.168.1.43")],
    ["the Pi is off", (home: VirtualHome) => void Object.assign(home.world.hosts[0] ?? {}, { reachable: false })],
    [
      "a service of the box takes the port",
      (home: VirtualHome) => void Object.assign(home.world.incomingPorts[0] ?? {}, { active: true, in_port: 7654 }),
    ],
    ["the rule was edited away", (home: VirtualHome) => void home.world.redirections.pop()],
  ])("closes at settle when %s", async (_why, edit) => {
    const home = await opened(startHome({ redirections: [rule] }));
    expect(await knock(home)).toBe("open");
    edit(home);
    await home.settle();
    expect(await knock(home)).toBe("ECONNREFUSED");
  });

  test("leads elsewhere when misrouted, and back", async () => {
    const home = await opened(startHome({ redirections: [rule] }));
    await home.misroute(7654, { address: "192.168.1.50", port: 22 });
    expect(await knock(home)).toBe("ECONNREFUSED");
    const other = await opened(
      listenOn(
        createServer((socket) => socket.end("I am the NAS")),
        0,
      ),
    );
    home.addService("192.168.1.50", 22, other.port);
    await home.settle();
    expect(await knock(home)).toBe("open");
    await home.misroute(7654, undefined);
    expect(await knock(home)).toBe("open");
    expect(boxClient(home.world)("GET", "/fw/redir/1").result).toMatchObject({ lan_ip: "192.168.1.42" });
  });

  test("closes while the Pi's SSH server is stopped, and opens when it is back", async () => {
    const home = await opened(startHome({ redirections: [rule] }));
    const { hostKey } = home.pi;
    await home.pi.stop();
    expect(await knock(home)).toBe("ECONNREFUSED");
    await home.pi.start({ newHostKey: true });
    expect(await knock(home)).toBe("open");
    expect(home.pi.hostKey).not.toBe(hostKey);
    expect(home.homeFile.hosts["octopi"]?.["host-key"]).toBe(hostKey);
    expect(home.pi).toMatchObject({ user: "pi", log: [] });
  });

  test("drops who is connected when the service dies", async () => {
    const home = await opened(startHome());
    const gone = await listenOn(createServer(), 0);
    home.addService("192.168.1.50", 80, gone.port);
    await callBox(home, "POST", "/fw/redir/", { ...rule, lan_ip: "192.168.1.50", lan_port: 80 });
    await gone.close();
    const { port } = new URL(`http://${home.net.map[wan]}`);
    await expect(http("GET", `http://127.0.0.1:${port}/`)).rejects.toThrow(/hang up|ECONNRESET/);
  });

  test("shows the page itself when somebody forwards to it", async () => {
    const home = await opened(startHome({ redirections: [{ ...rule, lan_port: 80 }] }));
    const url = `http://${home.net.map[wan]}`;
    expect((await http("GET", `${url}/?a=b`)).text).toContain("<title>OctoPrint</title>");
    expect((await http("HEAD", `${url}/`)).text).toBe("");
    expect((await http("GET", `${url}/nothing`)).status).toBe(404);
  });
});
