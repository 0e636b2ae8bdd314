import { Agent } from "node:https";
import { describe, expect, test } from "vitest";
import { callOvh } from "../test/call-ovh.ts";
import { http, opened } from "../test/closing.ts";
import { startOvh } from "./doors.ts";
import { startHome } from "./home.ts";
import type { ZonePublisher } from "./ovh-publisher.ts";

/** A name server that keeps what it is told, and refuses while `isDown`. */
const listener = () => {
  const state = { isDown: false, told: [] as string[] };
  const publish: ZonePublisher = (zone, text) => {
    if (state.isDown) return Promise.reject(new Error("down"));
    state.told.push(`${zone}\n${text}`);
    return Promise.resolve();
  };
  return { state, publish };
};

const path = "/domain/zone/taprest.fr";
const records = [{ fieldType: "A", subDomain: "home", target: "192.0.2.1", ttl: 60 }];
const other = JSON.stringify({ fieldType: "A", subDomain: "other", target: "192.0.2.2" });

describe("a name server behind the zones", () => {
  test("is told at the start, and of a refresh before it is answered", async () => {
    const { state, publish } = listener();
    const door = await opened(startOvh({ records, publish }));
    expect(state.told).toHaveLength(1);
    expect(state.told[0]).toMatch(
      /^taprest\.fr\n\$TTL 3600\n@\tIN SOA dns103\.ovh\.net\. [^]*\nhome +60\tIN A +192\.0\.2\.1\n$/,
    );
    await callOvh(door, "POST", `${path}/record`, other);
    expect(state.told).toHaveLength(1);
    expect(await callOvh(door, "POST", `${path}/refresh`)).toMatchObject({ status: 204 });
    expect(state.told).toHaveLength(2);
    expect(state.told[1]).toContain("192.0.2.2");
  });

  test("is told of an update of dynamic DNS, which is a GET", async () => {
    const { state, publish } = listener();
    const door = await opened(startOvh({ records, publish }));
    const login = { login: "taprest.fr-home", zone: "taprest.fr", subDomain: "home", password: "twelve characters" };
    door.world.zones.get("taprest.fr")?.chapters.dynHostLogins.push(login);
    const headers = { authorization: `Basic ${Buffer.from(`${login.login}:${login.password}`).toString("base64")}` };
    const url = `${new URL(door.url).origin}/nic/update?hostname=home.taprest.fr&myip=192.0.2.3`;
    expect(await http("GET", url, { headers, ca: door.clientOptions.ca })).toMatchObject({ text: "good 192.0.2.3" });
    expect(state.told.at(-1)).toContain("192.0.2.3");
  });

  test("gets only what a name server can load: beside a CNAME nothing, at the apex no CNAME", async () => {
    const { state, publish } = listener();
    const mixed = [
      { fieldType: "CNAME", subDomain: "", target: "nowhere.example.", ttl: 0 },
      { fieldType: "A", subDomain: "", target: "192.0.2.4", ttl: 0 },
      { fieldType: "CNAME", subDomain: "www", target: "taprest.fr.", ttl: 0 },
      { fieldType: "CNAME", subDomain: "www", target: "second.example.", ttl: 0 },
      { fieldType: "TXT", subDomain: "www", target: '"3|welcome"', ttl: 0 },
    ];
    await opened(startOvh({ records: mixed, publish }));
    const lines = state.told[0]?.split("\n").slice(3) ?? [];
    expect(lines.map((line) => line.replaceAll(/\s+/g, " "))).toEqual([
      "@ IN A 192.0.2.4",
      "www IN CNAME taprest.fr.",
      "",
    ]);
  });

  test("that refuses costs the writer its answer, and is told again by the next write", async () => {
    const { state, publish } = listener();
    const door = await opened(startOvh({ records, publish }));
    await callOvh(door, "POST", `${path}/record`, other);
    state.isDown = true;
    await expect(callOvh(door, "POST", `${path}/refresh`)).rejects.toThrow("socket hang up");
    state.isDown = false;
    await callOvh(door, "PUT", `${path}/record/5400000001`, '{"ttl":300}');
    expect(state.told).toHaveLength(2);
    expect(state.told[1]).toContain("192.0.2.2");
  });

  test("of a home is told of what was edited by hand", async () => {
    const { state, publish } = listener();
    const home = await opened(startHome({ publish }));
    home.world.zones
      .get("taprest.fr")
      ?.served.push({ id: 9, zone: "taprest.fr", fieldType: "A", subDomain: "hand", target: "192.0.2.5", ttl: 60 });
    await home.settle();
    expect(state.told).toHaveLength(2);
    expect(state.told[1]).toContain("192.0.2.5");
    await home.settle();
    expect(state.told).toHaveLength(2);
  });
});

test.each(["eu.api.ovh.com", "www.ovh.com", "dns.eu.ovhapis.com"])("the door may be called %s", async (servername) => {
  const door = await opened(startOvh());
  const { ca } = door.clientOptions;
  const agent = new Agent({ ca, servername });
  expect(await http("GET", `${door.url}/auth/time`, { ca, agent })).toMatchObject({ status: 200 });
});
