import { describe, expect, test } from "vitest";
import { ovhClient } from "../test/ask.ts";
import { objectAt } from "../test/look.ts";
import { linesOf } from "./ovh-zone-file.ts";
import { deployZones } from "./ovh-zones.ts";
import { createWorld, type WorldOptions } from "./seeds.ts";
import type { Zone } from "./world.ts";

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

describe("paths", () => {
  test.each([
    ["POST", "/task"],
    ["PUT", "/task/1"],
    ["POST", "/history"],
    ["POST", "/option"],
    ["PUT", "/dynHost"],
    ["PUT", "/dynHost/record"],
    ["PUT", "/dynHost/login"],
    ["PUT", "/redirection"],
    ["GET", "/record/1/2"],
    ["GET", "/status/1"],
    ["GET", "/task/1/2/3"],
    ["DELETE", "/soa"],
  ])("%s %s is no URL, or nothing is there", (method, path) => {
    expect(start().call(method, path, {}).status).toBe(404);
  });

  test.each([
    ["POST", "/me/api/application"],
    ["PUT", "/me/api/application/1"],
    ["POST", "/me/api/credential"],
    ["PATCH", "/me/api/credential/1"],
    ["POST", "/me/api/credential/1/application"],
    ["GET", "/me/api/credential/1/else"],
    ["GET", "/me/api/credential/1/2/3"],
    ["PUT", "/me/api/oauth2/client"],
    ["GET", "/me/api/oauth2/else"],
    ["GET", "/me/api/else"],
    ["GET", "/me/api/application/9"],
    ["GET", "/me/api/credential/9"],
    ["GET", "/me/api/oauth2/client/x"],
  ])("%s %s is none, or nothing is there", (method, path) => {
    const { world, ask } = start();
    world.ovh.rules = ["GET", "POST", "PUT", "DELETE", "PATCH"].map((verb) => ({ method: verb, path: "/*" }));
    expect(ask(method, path, {}).status).toBe(404);
  });
});

const taskOf = (body: unknown): string => String(objectAt(body)["id"]);

