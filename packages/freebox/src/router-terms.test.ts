import { describe, expect, test } from "vitest";
import { fromForward, fromLease, isOwnersName, toForward, toLease, toLine, toStaticName } from "./router-terms.ts";

describe("a line", () => {
  test.each([
    ["up", "82.64.81.205", "82.64.81.205"],
    ["down", "82.64.81.205", undefined],
    ["going_up", "82.64.81.205", undefined],
    ["up", "82.67.00.00", undefined],
    ["up", "256.1.1.1", undefined],
    ["up", "1.2.3", undefined],
    ["up", "", undefined],
    ["up", undefined, undefined],
  ])("that is %s with the address %j has %j", (state, ipv4, expected) => {
    const line = toLine({ state, ...(ipv4 === undefined ? {} : { ipv4 }), ipv4_port_range: [16_384, 32_767] });
    expect(line).toEqual({
      up: state === "up",
      portRange: [16_384, 32_767],
      ...(expected === undefined ? {} : { ipv4: expected }),
    });
  });

  test("without a range has all ports; its IPv6 address is in lower case and only there while up", () => {
    expect(toLine({ state: "up", ipv6: "2A01:E30::1" })).toEqual({
      up: true,
      ipv6: "2a01:e30::1",
      portRange: [0, 65_535],
    });
    expect(toLine({ state: "up", ipv6: "" })).toEqual({ up: true, portRange: [0, 65_535] });
    expect(toLine({ state: "down", ipv6: "2a01:e30::1" })).toEqual({ up: false, portRange: [0, 65_535] });
  });
});

describe("a forward", () => {
  const rule = {
    id: 75,
    enabled: true,
    ip_proto: "tcp",
    wan_port_start: 7654,
    wan_port_end: 7660,
    lan_ip: "192.168.1.42",
    lan_port: 22,
    src_ip: "88.77.66.55",
    comment: "porchlight:taprest/ssh",
  };
  const forward = {
    kind: "forward",
    protocol: "tcp",
    wanPorts: [7654, 7660],
    lanAddress: "192.168.1.42",
    lanPort: 22,
    from: "88.77.66.55",
    enabled: true,
    comment: "porchlight:taprest/ssh",
  } as const;

  test("keeps everything, there and back", () => {
    expect(toForward(rule)).toEqual({ ...forward, ref: "75" });
    const { id: _id, ...written } = rule;
    expect(fromForward(forward)).toEqual(written);
  });

  test.each(["0.0.0.0", ""])("from %j is from anyone", (src_ip) => {
    expect(toForward({ ...rule, src_ip })).not.toHaveProperty("from");
  });

  test("without a source or a comment is from anyone and bears none", () => {
    const { src_ip: _source, comment: _comment, ...short } = rule;
    expect(toForward(short)).toMatchObject({ comment: "" });
    expect(toForward(short)).not.toHaveProperty("from");
    const { from: _from, ...anyone } = forward;
    expect(fromForward(anyone).src_ip).toBe("0.0.0.0");
  });

  test.each([{ ip_proto: "sctp" }, { wan_port_start: -1 }, { wan_port_end: 65_536 }, { wan_port_end: 7653 }])(
    "beyond words is left out: %j",
    (odd) => {
      expect(toForward({ ...rule, ...odd })).toBeUndefined();
    },
  );
});

test("a lease changes the case of its MAC, there and back", () => {
  const lease = { id: "B8:27:EB:12:34:56", mac: "B8:27:EB:12:34:56", ip: "192.168.1.42" };
  expect(toLease(lease)).toEqual({
    kind: "lease",
    mac: "b8:27:eb:12:34:56",
    address: "192.168.1.42",
    comment: "",
    ref: "B8:27:EB:12:34:56",
  });
  expect(fromLease(toLease({ ...lease, comment: "x" }))).toEqual({ mac: lease.mac, ip: lease.ip, comment: "x" });
});

test("a static name is in lower case without a final dot; one label below freeboxos.fr is the owner's", () => {
  expect(toStaticName({ id: "Taprest.Freeboxos.fr.", certs: {} })).toEqual({
    kind: "static-name",
    name: "taprest.freeboxos.fr",
  });
  const names = [
    "taprest.freeboxos.fr",
    "a-1.freeboxos.fr",
    "a.b.freeboxos.fr",
    "-a.freeboxos.fr",
    "freeboxos.fr",
    "a.fr",
  ];
  expect(names.filter(isOwnersName)).toEqual(["taprest.freeboxos.fr", "a-1.freeboxos.fr"]);
});
