import { describe, expect, test } from "vitest";
import { toDmz, toMappings, toServices } from "./router-terms-ports.ts";

const port = { id: "openvpn_routed", enabled: true, active: true, type: "udp", in_port: 1194 };

describe("a service of the box", () => {
  test("holds its port once for each protocol", () => {
    const held = { kind: "service", wanPorts: [1194, 1194], name: "openvpn_routed" };
    expect(toServices(port)).toEqual([{ ...held, protocol: "udp" }]);
    expect(toServices({ ...port, type: "tcp" })).toEqual([{ ...held, protocol: "tcp" }]);
    expect(toServices({ ...port, type: "tcp_udp" })).toEqual([
      { ...held, protocol: "tcp" },
      { ...held, protocol: "udp" },
    ]);
    expect(toServices({ ...port, type: "sctp" })).toEqual([]);
  });

  test("holds it while enabled and active; one that does not tell counts", () => {
    const { active: _active, ...untold } = port;
    expect(toServices(untold)).toHaveLength(1);
    expect(toServices({ ...port, active: false })).toEqual([]);
    expect(toServices({ ...port, enabled: false })).toEqual([]);
  });
});

describe("a port a program opened", () => {
  const mapping = {
    id: "0.0.0.0-26476-tcp",
    enabled: true,
    proto: "tcp",
    ext_port: 26_476,
    int_ip: "192.168.1.49",
    int_port: 32_400,
  };

  test("leads to its machine while enabled", () => {
    expect(toMappings({ ...mapping, desc: "Plex" })).toEqual([
      {
        kind: "upnp",
        protocol: "tcp",
        wanPorts: [26_476, 26_476],
        lanAddress: "192.168.1.49",
        lanPort: 32_400,
        comment: "Plex",
      },
    ]);
    expect(toMappings({ ...mapping, proto: "udp" })).toMatchObject([{ protocol: "udp", comment: "" }]);
    expect(toMappings({ ...mapping, enabled: false })).toEqual([]);
    expect(toMappings({ ...mapping, proto: "icmp" })).toEqual([]);
  });
});

test("a DMZ is one when it is on and has a machine", () => {
  expect(toDmz({ enabled: true, ip: "192.168.1.42" })).toEqual([{ kind: "dmz", lanAddress: "192.168.1.42" }]);
  expect(toDmz({ enabled: false, ip: "192.168.1.42" })).toEqual([]);
  expect(toDmz({ enabled: true, ip: "" })).toEqual([]);
  expect(toDmz({ enabled: true })).toEqual([]);
});
