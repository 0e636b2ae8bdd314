import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { broken, clientOf, json, scripted, type Scripted } from "../test/toy-api.ts";
import type { OvhHttpRequest } from "./http.ts";

const late = json(400, { errorCode: "QUERY_TIME_OUT", httpCode: "400 Bad Request", message: "Query out of time" });
const zones = json(200, ["taprest.fr"]);
const serverSeconds = 1_700_000_600;

const seen = (requests: readonly OvhHttpRequest[]): unknown[] =>
  requests.map((request) => [new URL(request.url).pathname.slice(4), request.headers["X-Ovh-Timestamp"]]);

describe("the clock", () => {
  it("is this machine's while OVHcloud has nothing against it", async () => {
    const { transport, requests } = scripted(zones);
    await clientOf(transport).zones.list();
    expect(seen(requests)).toEqual([["/domain/zone", "1700000000"]]);
  });

  it("is OVHcloud's after a refusal, kept against the clock that never goes back", async () => {
    const { transport, requests } = scripted(late, json(200, serverSeconds), zones, zones);
    const ovh = clientOf(transport);
    await ovh.zones.list();
    ovh.clock.setEpoch(0);
    ovh.clock.pass(2500);
    await ovh.zones.list();
    expect(seen(requests)).toEqual([
      ["/domain/zone", "1700000000"],
      ["/auth/time", undefined],
      ["/domain/zone", String(serverSeconds)],
      ["/domain/zone", String(serverSeconds + 2)],
    ]);
  });

  it("lets a refused write be made once more: it was not done", async () => {
    const { transport, requests } = scripted(late, json(200, serverSeconds), { status: 204 });
    await clientOf(transport).zone("taprest.fr").refresh();
    expect(requests.map((request) => request.method)).toEqual(["POST", "GET", "POST"]);
  });

  it("is asked once a call: a second refusal is told", async () => {
    const { transport, requests } = scripted(late, json(200, serverSeconds), late);
    await expect(clientOf(transport).zones.list()).rejects.toMatchObject({ code: "QUERY_TIME_OUT", status: 400 });
    expect(requests.length).toBe(3);
  });

  it("is asked once for calls refused together, and not at all for one signed before it was set", async () => {
    const requests: OvhHttpRequest[] = [];
    const opened = new EventTarget();
    const gate = once(opened, "open");
    const ovh = clientOf(async (request) => {
      requests.push(request);
      const signedAt = request.headers["X-Ovh-Timestamp"];
      if (request.url.endsWith("slow.fr") && signedAt === "1700000000") await gate;
      if (request.url.endsWith("/auth/time")) return { status: 200, headers: {}, body: String(serverSeconds) };
      const answer: Scripted = signedAt === "1700000000" ? late : json(404, {});
      if (requests.filter((each) => each.headers["X-Ovh-Timestamp"] === String(serverSeconds)).length === 2)
        opened.dispatchEvent(new Event("open"));
      return { status: 200, headers: {}, body: "", ...answer };
    });
    await Promise.allSettled(["a.fr", "b.fr", "slow.fr"].map((name) => ovh.zone(name).get()));
    expect(requests.filter((request) => request.url.endsWith("/auth/time")).length).toBe(1);
    expect(requests.length).toBe(7);
  });

  it("that cannot be asked leaves the call refused, with that reason", async () => {
    const { transport } = scripted(late, broken("CERT_HAS_EXPIRED"));
    await expect(clientOf(transport).zones.list()).rejects.toMatchObject({ code: "TLS", operation: "GET /auth/time" });
  });

  it("that does not answer leaves each caller its own deadline and signal", async () => {
    const stop = new AbortController();
    const ovh = clientOf((request) => {
      if (!request.url.endsWith("/auth/time"))
        return Promise.resolve({ status: 200, headers: {}, body: "", ...(late as object) });
      stop.abort();
      return new Promise(() => undefined);
    });
    await expect(ovh.zones.list({ signal: stop.signal })).rejects.toMatchObject({ code: "ABORTED", sent: false });
    ovh.clock.expire();
  });
});

