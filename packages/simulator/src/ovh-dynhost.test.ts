import { describe, expect, test } from "vitest";
import { ovhClient, requestOf } from "../test/ask.ts";
import { objectAt } from "../test/look.ts";
import { ovhAnswer } from "./ovh.ts";
import { createWorld, type WorldOptions } from "./seeds.ts";
import type { World, Zone } from "./world.ts";

const start = (options: WorldOptions = {}) => {
  const world = createWorld(options);
  const zone = world.zones.get("taprest.fr");
  if (zone === undefined) throw new Error("the world has its zone");
  const ask = ovhClient(world);
  const call = (method: string, path: string, body?: object) => ask(method, `/domain/zone/taprest.fr${path}`, body);
  return { world, zone, ask, call };
};

const stored = ({ stored: records }: Zone): string[] =>
  records.map(({ subDomain, fieldType, target, ttl }) => `${subDomain} ${ttl} ${fieldType} ${target}`);

const update = (world: World, query: string, user = "taprest.fr-home:twelve characters") => {
  const headers = { authorization: `Basic ${Buffer.from(user).toString("base64")}` };
  const { status, body } = ovhAnswer(world, requestOf("GET", `/nic/update?${query}`, undefined, headers));
  return [status, objectAt(body)["plainText"]];
};

describe("DynHost", () => {
  test("a record is an address with a ttl of 60", () => {
    const { zone, call } = start({ records: [] });
    expect(call("POST", "/dynHost/record", { ip: "192.0.2.1", subDomain: "*" }).status).toBe(400);
    expect(call("POST", "/dynHost/record", { subDomain: "a" }).status).toBe(400);
    const { body } = call("POST", "/dynHost/record", { ip: "2001:db8::1" });
    expect(body).toMatchObject({ ip: "2001:db8::1", subDomain: "", ttl: 60 });
    expect(stored(zone)).toEqual([" 60 AAAA 2001:db8::1"]);
    const path = `/dynHost/record/${String(objectAt(body)["id"])}`;
    expect(call("PUT", path, { ip: "no" }).status).toBe(400);
    expect(call("PUT", path, { ip: "192.0.2.2", subDomain: null }).status).toBe(200);
    expect(stored(zone)).toEqual([" 60 A 192.0.2.2"]);
    expect(call("GET", "/dynHost/record?subDomain=x").body).toEqual([]);
    expect(call("PATCH", path).status).toBe(403);
    expect(call("DELETE", path).status).toBe(200);
  });

  test("a login has a password of 12 to 512 characters, and is there once", () => {
    const { call } = start();
    const wanted = { loginSuffix: "home", password: "twelve characters", subDomain: "*" };
    expect(call("POST", "/dynHost/login", { ...wanted, subDomain: undefined }).status).toBe(400);
    for (const password of ["short", "x".repeat(513)])
      expect(call("POST", "/dynHost/login", { ...wanted, password }).body).toMatchObject({
        message: "{'password': ['Length must be between 12 and 512.']}",
      });
    expect(call("POST", "/dynHost/login", wanted).body).toEqual({
      login: "taprest.fr-home",
      subDomain: "*",
      zone: "taprest.fr",
    });
    expect(call("POST", "/dynHost/login", wanted).status).toBe(409);
    expect(call("GET", "/dynHost/login?login=taprest%25&subDomain=*").body).toEqual(["taprest.fr-home"]);
    const path = "/dynHost/login/taprest.fr-home";
    expect(call("POST", `${path}/changePassword`, { password: "short" }).status).toBe(400);
    expect(call("GET", `${path}/else`).status).toBe(404);
    expect(call("PUT", path, {}).status).toBe(200);
    expect(call("POST", path).status).toBe(404);
    expect(call("GET", "/dynHost/login/none").status).toBe(404);
  });

  test("updates answer in the words of the protocol", () => {
    const { world, call } = start({ records: [{ fieldType: "A", subDomain: "dyn", target: "192.0.2.1", ttl: 60 }] });
    call("POST", "/dynHost/login", { loginSuffix: "home", password: "twelve characters", subDomain: "dyn" });
    expect(update(world, "hostname=dyn.taprest.fr&myip=192.0.2.1")).toEqual([200, "nochg 192.0.2.1"]);
    expect(update(world, "hostname=DYN.taprest.fr.&myip=192.0.2.2")).toEqual([200, "good 192.0.2.2"]);
    expect(update(world, "hostname=taprest.fr&myip=192.0.2.2")).toEqual([200, "nohost"]);
    expect(update(world, "hostname=dyn.example.org&myip=192.0.2.2")).toEqual([200, "nohost"]);
    expect(update(world, "myip=192.0.2.2")).toEqual([200, "notfqdn"]);
    expect(update(world, "hostname=dyn.taprest.fr")).toEqual([200, "badrequest"]);
    expect(update(world, "hostname=dyn.taprest.fr&myip=192.0.2.2", "taprest.fr-home:x")).toEqual([401, "badauth"]);
    expect(ovhAnswer(world, requestOf("GET", "/nic/update", undefined)).status).toBe(401);
  });
});
