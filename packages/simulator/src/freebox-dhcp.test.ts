import { describe, expect, test } from "vitest";
import { boxClient } from "../test/ask.ts";
import { listAt, objectAt } from "../test/look.ts";
import { createWorld } from "./seeds.ts";

describe("the DHCP server", () => {
  test("is set up field by field; empty lists are written the way an Ultra does", () => {
    const call = boxClient(createWorld());
    const before = objectAt(call("GET", "/dhcp/config/").result);
    expect(before).toMatchObject({ dns: ["192.168.1.254", "", "", "", "", ""], options: {} });
    const put = (body: unknown) => call("PUT", "/dhcp/config/", body);
    expect(put({ ip_range_end: "192.168.1.100", gateway: "10.0.0.1" }).result).toEqual({
      ...before,
      ip_range_end: "192.168.1.100",
    });
    const options = [{ id: "ntp_server", val: "192.168.1.38" }];
    expect(put({ dns: ["9.9.9.9", ""], options }).result).toMatchObject({
      dns: ["9.9.9.9", "", "", "", "", ""],
      options,
    });
    expect(put({ options: {} }).result).toMatchObject({ options: {} });
  });

  test.each([
    [{ ip_range_start: "192.168.1.201" }, "inval_ip_range"],
    [{ ip_range_start: "192.168.0.2" }, "inval_ip_range_net"],
    [{ ip_range_end: "192.168.2.9" }, "inval_ip_range_net"],
    [{ dns: ["here"] }, "inval"],
    [{ dns: "9.9.9.9" }, "inval"],
    [{ options: [{ id: "ntp_server" }] }, "inval"],
    [{ options: 3 }, "inval"],
    [{ enabled: "perhaps" }, "inval"],
    ["[]", "invalid_request"],
  ])("refuses %j", (body, code) => {
    expect(boxClient(createWorld())("PUT", "/dhcp/config/", body).error_code).toBe(code);
  });
});

describe("the addresses given out", () => {
  test("are those of the machines that are there, static ones marked", () => {
    const call = boxClient(
      createWorld({
        now: () => 1_800_000_000_500,
        hosts: [
          { name: "octopi", mac: "b8:27:eb:12:34:56", ip: ["2a01:e0a:12:3450::42", "192.168.1.42"] },
          { name: "", mac: "02:00:00:00:00:01", ip: "192.168.1.43" },
          { name: "gone", mac: "02:00:00:00:00:02", ip: "192.168.1.44", active: false },
          { name: "v6", mac: "02:00:00:00:00:03", ip: "2a01:e0a:12:3450::43" },
        ],
        leases: [{ mac: "b8:27:eb:12:34:56", ip: "192.168.1.42", comment: "" }],
      }),
    );
    const [octopi, nameless, ...others] = listAt(call("GET", "/dhcp/dynamic_lease/").result);
    expect(octopi).toMatchObject({
      mac: "B8:27:EB:12:34:56",
      ip: "192.168.1.42",
      hostname: "octopi",
      is_static: true,
      lease_remaining: 0,
      assign_time: 1_800_000_000,
      refresh_time: 1_800_043_200,
    });
    expect(nameless).toMatchObject({ hostname: "02:00:00:00:00:01", is_static: false, lease_remaining: 43_200 });
    expect(others).toEqual([]);
  });
});

test("DHCPv6 is set up field by field", () => {
  const call = boxClient(createWorld({ dhcpv6: { enabled: true } }));
  expect(call("GET", "/dhcpv6/config/").result).toEqual({ enabled: true, use_custom_dns: false, dns: [] });
  const change = { use_custom_dns: true, dns: ["2620:0:ccc::a"] };
  expect(call("PUT", "/dhcpv6/config/", change).result).toEqual({ enabled: true, ...change });
  expect(call("PUT", "/dhcpv6/config/", { dns: ["9.9.9.9"] }).error_code).toBe("inval");
  expect(call("PUT", "/dhcpv6/config/", "7").error_code).toBe("invalid_request");
  expect(call("POST", "/dhcpv6/config/", {}).status).toBe(404);
});
