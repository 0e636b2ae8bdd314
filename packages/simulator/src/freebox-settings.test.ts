import { describe, expect, test } from "vitest";
import { boxClient } from "../test/ask.ts";
import { listAt, numberAt, objectAt, textAt } from "../test/look.ts";
import { createWorld } from "./seeds.ts";

describe("the ports of the box's own services", () => {
  test("are the documented ones, all off but the way in for applications", () => {
    const ports = listAt(boxClient(createWorld())("GET", "/fw/incoming/").result);
    expect(ports.map((port) => textAt(port, "id"))).toEqual(
      "http https bittorrent-main bittorrent-dht openvpn_routed openvpn_bridge ipsec_ike ipsec_nat pptp ftp ftp_pasv".split(
        " ",
      ),
    );
    expect(ports.filter((port) => objectAt(port)["enabled"] === true)).toEqual([
      {
        id: "https",
        type: "tcp",
        enabled: true,
        active: true,
        in_port: 13_107,
        min_port: 0,
        max_port: 65_535,
        readonly: false,
        netns: "init",
      },
    ]);
  });

  test("lie in the line's slice, those that can move", () => {
    const ports = listAt(boxClient(createWorld({ portRange: [16_384, 32_767] }))("GET", "/fw/incoming/").result);
    for (const port of ports) {
      expect(port).toMatchObject({ min_port: 16_384, max_port: 32_767 });
      const isInside = numberAt(port, "in_port") >= 16_384 && numberAt(port, "in_port") <= 32_767;
      expect(isInside).toBe(objectAt(port)["readonly"] === false);
    }
  });

  test("are switched and moved, and nothing else", () => {
    const world = createWorld({ portRange: [16_384, 32_767], incomingPorts: [{ id: "ftp", enabled: true }] });
    const call = boxClient(world);
    expect(call("GET", "/fw/incoming/ftp").result).toMatchObject({ enabled: true, active: true });
    expect(call("PUT", "/fw/incoming/ftp", { enabled: false, id: "x" }).result).toMatchObject({
      id: "ftp",
      enabled: false,
      active: false,
      in_port: 16_405,
    });
    expect(call("PUT", "/fw/incoming/http", { in_port: "20000" }).result).toMatchObject({ in_port: 20_000 });
    expect(call("GET", "/fw/incoming/http").result).toMatchObject({ in_port: 20_000, enabled: false });
    expect(call("PUT", "/fw/incoming/http", { in_port: 80 }).error_code).toBe("port_outside_range");
    expect(call("PUT", "/fw/incoming/http", { in_port: 32_768 }).error_code).toBe("port_outside_range");
    expect(call("PUT", "/fw/incoming/pptp", { in_port: 20_001 }).error_code).toBe("inval");
    expect(call("PUT", "/fw/incoming/pptp", { in_port: 1723, enabled: true }).result).toMatchObject({ active: true });
    expect(call("PUT", "/fw/incoming/http", { enabled: "perhaps" }).error_code).toBe("inval");
    expect(call("PUT", "/fw/incoming/http", "[]").error_code).toBe("invalid_request");
    expect(call("PUT", "/fw/incoming/what", {}).error_code).toBe("noent");
    expect(call("GET", "/fw/incoming/what").error_code).toBe("noent");
  });

  test("that no box has cannot be asked for", () => {
    expect(() => createWorld({ incomingPorts: [{ id: "gopher" }] })).toThrow(
      new TypeError('a box has no service "gopher"'),
    );
  });
});

describe("the DMZ", () => {
  test("is off, and turned on for a machine", () => {
    const call = boxClient(createWorld());
    expect(call("GET", "/fw/dmz/").result).toEqual({ enabled: false, ip: "" });
    expect(call("PUT", "/fw/dmz/", { enabled: true }).error_code).toBe("inval");
    expect(call("PUT", "/fw/dmz/", { enabled: true, ip: "192.168.1.42" }).result).toEqual({
      enabled: true,
      ip: "192.168.1.42",
    });
    expect(call("PUT", "/fw/dmz/", { enabled: false }).result).toEqual({ enabled: false, ip: "192.168.1.42" });
    expect(call("PUT", "/fw/dmz/", { ip: "" }).result).toEqual({ enabled: false, ip: "" });
    expect(call("PUT", "/fw/dmz/", { ip: "octopi" }).error_code).toBe("inval");
    expect(call("PUT", "/fw/dmz/", "1").error_code).toBe("invalid_request");
  });

  test("may be there from the start", () => {
    expect(boxClient(createWorld({ dmz: "192.168.1.50" }))("GET", "/fw/dmz/").result).toEqual({
      enabled: true,
      ip: "192.168.1.50",
    });
  });
});