describe("tasks", () => {
  const file =
    '$TTL 3600\n$ORIGIN taprest.fr.\n@ IN SOA ns. me. (\n 1 2 ; serial\n 3 4 5 )\nhome 60 IN A 192.0.2.1\n IN TXT "a;(b" "c"\n';
  test("a zone file is understood as OVH's own is written", () => {
    expect(linesOf(file, "taprest.fr")).toEqual([
      { fieldType: "A", subDomain: "home", target: "192.0.2.1", ttl: 60 },
      { fieldType: "TXT", subDomain: "home", target: '"a;(b" "c"', ttl: 0 },
    ]);
    expect(linesOf("www.taprest.fr. CNAME @", "taprest.fr")).toMatchObject([{ subDomain: "www", target: "@" }]);
    for (const wrong of ["other.example. A 192.0.2.1", "home IN", "home 60"])
      expect(linesOf(wrong, "taprest.fr")).toBeUndefined();
  });

  test("go on by being looked at, take effect when done, and are then over", () => {
    const { zone, call } = start();
    const lastId = Math.max(...zone.stored.map(({ id }) => id));
    const made = call("POST", "/import", { zoneFile: file });
    expect(made.body).toMatchObject({ function: "ZoneImport", status: "todo", doneDate: null, canCancel: true });
    const id = taskOf(made.body);
    const states = [1, 2, 3].map(() => objectAt(call("GET", `/task/${id}`).body)["status"]);
    expect(states).toEqual(["todo", "doing", "done"]);
    expect(stored(zone)).toEqual(["home 60 A 192.0.2.1", 'home 0 TXT "a;(bc"']);
    expect(zone.served).toEqual(zone.stored);
    expect(zone.stored.every((record) => record.id > lastId)).toBe(true);
    expect(call("POST", `/task/${id}/cancel`).status).toBe(400);
    expect(call("POST", `/task/${id}/relaunch`).status).toBe(400);
    expect(call("GET", "/task?status=done").body).toEqual([Number(id)]);
    expect(call("GET", "/task?function=ZoneRestore").body).toEqual([]);
  });

  test("may be hurried, cancelled and begun again; unknown ones are not there", () => {
    const { call } = start({ switches: { taskEnd: "error", otherVoidStatus: 204 } });
    const id = taskOf(call("POST", "/import", { zoneFile: file }).body);
    expect(call("POST", `/task/${id}/cancel`).status).toBe(204);
    expect(call("GET", `/task/${id}`).body).toMatchObject({ status: "cancelled", canRelaunch: true });
    expect(call("POST", `/task/${id}/relaunch`).status).toBe(204);
    expect(call("POST", `/task/${id}/accelerate`).status).toBe(204);
    call("GET", `/task/${id}`);
    expect(call("GET", `/task/${id}`).body).toMatchObject({ status: "error" });
    expect(call("POST", `/task/${id}/relaunch`).status).toBe(204);
    expect(call("GET", "/task/99").status).toBe(404);
    expect(call("POST", `/task/${id}/else`).status).toBe(404);
  });

  test("may vanish once seen ended", () => {
    const { call } = start({ switches: { taskVanishes: true } });
    const id = taskOf(call("POST", "/import", { zoneFile: file }).body);
    expect([1, 2, 3, 4].map(() => call("GET", `/task/${id}`).status)).toEqual([200, 200, 200, 404]);
  });

  test("an import without a zone file, or with another zone's, is refused", () => {
    const { call } = start();
    expect(call("POST", "/import", {}).status).toBe(400);
    expect(call("POST", "/import", { zoneFile: "x.example. A 192.0.2.1" }).status).toBe(400);
  });

  test("each deployment is a point to go back to", () => {
    let now = 1_700_000_000_000;
    const { zone, call } = start({ now: () => now });
    const before = stored(zone);
    call("POST", "/refresh");
    call("POST", "/record", { fieldType: "A", subDomain: "x", target: "192.0.2.1" });
    now += 1000;
    call("POST", "/refresh");
    const date = new Date(now - 1000).toISOString();
    expect(call("GET", "/history").body).toEqual([date, new Date(now).toISOString()]);
    expect(call("GET", `/history?creationDate.to=${date}`).body).toEqual([date]);
    expect(call("GET", `/history/${date}`).body).toMatchObject({ creationDate: date });
    expect(call("GET", "/history/2001").status).toBe(404);
    expect(call("PUT", `/history/${date}`).status).toBe(404);
    const id = taskOf(call("POST", `/history/${date}/restore`).body);
    for (const _ of [1, 2]) call("GET", `/task/${id}`);
    expect(stored(zone)).toEqual(before);
  });
});

