import { Agent, get } from "node:https";
import { describe, expect, test } from "vitest";
import { type Headers, passwordFor } from "../test/ask.ts";
import { callOvh } from "../test/call-ovh.ts";
import { http, type HttpReply, opened } from "../test/closing.ts";
import { parsed, textAt } from "../test/look.ts";
import { type FreeboxDoor, startFreebox, startOvh } from "./doors.ts";
import type { FaultKind } from "./faults.ts";

const openBox = async (door: FreeboxDoor): Promise<Headers> => {
  const { appId, appToken } = door.clientOptions.credentials;
  const { text } = await http("GET", `${door.url}/api/v16/login/`);
  const challenge = textAt(parsed(text), "result", "challenge");
  const body = JSON.stringify({ app_id: appId, password: passwordFor(appToken, challenge) });
  const session = await http("POST", `${door.url}/api/v16/login/session/`, { body });
  return { "x-fbx-app-auth": textAt(parsed(session.text), "result", "session_token") };
};

/** What the client saw: the status, or the system's code. */
const outcome = (reply: Promise<HttpReply>): Promise<number | string | undefined> =>
  reply.then(
    ({ status }) => status,
    (error: NodeJS.ErrnoException) => error.code,
  );

describe("the Freebox door", () => {
  test("speaks HTTP, with slashes escaped, and logs in arrival order", async () => {
    const door = await opened(startFreebox());
    expect(door.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(door.clientOptions.endpoint).toBe(door.url);
    const version = await http("GET", `${door.url}/api_version?x=1`);
    expect(version.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(version.text).toContain(String.raw`"api_base_url":"\/api\/"`);
    const headers = await openBox(door);
    await http("GET", `${door.url}/api/v16/fw/redir/`, { headers });
    expect(door.requests.map(({ arrivedMs: _at, answeredMs: _until, ...entry }) => entry)).toEqual([
      { door: "freebox", method: "GET", path: "/api_version", query: "x=1", status: 200 },
      { door: "freebox", method: "GET", path: "/api/v16/login/", query: "", status: 200 },
      { door: "freebox", method: "POST", path: "/api/v16/login/session/", query: "", status: 200 },
      { door: "freebox", method: "GET", path: "/api/v16/fw/redir/", query: "", status: 200 },
    ]);
  });

  test("closes twice, and then refuses", async () => {
    const door = await startFreebox();
    await Promise.all([door.close(), door.close()]);
    await door.close();
    expect(await outcome(http("GET", `${door.url}/api_version`))).toBe("ECONNREFUSED");
  });
});

describe("the OVH door", () => {
  test("answers 204 without a body, and null with one", async () => {
    const door = await opened(startOvh());
    expect(await callOvh(door, "POST", "/domain/zone/taprest.fr/refresh")).toMatchObject({ status: 204, text: "" });
    const change = await callOvh(door, "PUT", "/domain/zone/taprest.fr/record/5400000004", '{"target":"192.0.2.1"}');
    expect(change).toMatchObject({ status: 200, text: "null" });
    expect(change.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-cache",
    });
    expect(change.headers["x-ovh-queryid"]).toMatch(/^EU\.ext-3\./);
  });

  test.each([
    [{ status: 503, body: "<html>later</html>" }, "text/html"],
    [{ status: 429, headers: { "X-OVH-QUERYID": "mine" }, body: {} }, "application/json; charset=utf-8"],
    ["garbage", "text/html"],
    ["swallowed", "application/json; charset=utf-8"],
  ] as const)("sends its own headers with every answer, scripted ones too: %j", async (kind, type) => {
    const door = await opened(startOvh());
    door.fail({ door: "ovh", kind });
    const usual = {
      "cache-control": "no-cache",
      "access-control-allow-origin": "*",
    };
    const scripted = await callOvh(door, "GET", "/domain/zone");
    expect(scripted.headers).toMatchObject({ ...usual, "content-type": type });
    expect(scripted.headers["x-ovh-queryid"]).toMatch(
      typeof kind === "object" && "headers" in kind ? /^mine$/ : /^EU\.ext/,
    );
    expect((await callOvh(door, "GET", "/domain/zone")).headers).toMatchObject(usual);
  });

  test("keeps a connection for fifteen seconds, and says so", async () => {
    const door = await opened(startOvh());
    const agent = new Agent({ keepAlive: true, ca: door.clientOptions.ca });
    const headers = await new Promise((resolve, reject) => {
      get(`${door.url}/auth/time`, { agent }, (response) => {
        response.resume().on("end", () => resolve(response.headers));
      }).on("error", reject);
    });
    agent.destroy();
    expect(headers).toMatchObject({ connection: "keep-alive", "keep-alive": "timeout=15" });
  });

  test("with a manual delay serves only after deploy, and what was stored at the refresh", async () => {
    const door = await opened(startOvh({ deployDelay: "manual" }));
    const zone = door.world.zones.get("taprest.fr");
    const status = async () => parsed((await callOvh(door, "GET", "/domain/zone/taprest.fr/status")).text);
    const add = (subDomain: string) =>
      callOvh(
        door,
        "POST",
        "/domain/zone/taprest.fr/record",
        JSON.stringify({ fieldType: "A", subDomain, target: "192.0.2.1" }),
      );
    door.deploy();
    await add("before");
    await callOvh(door, "POST", "/domain/zone/taprest.fr/refresh");
    await add("after");
    expect(await status()).toEqual({ warnings: null, errors: null, isDeployed: false });
    expect(zone?.served).toHaveLength(8);
    const serial = zone?.serial ?? 0;
    door.deploy();
    expect(await status()).toMatchObject({ isDeployed: true });
    expect(zone?.served.map(({ subDomain }) => subDomain)).toContain("before");
    expect(zone?.served.map(({ subDomain }) => subDomain)).not.toContain("after");
    expect(zone?.serial).toBe(serial + 1);
  });
});

describe.each(["http", "https"] as const)("every trouble over %s", (scheme) => {
  /** A door, a write to it, and how many things were written. */
  const stand = async () => {
    if (scheme === "http") {
      const door = await opened(startFreebox());
      const headers = await openBox(door);
      const body = JSON.stringify({ ip_proto: "tcp", wan_port_start: 1, lan_ip: "192.168.1.2", lan_port: 1 });
      const write = () => http("POST", `${door.url}/api/v16/fw/redir/`, { headers, body });
      return {
        door: "freebox" as const,
        path: "/fw/redir/",
        fail: door.fail,
        requests: door.requests,
        write,
        written: () => door.world.redirections.length,
      };
    }
    const door = await opened(startOvh());
    const body = JSON.stringify({ fieldType: "A", subDomain: "x", target: "192.0.2.1" });
    const write = () => callOvh(door, "POST", "/domain/zone/taprest.fr/record", body);
    const written = () => (door.world.zones.get("taprest.fr")?.stored.length ?? 0) - 8;
    return { door: "ovh" as const, path: "/record", fail: door.fail, requests: door.requests, write, written };
  };

  test.each([
    ["refuse", "ECONNRESET", 0, "none"],
    ["received-not-executed", "ECONNRESET", 0, "none"],
    ["executed-not-answered", "ECONNRESET", 1, "none"],
    ["truncated", "ECONNRESET", 1, 200],
    ["swallowed", 200, 0, 200],
    ["garbage", 200, 0, 200],
    [{ status: 503, body: "<html>later</html>" }, 503, 0, 503],
    [{ status: 429, headers: { "Retry-After": "7" }, body: { message: "slow down" } }, 429, 0, 429],
  ] as const)("%j", async (kind: FaultKind, seen, written, logged) => {
    const on = await stand();
    let hits = 0;
    let doneAtHit = -1;
    const onHit = (): void => {
      hits += 1;
      doneAtHit = on.written();
    };
    on.fail({ door: on.door, method: "POST", path: on.path, kind, onHit });
    expect(await outcome(on.write())).toBe(seen);
    expect([on.written(), hits, doneAtHit]).toEqual([written, 1, written]);
    expect(on.requests.at(-1)?.status).toBe(logged);
    const next = await on.write();
    expect(next.status, "the trouble is over").toBe(200);
  });

  test.each([
    ["stall", 0, "none"],
    ["stalled-midway", 1, 200],
  ] as const)("%s never answers whole", async (kind, written, logged) => {
    const on = await stand();
    const leaving = new AbortController();
    const hit = new Promise<void>((resolve) => {
      on.fail({ door: on.door, kind, onHit: () => resolve() });
    });
    const asked = outcome(on.write());
    await hit;
    expect(await Promise.race([asked, new Promise((resolve) => setImmediate(resolve, "nothing yet"))])).toBe(
      "nothing yet",
    );
    leaving.abort();
    expect([on.written(), on.requests.at(-1)?.status]).toEqual([written, logged]);
  });

  test("what is answered in each", async () => {
    const on = await stand();
    on.fail([
      { door: on.door, kind: "garbage" },
      { door: on.door, kind: { status: 503, body: "<html>later</html>" } },
      { door: on.door, kind: { status: 429, headers: { "Retry-After": "7" }, body: { message: "slow down" } } },
      { door: on.door, kind: "swallowed" },
    ]);
    const replies = [await on.write(), await on.write(), await on.write(), await on.write()];
    const [garbage, later, slow, swallowed] = replies;
    expect(() => parsed(garbage?.text ?? "{}")).toThrow(SyntaxError);
    expect(later).toMatchObject({ text: "<html>later</html>", headers: { "content-type": "text/html" } });
    expect(slow).toMatchObject({ text: '{"message":"slow down"}', headers: { "retry-after": "7" } });
    expect(swallowed?.text).toMatch(/"id":\d+/);
    expect(on.written()).toBe(0);
  });
});

test("an answer without a body can be cut too", async () => {
  const door = await opened(startOvh());
  door.fail({ door: "ovh", kind: "truncated" });
  expect(await outcome(callOvh(door, "POST", "/domain/zone/taprest.fr/refresh"))).toBe("ECONNRESET");
  expect(door.world.zones.get("taprest.fr")?.serial).toBe(
    Number(`${new Date().toISOString().slice(0, 10).replaceAll("-", "")}01`),
  );
});

describe("the log tells times", () => {
  test("of an answer, which takes as long as the switch says", async () => {
    const door = await opened(startOvh({ switches: { latencyMs: 20 } }));
    await Promise.all([callOvh(door, "GET", "/auth/time"), callOvh(door, "GET", "/domain/zone")]);
    for (const { arrivedMs, answeredMs = 0 } of door.requests) expect(answeredMs - arrivedMs).toBeGreaterThan(18);
    const [first, second] = door.requests;
    expect(second?.arrivedMs, "answers wait beside each other").toBeLessThan(first?.answeredMs ?? 0);
  });

  test("of an answer of one's own, and none of silence", async () => {
    const door = await opened(startFreebox());
    door.fail([
      { door: "freebox", kind: "garbage" },
      { door: "freebox", kind: "refuse" },
    ]);
    await http("GET", `${door.url}/api_version`);
    await outcome(http("GET", `${door.url}/api_version`));
    const [answered, silent] = door.requests;
    expect(answered?.answeredMs).toBeGreaterThanOrEqual(answered?.arrivedMs ?? Number.NaN);
    expect(silent).toMatchObject({ status: "none" });
    expect(silent).not.toHaveProperty("answeredMs");
  });
});