describe("auth", () => {
  it("time goes without keys", async () => {
    const { transport, requests } = scripted(json(200, serverSeconds));
    expect(await clientOf(transport).auth.time()).toBe(serverSeconds);
    expect(Object.keys(requests[0]?.headers ?? {}).filter((name) => name.startsWith("X-Ovh"))).toEqual([]);
  });

  it("currentCredential is signed, and so is a zone whose name begins with auth", async () => {
    const credential = {
      credentialId: 7,
      applicationId: 8,
      status: "validated",
      rules: [{ method: "GET", path: "/domain/zone/*" }],
      creation: "2026-01-01T00:00:00+01:00",
      ovhSupport: false,
    };
    const { transport, requests } = scripted(json(200, credential), { status: 204 });
    const ovh = clientOf(transport);
    expect(await ovh.auth.currentCredential()).toEqual({
      ...credential,
      expiration: null,
      lastUse: null,
      allowedIPs: null,
    });
    await ovh.zone("authority.fr").refresh();
    for (const request of requests) expect(request.headers["X-Ovh-Signature"]).toMatch(/^\$1\$/);
  });
});

/** Four calls that stall until let go, and what was sent. */
const stalled = async () => {
  const sent: string[] = [];
  const letGo: (() => void)[] = [];
  const arrivals = new EventTarget();
  const ovh = clientOf((request) => {
    sent.push(new URL(request.url).pathname.split("/")[4] ?? "");
    arrivals.dispatchEvent(new Event(`${sent.length}`));
    return new Promise((resolve) => letGo.push(() => resolve({ status: 204, headers: {}, body: "" })));
  });
  const refresh = (name: string, signal?: AbortSignal): Promise<unknown> =>
    ovh
      .zone(name)
      .refresh(signal === undefined ? {} : { signal })
      .catch((error: unknown) => error);
  const arrival = (count: number): Promise<unknown> => once(arrivals, `${count}`);
  const four = arrival(4);
  const first = ["1.fr", "2.fr", "3.fr", "4.fr"].map((name) => refresh(name));
  await four;
  return { ovh, sent, letGo, refresh, first, arrival };
};

describe("four calls at once, no more", () => {
  it("lets one that waits go with its signal, nothing sent, and the place to the next in line", async () => {
    const { ovh, sent, letGo, refresh, first, arrival } = await stalled();
    const stop = new AbortController();
    const fifth = refresh("5.fr", stop.signal);
    const sixth = refresh("6.fr");
    stop.abort();
    expect(await fifth).toMatchObject({ code: "ABORTED", sent: false, operation: "POST /domain/zone/5.fr/refresh" });
    expect(await refresh("7.fr", stop.signal)).toMatchObject({ code: "ABORTED", sent: false });
    const next = arrival(5);
    letGo[0]?.();
    await next;
    for (const go of letGo) go();
    expect(await Promise.all([...first, sixth])).toEqual([{}, {}, {}, {}, {}]);
    // All four places are free again, none more.
    const again = arrival(9);
    const more = ["a.fr", "b.fr", "c.fr", "d.fr", "e.fr"].map((name) => refresh(name));
    await again;
    ovh.clock.expire();
    expect(await more.at(-1)).toMatchObject({ code: "TIMEOUT", sent: false });
    await Promise.all(more);
    expect(sent).toEqual(["1.fr", "2.fr", "3.fr", "4.fr", "6.fr", "a.fr", "b.fr", "c.fr", "d.fr"]);
  });

  it("counts the waiting in the deadline", async () => {
    const { sent, refresh, first, ovh } = await stalled();
    const fifth = refresh("5.fr");
    ovh.clock.expire();
    expect(await fifth).toMatchObject({ code: "TIMEOUT", reason: "timeout", sent: false });
    expect(await Promise.all(first)).toMatchObject(Array.from({ length: 4 }, () => ({ code: "UNCONFIRMED" })));
    expect(sent.length).toBe(4);
  });

  it("holds the others back, and lets them through whatever becomes of the first", async () => {
    let running = 0;
    let most = 0;
    const ovh = clientOf(async (request) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return { status: request.url.includes("zone2.fr") ? 404 : 204, headers: {}, body: "" };
    });
    const names = Array.from({ length: 12 }, (_, index) => `zone${index}.fr`);
    const settled = await Promise.allSettled(names.map((name) => ovh.zone(name).refresh()));
    expect(most).toBe(4);
    expect(settled.filter((each) => each.status === "rejected").length).toBe(1);
  });
});