describe("the zone as a whole", () => {
  test("a reset leaves a new zone, its name servers alone, or has addresses of ours", () => {
    const { zone, call } = start({ records: [] });
    call("POST", "/reset");
    expect(stored(zone).length).toBe(8);
    call("POST", "/reset", { DnsRecords: [{ fieldType: "A", target: "192.0.2.1" }] });
    expect(stored(zone)).toContain(" 0 A 192.0.2.1");
    expect(stored(zone).length).toBe(8);
    call("POST", "/reset", { minimized: true });
    expect(stored(zone).every((record) => record.includes(" NS "))).toBe(true);
  });

  test("the start of authority is written where it fits", () => {
    const { call } = start();
    const serial = objectAt(call("GET", "/soa").body)["serial"];
    expect(call("PUT", "/soa", { ttl: 60, serial: 1 })).toMatchObject({ status: 200, body: null });
    expect(call("GET", "/soa").body).toMatchObject({ ttl: 60, serial });
    expect(call("PUT", "/soa", { ttl: "x" }).status).toBe(400);
    expect(call("PUT", "/soa", []).body).toMatchObject({ message: "Invalid body" });
  });

  test("a refresh beside another may be refused; export may show what is served", () => {
    const switches = { refreshWhileRunning: "refused", exportShows: "served" } as const;
    const { world, call } = start({ deployDelay: "manual", switches, records: [] });
    call("POST", "/record", { fieldType: "A", subDomain: "x", target: "192.0.2.1" });
    expect(call("POST", "/refresh").status).toBe(204);
    expect(call("POST", "/refresh").status).toBe(409);
    expect(call("GET", "/export").body).not.toContain("192.0.2.1");
    deployZones(world);
    expect(call("GET", "/export").body).toContain("192.0.2.1");
    expect(call("POST", "/refresh").status).toBe(204);
  });

  test("contacts, renewal, options and the end of the service", () => {
    const { zone, call } = start();
    expect(call("POST", "/changeContact", { contactTech: "yy2-ovh", contactAdmin: "yy2-ovh" }).body).toEqual([1, 2]);
    expect(call("PUT", "/serviceInfos", { renew: { period: 12 } }).status).toBe(200);
    expect(call("PUT", "/serviceInfos", {}).status).toBe(400);
    expect(call("GET", "/serviceInfos").body).toMatchObject({ contactTech: "yy2-ovh", renew: { period: 12 } });
    zone.chapters.options["dnsAnycast"] = { ...zone.chapters.renew };
    expect(call("GET", "/option").body).toEqual(["dnsAnycast"]);
    expect(call("POST", "/option/dnsAnycast").status).toBe(404);
    expect(call("GET", "/option/dnsAnycast/else").status).toBe(404);
    expect(call("POST", "/option/dnsAnycast/serviceInfos").status).toBe(404);
    expect(call("GET", "/option/none").status).toBe(404);
    expect(call("POST", "/confirmTermination", { token: "" }).status).toBe(400);
    call("POST", "/terminate");
    expect(call("POST", "/confirmTermination", { token: "x" }).status).toBe(400);
    expect(call("POST", "/confirmTermination", { token: zone.chapters.terminationToken }).status).toBe(200);
    expect(zone.chapters.terminated).toBe(true);
  });

  test("DNSSEC is on its way before it is on, or off", () => {
    const { call } = start();
    for (const [method, states] of [
      ["POST", ["enableInProgress", "enabled"]],
      ["DELETE", ["disableInProgress", "disabled"]],
    ] as const) {
      call(method, "/dnssec");
      expect([1, 2].map(() => objectAt(call("GET", "/dnssec").body)["status"])).toEqual(states);
    }
  });
});

describe("redirections", () => {
  const wanted = { type: "invisible", target: "https://example.org/", subDomain: "blog", title: "", keywords: "a" };

  test("are made, changed but for their name, and removed", () => {
    const { call } = start();
    const made = call("POST", "/redirection", wanted);
    expect(made.body).toMatchObject({ subDomain: "blog", title: null, keywords: "a", description: null });
    const path = `/redirection/${String(objectAt(made.body)["id"])}`;
    expect(call("PUT", path, { description: "d", title: 5 }).status).toBe(200);
    expect(call("GET", path).body).toMatchObject({ description: "d", type: "invisible" });
    expect(call("PUT", path, { subDomain: "x" }).status).toBe(400);
    expect(call("PUT", path, { type: "x" }).status).toBe(400);
    expect(call("PATCH", path).status).toBe(403);
    expect(call("GET", "/redirection?subDomain=BLOG").body).toHaveLength(1);
    expect(call("DELETE", path).status).toBe(200);
    expect(call("GET", path).status).toBe(404);
  });

  test.each([[[]], [{ ...wanted, type: "loud" }], [{ ...wanted, target: "example.org" }]])("refuse %j", (body) => {
    expect(start().call("POST", "/redirection", body).status).toBe(400);
  });
});
