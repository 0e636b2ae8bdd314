import { describe, expect, test } from "vitest";
import { boxClient, requestOf } from "../test/ask.ts";
import { listAt, textAt } from "../test/look.ts";
import { freeboxAnswer } from "./freebox.ts";
import { createWorld } from "./seeds.ts";

const reserve = (prefix: unknown, domain: unknown = "freeboxos.fr") => ({ prefix, domain });

describe("names", () => {
  test("one is reserved, owned, and given up; the automatic one stays", () => {
    const call = boxClient(createWorld());
    expect(call("GET", "/domain/availability/taprest").result).toEqual({ available: true });
    expect(call("POST", "/domain/reserve/", reserve("Taprest")).result).toEqual({
      id: "taprest.freeboxos.fr",
      type: "custom",
      certs: {},
      owner: "user",
    });
    expect(call("GET", "/domain/availability/taprest.freeboxos.fr").result).toEqual({ available: false });
    expect(call("POST", "/domain/reserve/", reserve("taprest")).error_code).toBe("exists");
    const [automatic, mine] = listAt(call("GET", "/domain/owned/").result);
    expect(automatic).toMatchObject({ type: "auto", owner: "freebox" });
    expect(call("GET", "/domain/owned/taprest.freeboxos.fr").result).toEqual(mine);
    expect(call("DELETE", "/domain/owned/taprest.freeboxos.fr").success).toBe(true);
    expect(call("DELETE", "/domain/owned/taprest.freeboxos.fr").error_code).toBe("noent");
    expect(call("DELETE", `/domain/owned/${textAt(automatic, "id")}`).error_code).toBe("inval");
    expect(call("PUT", `/domain/owned/${textAt(automatic, "id")}`).status).toBe(404);
    expect(call("GET", "/domain/config").result).toEqual({ default_domain: textAt(automatic, "id") });
  });

  test("the default name is chosen among those it has, and discovery tells it", () => {
    const world = createWorld({ domains: [{ id: "box.example.org" }] });
    const call = boxClient(world);
    const automatic = textAt(call("GET", "/domain/config").result, "default_domain");
    const announced = () =>
      textAt(freeboxAnswer(world, requestOf("GET", "/api_version", undefined)).body, "api_domain");
    expect(announced()).toBe(automatic);
    expect(call("PUT", "/domain/config", { default_domain: "Box.example.org" }).result).toEqual({
      default_domain: "box.example.org",
    });
    expect(announced()).toBe("box.example.org");
    expect(call("PUT", "/domain/config", { default_domain: "elsewhere.example.org" }).error_code).toBe("noent");
    expect(call("PUT", "/domain/config", "[]").error_code).toBe("invalid_request");
    call("DELETE", "/domain/owned/box.example.org");
    expect(announced()).toBe(automatic);
  });

  test.each([
    [reserve("www"), "exists"],
    [reserve("a.b"), "inval"],
    [reserve("-a"), "inval"],
    [reserve(7), "inval"],
    [reserve("a", "example.org"), "inval"],
    [{ prefix: "a" }, undefined],
  ])("reserving %j", (body, code) => {
    expect(boxClient(createWorld())("POST", "/domain/reserve/", body).error_code).toBe(code);
  });

  test("an own name is taken as it is, once", () => {
    const call = boxClient(createWorld({ domains: [{ id: "box.example.org" }] }));
    expect(call("POST", "/domain/owned/", { id: "test.fbx.lan" }).result).toMatchObject({
      type: "custom",
      owner: "user",
    });
    expect(call("POST", "/domain/owned/", { id: "box.example.org" }).error_code).toBe("exists");
    expect(call("POST", "/domain/owned/", { id: "no name" }).error_code).toBe("inval");
    expect(call("POST", "/domain/owned/", {}).error_code).toBe("inval");
  });

  test("a delayed name stays out of the list for as many reads", () => {
    const world = createWorld({ staticNameDelayReads: 2, switches: { reservedType: "freebox" } });
    const call = boxClient(world);
    call("POST", "/domain/reserve/", reserve("taprest"));
    expect(call("GET", "/domain/owned/taprest.freeboxos.fr").error_code).toBe("noent");
    const count = () => listAt(call("GET", "/domain/owned/").result).length;
    expect([count(), count(), count()]).toEqual([1, 1, 2]);
    expect(call("GET", "/domain/owned/taprest.freeboxos.fr").result).toMatchObject({ type: "freebox" });
  });

  test("a box without the chapter does not know its paths", () => {
    const call = boxClient(createWorld({ switches: { domainApi: "missing" } }));
    expect(call("GET", "/domain/owned/").status).toBe(404);
  });
});
