import { describe, expect, test } from "vitest";
import { boxClient } from "../test/ask.ts";
import { createWorld } from "./seeds.ts";

describe("static leases", () => {
  const lease = { mac: "b8:27:eb:12:34:56", ip: "192.168.1.42", comment: "printer" };

  test("are made, read, changed and removed by MAC, in either case", () => {
    const call = boxClient(createWorld());
    const { result } = call("POST", "/dhcp/static_lease/", lease);
    expect(result).toMatchObject({
      id: "B8:27:EB:12:34:56",
      mac: "B8:27:EB:12:34:56",
      hostname: "octopi",
      options: {},
    });
    expect(call("GET", "/dhcp/static_lease/b8:27:eb:12:34:56").result).toEqual(result);
    expect(call("GET", "/dhcp/static_lease/").result).toEqual([result]);
    const moved = call("PUT", "/dhcp/static_lease/B8:27:EB:12:34:56", { ip: "192.168.1.43" });
    expect(moved.result).toMatchObject({ ip: "192.168.1.43", comment: "printer", id: "B8:27:EB:12:34:56" });
    expect(call("DELETE", "/dhcp/static_lease/B8:27:EB:12:34:56")).toEqual({ status: 200, success: true });
    expect(call("GET", "/dhcp/static_lease/B8:27:EB:12:34:56").error_code).toBe("noent");
    expect(call("GET", "/dhcp/static_lease/")).toEqual({ status: 200, success: true });
  });

  test("an unknown machine goes by its MAC", () => {
    const { result } = boxClient(createWorld())("POST", "/dhcp/static_lease/", {
      mac: "00:00:00:11:11:11",
      ip: "192.168.1.9",
    });
    expect(result).toMatchObject({ hostname: "00:00:00:11:11:11", comment: "" });
    expect(result).not.toHaveProperty("host");
  });

  test("a known machine without a name goes by its MAC too", () => {
    const world = createWorld({ hosts: [{ name: "", mac: "02:00:00:00:00:01", ip: "192.168.1.9" }] });
    const body = { mac: "02:00:00:00:00:01", ip: "192.168.1.9" };
    const { result } = boxClient(world)("POST", "/dhcp/static_lease/", body);
    expect(result).toMatchObject({ hostname: "02:00:00:00:00:01", host: { id: "ether-02:00:00:00:00:01" } });
  });

  test.each([
    ["GET", "récupérer"],
    ["PUT", "modifier"],
    ["DELETE", "supprimer"],
  ])("%s of one that is not there says so", (method, action) => {
    const body = method === "PUT" ? {} : undefined;
    expect(boxClient(createWorld())(method, "/dhcp/static_lease/00:00:00:00:00:00", body)).toMatchObject({
      error_code: "noent",
      msg: `Impossible de ${action} le bail : Entrée non trouvée`,
    });
  });

  test("refuses what cannot be", () => {
    const call = boxClient(createWorld({ leases: [{ mac: "00:11:32:aa:bb:cc", ip: "192.168.1.50", comment: "" }] }));
    const create = (body: object) => call("POST", "/dhcp/static_lease/", body);
    expect(create({ ip: lease.ip })).toMatchObject({ error_code: "invalid_request", msg: "Adresse mac invalide" });
    expect(create({ mac: lease.mac }).error_code).toBe("inval");
    expect(create({ ...lease, comment: 1 }).error_code).toBe("inval");
    expect(create({ ...lease, ip: "192.168.1.50" }).error_code).toBe("exist");
    expect(create({ ...lease, mac: "00:11:32:AA:BB:CC" }).error_code).toBe("exist");
    expect(create(lease).success).toBe(true);
    const change = (body: object) => call("PUT", "/dhcp/static_lease/B8:27:EB:12:34:56", body).error_code;
    expect(change({ ip: "192.168.1.50" })).toBe("exist");
    expect(change({ ip: "" })).toBe("inval");
    expect(call("PATCH", "/dhcp/static_lease/B8:27:EB:12:34:56").status).toBe(404);
  });
});