describe("UPnP", () => {
  test("shows what programs opened, with the machine when it is known, and closes it", () => {
    const call = boxClient(
      createWorld({
        upnp: [
          { ext_port: 26_476, int_ip: "192.168.1.50", int_port: 32_400, desc: "Plex" },
          { ext_port: 53_644, int_ip: "192.168.1.44", proto: "udp" },
        ],
      }),
    );
    const [plex, other] = listAt(call("GET", "/upnpigd/redir/").result);
    expect(plex).toMatchObject({ id: "0.0.0.0-26476-tcp", enabled: true, host: { primary_name: "nas" } });
    expect(other).toEqual({
      id: "0.0.0.0-53644-udp",
      enabled: true,
      proto: "udp",
      ext_src_ip: "0.0.0.0",
      ext_port: 53_644,
      int_ip: "192.168.1.44",
      int_port: 53_644,
      desc: "",
      remaining: 0,
    });
    expect(call("DELETE", "/upnpigd/redir/0.0.0.0-26476-tcp").success).toBe(true);
    expect(call("DELETE", "/upnpigd/redir/0.0.0.0-26476-tcp").error_code).toBe("noent");
    expect(listAt(call("GET", "/upnpigd/redir/").result)).toHaveLength(1);
  });

  test("while off says so", () => {
    const call = boxClient(createWorld({ upnp: [{ ext_port: 1, int_ip: "192.168.1.50" }] }));
    expect(call("GET", "/upnpigd/config/").result).toEqual({ enabled: true, version: 1 });
    expect(call("PUT", "/upnpigd/config/", { enabled: false }).result).toEqual({ enabled: false, version: 1 });
    expect(call("GET", "/upnpigd/redir/").error_code).toBe("disabled");
    expect(call("DELETE", "/upnpigd/redir/0.0.0.0-1-tcp").error_code).toBe("disabled");
    expect(call("PUT", "/upnpigd/config/", { enabled: true, version: 2 }).result).toEqual({
      enabled: true,
      version: 2,
    });
    expect(call("PUT", "/upnpigd/config/", { version: 3 }).error_code).toBe("inval");
    expect(call("PUT", "/upnpigd/config/", "").error_code).toBe("invalid_request");
  });
});

describe("the LAN's settings", () => {
  test("are changed one by one", () => {
    const call = boxClient(createWorld());
    const before = objectAt(call("GET", "/lan/config/").result);
    expect(before).toEqual({
      name: "Freebox Server",
      name_dns: "freebox-server",
      name_mdns: "Freebox-Server",
      name_netbios: "Freebox_Server",
      ip: "192.168.1.254",
      mode: "router",
    });
    expect(call("PUT", "/lan/config/", { ip: "192.168.1.1", name_dns: "box" }).result).toEqual({
      ...before,
      ip: "192.168.1.1",
      name_dns: "box",
    });
    expect(call("PUT", "/lan/config/", { mode: "bridge" }).result).toMatchObject({ mode: "bridge", name_dns: "box" });
    expect(call("GET", "/lan/browser/pub/").error_code).toBe("nodev");
    expect(call("PUT", "/lan/config/", { ip: "here" }).error_code).toBe("invalid_gateway_ip");
    expect(call("PUT", "/lan/config/", { mode: "hub" }).error_code).toBe("inval");
    expect(call("PUT", "/lan/config/", { name: "" }).error_code).toBe("inval");
    expect(call("PUT", "/lan/config/", "[]").error_code).toBe("invalid_request");
  });

  test("may start in bridge mode", () => {
    expect(boxClient(createWorld({ lanMode: "bridge" }))("GET", "/lan/config/").result).toMatchObject({
      mode: "bridge",
    });
  });
});
