import { describe, expect, test } from "vitest";
import { boxClient } from "../test/ask.ts";
import { listAt } from "../test/look.ts";
import { createWorld } from "./seeds.ts";

describe("LAN", () => {
  test("shows its hosts, each alone, and its interfaces", () => {
    const call = boxClient(createWorld());
    const list = listAt(call("GET", "/lan/browser/pub/").result);
    expect(list).toHaveLength(2);
    expect(call("GET", "/lan/browser/pub/ether-b8:27:eb:12:34:56/").result).toEqual(list[0]);
    expect(call("GET", "/lan/browser/wifiguest/")).toEqual({ status: 200, success: true });
    expect(call("GET", "/lan/browser/interfaces/").result).toEqual([
      { name: "pub", host_count: 2 },
      { name: "wifiguest", host_count: 0 },
    ]);
    expect(call("GET", "/lan/config/").result).toMatchObject({ mode: "router", ip: "192.168.1.254" });
  });

  test("knows the kinds of machines, in bridge mode too", () => {
    const world = createWorld();
    world.lan.mode = "bridge";
    const call = boxClient(world);
    const types = listAt(call("GET", "/lan/browser/types/").result);
    expect(types.slice(0, 1)).toEqual([
      {
        icon: "/resources/images/lan/ic_device_computer.png",
        type: "workstation",
        name: "Ordinateur",
        category: "personal_device",
      },
    ]);
    expect(types.length).toBeGreaterThan(1);
    expect(call("PUT", "/lan/browser/types/", {}).status).toBe(404);
  });

  test("renames a host, which is then the owner's word", () => {
    const call = boxClient(createWorld());
    const id = "ether-b8:27:eb:12:34:56";
    const wish = { id, primary_name: "printer", host_type: "other", persistent: true };
    const { result } = call("PUT", `/lan/browser/pub/${id}/`, wish);
    expect(result).toMatchObject({
      primary_name: "printer",
      primary_name_manual: true,
      persistent: true,
      host_type: "other",
    });
    expect(call("POST", `/lan/browser/pub/${id}/`, {}).status).toBe(404);
  });

  test("forgets a host, and wakes one without telling whether it woke", () => {
    const call = boxClient(createWorld());
    const id = "ether-b8:27:eb:12:34:56";
    expect(call("DELETE", `/lan/browser/pub/${id}/`)).toEqual({ status: 200, success: true });
    expect(call("DELETE", `/lan/browser/pub/${id}/`).error_code).toBe("nohost");
    const wake = (side: string, body: unknown) => call("POST", `/lan/wol/${side}/`, body);
    expect(wake("pub", { mac: "b8:27:eb:12:34:56", password: "" })).toEqual({ status: 200, success: true });
    expect(wake("pub", { mac: "here" }).error_code).toBe("inval");
    expect(wake("vlan", { mac: "b8:27:eb:12:34:56" }).error_code).toBe("inval");
    expect(wake("pub", "no").error_code).toBe("invalid_request");
    expect(call("GET", "/lan/wol/pub/").status).toBe(404);
  });

  test("knows no other interface, no other host, and nobody in bridge mode", () => {
    const world = createWorld();
    const call = boxClient(world);
    expect(call("GET", "/lan/browser/vlan/").error_code).toBe("nodev");
    expect(call("GET", "/lan/browser/pub/ether-00:00:00:00:00:00").error_code).toBe("nohost");
    world.lan.mode = "bridge";
    expect(call("GET", "/lan/browser/pub/").error_code).toBe("nodev");
    expect(call("GET", "/lan/config/").result).toMatchObject({ mode: "bridge" });
  });

  test("a host of several addresses uses the first; one without a name has no names", () => {
    const seed = { name: "", mac: "02:00:00:00:00:01", ip: ["192.168.1.9", "fe80::1"], active: false };
    const [host] = listAt(boxClient(createWorld({ hosts: [seed] }))("GET", "/lan/browser/pub/").result);
    expect(host).not.toHaveProperty("names");
    expect(host).toMatchObject({
      reachable: false,
      l3connectivities: [
        { addr: "192.168.1.9", af: "ipv4", active: false },
        { addr: "fe80::1", af: "ipv6", active: false },
      ],
    });
    const named = { ...seed, names: [{ name: "a", source: "mdns" }] };
    const [other] = listAt(boxClient(createWorld({ hosts: [named] }))("GET", "/lan/browser/pub/").result);
    expect(other).toMatchObject({ names: [{ name: "a", source: "mdns" }] });
  });
});
