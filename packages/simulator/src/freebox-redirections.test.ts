import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boxClient } from "../test/ask.ts";
import { objectAt } from "../test/look.ts";
import { createWorld } from "./seeds.ts";

const rule = { ip_proto: "tcp", wan_port_start: 7654, lan_ip: "192.168.1.42", lan_port: 22 };

describe("redirections", () => {
  test("none is a success without a result", () => {
    expect(boxClient(createWorld())("GET", "/fw/redir/")).toEqual({ status: 200, success: true });
  });

  test("a lean rule is made whole: defaults, host and name from the LAN, validity", () => {
    const call = boxClient(createWorld());
    const { result } = call("POST", "/fw/redir/", { ...rule, colour: "blue" });
    expect(result).toMatchObject({
      ...rule,
      id: 1,
      enabled: true,
      wan_port_end: 7654,
      src_ip: "0.0.0.0",
      comment: "",
      valid: true,
      hostname: "octopi",
      host: { id: "ether-b8:27:eb:12:34:56" },
    });
    expect(result).not.toHaveProperty("colour");
    expect(call("GET", "/fw/redir/1").result).toEqual(result);
    expect(call("GET", "/fw/redir/").result).toEqual([result]);
  });

  test("an address the LAN does not know has no host, and is its own name", () => {
    const { result } = boxClient(createWorld())("POST", "/fw/redir/", { ...rule, lan_ip: "192.168.1.77" });
    expect(result).toMatchObject({ hostname: "192.168.1.77" });
    expect(result).not.toHaveProperty("host");
  });

  test("a known machine without a name goes by its address", () => {
    const world = createWorld({ hosts: [{ name: "", mac: "02:00:00:00:00:01", ip: "192.168.1.9" }] });
    const { result } = boxClient(world)("POST", "/fw/redir/", { ...rule, lan_ip: "192.168.1.9" });
    expect(result).toMatchObject({ hostname: "192.168.1.9", host: { id: "ether-02:00:00:00:00:01" } });
  });

  test.each([
    ["POST", "/fw/redir/", "Impossible d'ajouter la redirection : Paramètre invalide"],
    ["PUT", "/fw/redir/9", "Impossible de modifier la redirection : Entrée non trouvée"],
    ["DELETE", "/fw/redir/9", "Impossible de supprimer la redirection : Entrée non trouvée"],
  ])("%s %s is refused in French", (method, path, msg) => {
    expect(boxClient(createWorld())(method, path, {})).toMatchObject({ success: false, msg });
  });

  test("PUT is partial and keeps the id; DELETE gives no result; ids are never used again", () => {
    const world = createWorld();
    const call = boxClient(world);
    call("POST", "/fw/redir/", rule);
    expect(call("PUT", "/fw/redir/1", { enabled: "0" }).result).toMatchObject({ ...rule, id: 1, enabled: false });
    expect(call("DELETE", "/fw/redir/1")).toEqual({ status: 200, success: true });
    expect(call("POST", "/fw/redir/", rule).result).toMatchObject({ id: 2 });
    for (const method of ["GET", "PUT", "DELETE"])
      expect(call(method, "/fw/redir/1", method === "PUT" ? {} : undefined)).toMatchObject({
        status: 200,
        success: false,
        error_code: "noent",
      });
    expect(world.redirections).toHaveLength(1);
  });

  test.each([
    ["another rule at the same port", { ...rule, lan_port: 23 }, "exist"],
    ["a range over it", { ...rule, wan_port_start: 7000, wan_port_end: 8000, lan_port: 7000 }, "exist"],
    ["the same port for udp", { ...rule, ip_proto: "udp" }, undefined],
    ["the same port, disabled", { ...rule, enabled: false }, undefined],
    ["no protocol", { ...rule, ip_proto: "both" }, "inval"],
    ["start after end", { ...rule, wan_port_start: 9000, wan_port_end: 8000 }, "inval"],
    ["port 0", { ...rule, wan_port_start: 0 }, "inval"],
    [
      "a range whose last LAN port is none",
      { ...rule, wan_port_start: 1, wan_port_end: 10, lan_port: 65_530 },
      "inval",
    ],
    ["no LAN address", { ...rule, lan_ip: "octopi" }, "inval"],
    ["no source address", { ...rule, src_ip: "10.0.0.0/8" }, "inval"],
    ["a long comment", { ...rule, wan_port_start: 1, comment: "x".repeat(64) }, "inval"],
    ["a comment of 63", { ...rule, wan_port_start: 1, comment: "x".repeat(63) }, undefined],
    ["enabled: maybe", { ...rule, wan_port_start: 1, enabled: "maybe" }, "inval"],
    ["a text of digits", { ...rule, wan_port_start: "1", lan_port: "22", enabled: "1" }, undefined],
  ])("%s", (_what, body, code) => {
    const call = boxClient(createWorld());
    call("POST", "/fw/redir/", rule);
    expect(call("POST", "/fw/redir/", body).error_code).toBe(code);
  });

  test("a disabled rule cannot be enabled over another", () => {
    const call = boxClient(createWorld());
    call("POST", "/fw/redir/", rule);
    call("POST", "/fw/redir/", { ...rule, enabled: false });
    expect(call("PUT", "/fw/redir/2", { enabled: true }).error_code).toBe("exist");
    expect(call("PUT", "/fw/redir/2", { lan_port: 0 }).error_code).toBe("inval");
    expect(call("PUT", "/fw/redir/1", { comment: "same rule" }).success).toBe(true);
  });

  test("a shared line has its slice of ports, and a rule outside it is not valid", () => {
    const old = {
      ...rule,
      wan_port_end: 7654,
      enabled: true,
      ip_proto: "tcp" as const,
      src_ip: "0.0.0.0",
      comment: "",
    };
    const call = boxClient(createWorld({ portRange: [16_384, 32_767], redirections: [old] }));
    expect(call("GET", "/fw/redir/1").result).toMatchObject({ valid: false });
    expect(call("POST", "/fw/redir/", { ...rule, wan_port_start: 7655 }).error_code).toBe("port_outside_range");
    expect(call("POST", "/fw/redir/", { ...rule, wan_port_start: 16_384 }).result).toMatchObject({ valid: true });
    expect(call("PUT", "/fw/redir/1", { comment: "still outside" }).error_code).toBe("port_outside_range");
    const off = call("PUT", "/fw/redir/1", { enabled: false });
    expect(off.result).toMatchObject({ enabled: false, valid: false });
    expect(call("PUT", "/fw/redir/1", { enabled: true }).error_code).toBe("port_outside_range");
    const moved = { enabled: false, wan_port_start: 80, wan_port_end: 80 };
    expect(call("PUT", "/fw/redir/1", moved).error_code).toBe("port_outside_range");
  });

  test("strictRedir wants the long body, and everything repeated", () => {
    const call = boxClient(createWorld({ switches: { strictRedir: true } }));
    expect(call("POST", "/fw/redir/", rule).error_code).toBe("internal_error");
    const long = { ...rule, comment: "", id: 0, hostname: "", host: "", valid: false };
    const { result } = call("POST", "/fw/redir/", long);
    expect(result).toMatchObject({ id: 1, valid: true });
    expect(call("PUT", "/fw/redir/1", { enabled: false }).error_code).toBe("internal_error");
    const now = objectAt(result);
    const { hostname, host, valid } = now;
    expect(call("PUT", "/fw/redir/1", { enabled: false, hostname: "", host: {}, valid }).error_code).toBe(
      "internal_error",
    );
    expect(call("PUT", "/fw/redir/1", { enabled: false, hostname, host, valid }).result).toMatchObject({
      enabled: false,
    });
    const { result: unknown } = call("POST", "/fw/redir/", { ...long, wan_port_start: 1, lan_ip: "192.168.1.99" });
    expect(call("PUT", "/fw/redir/2", { ...objectAt(unknown), comment: "no host to repeat" }).success).toBe(true);
  });

  test("enabled rules of one protocol never share a port, whatever is asked", () => {
    const port = fc.integer({ min: 1, max: 12 });
    const wish = fc.record({
      ip_proto: fc.constantFrom("tcp", "udp"),
      wan_port_start: port,
      wan_port_end: port,
      lan_port: port,
      lan_ip: fc.constant("192.168.1.42"),
      enabled: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom("POST", "PUT"), fc.integer({ min: 1, max: 6 }), wish)), (steps) => {
        const world = createWorld();
        const call = boxClient(world);
        for (const [method, id, body] of steps)
          call(method, method === "POST" ? "/fw/redir/" : `/fw/redir/${id}`, body);
        const held = world.redirections
          .filter(({ enabled }) => enabled)
          .flatMap(({ ip_proto, wan_port_start: start, wan_port_end: end }) =>
            Array.from({ length: end - start + 1 }, (_, offset) => `${ip_proto}/${start + offset}`),
          );
        expect(new Set(held).size).toBe(held.length);
      }),
    );
  });
});
