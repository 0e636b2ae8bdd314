import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { broken, clientOf, credentials, json, scripted, type Scripted } from "../test/toy-api.ts";
import type { OvhExchange } from "./exchange.ts";
import { property } from "./property.ts";
import type { OvhZone } from "./zone.ts";

const html: Scripted = { status: 503, body: "<html>Service Unavailable</html>" };
const zones = json(200, ["taprest.fr"]);

/** Reads the zone list over a script; what came, and how many requests and waits it took. */
const reading = async (...script: Scripted[]) => {
  const { transport, requests } = scripted(...script);
  const ovh = clientOf(transport);
  const outcome = await ovh.zones.list().catch((error: unknown) => error);
  return { outcome, requests: requests.length, waits: ovh.clock.waits };
};

const limited = (after: string): Scripted => json(429, { message: "slow down" }, { "retry-after": after });

/** Refreshes a zone over one scripted answer. */
const writing = async (answer: Scripted) => {
  const { transport, requests } = scripted(answer);
  const outcome = await clientOf(transport)
    .zone("taprest.fr")
    .refresh()
    .catch((error: unknown) => error);
  return { outcome, requests: requests.length };
};

describe("reads", () => {
  it.each<[string, Scripted]>([
    ["a reset", broken("ECONNRESET")],
    ["a refused connection", broken("ECONNREFUSED")],
    ["a route lost under way", broken("EHOSTUNREACH", true)],
    ["a record of TLS damaged under way", broken("ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC", true)],
    ["a name server that did not answer", broken("EAI_AGAIN")],
    ["HTML with 503", html],
    ["HTML with 408", { status: 408, body: "<html>" }],
    ["an internal error", json(500, { class: "Server::InternalServerError", message: "Internal server error" })],
    ["a rate limit without body", { status: 429 }],
  ])("are tried again after %s", async (_, trouble) => {
    expect(await reading(trouble, zones)).toEqual({ outcome: ["taprest.fr"], requests: 2, waits: [250] });
  });

  it("are tried three times, waiting longer each time, and then say what was last seen", async () => {
    const { outcome, requests, waits } = await reading(broken("ECONNRESET"), broken("ECONNRESET"), html, zones);
    expect([requests, waits]).toEqual([3, [250, 500]]);
    expect(outcome).toMatchObject({
      name: "OvhTransportError",
      code: "UNAVAILABLE",
      reason: "bad-status",
      status: 503,
      sent: true,
      operation: "GET /domain/zone",
      message: "GET /domain/zone: status 503, and a body that is not JSON",
    });
  });

  it.each<[string, Scripted, object]>([
    ["an untrusted certificate", broken("SELF_SIGNED_CERT_IN_CHAIN"), { code: "TLS", reason: "tls", sent: false }],
    ["a 200 that is HTML", { body: "<html>" }, { code: "BAD_ANSWER", reason: "not-json", status: 200 }],
    ["a 200 cut short", { body: '["tap' }, { code: "BAD_ANSWER", reason: "not-json", status: 200 }],
    ["a redirection", { status: 302 }, { code: "BAD_ANSWER", reason: "bad-status", status: 302 }],
    ["an HTML 403", { status: 403, body: "<html>" }, { code: "BAD_ANSWER", reason: "bad-status", status: 403 }],
    ["another shape", json(200, [1]), { name: "OvhSchemaError", code: "UNEXPECTED_ANSWER", paths: ["0"] }],
    ["no list", { status: 204 }, { name: "OvhSchemaError", paths: ["(whole answer)"], status: 204 }],
    ["a no", json(403, { errorCode: "NOT_GRANTED_CALL" }), { name: "OvhApiError", right: "GET /domain/zone" }],
  ])("are not tried again after %s", async (_, trouble, expected) => {
    const { outcome, requests } = await reading(trouble, zones);
    expect(requests).toBe(1);
    expect(outcome).toMatchObject(expected);
  });

  it("names the clock when a certificate is out of its dates", async () => {
    for (const code of ["CERT_NOT_YET_VALID", "CERT_HAS_EXPIRED"]) {
      const { outcome } = await reading(broken(code));
      expect(String(outcome)).toMatch(/this machine's clock, which says 2023-11-14T22:13:20.000Z: check the clock/);
    }
  });

  it("honour Retry-After, in seconds and as a date, within the deadline", async () => {
    expect((await reading(limited("7"), zones)).waits).toEqual([7000]);
    expect((await reading(limited("Tue, 14 Nov 2023 22:13:24 GMT"), zones)).waits).toEqual([4000]);
    expect((await reading(limited("soon"), zones)).waits).toEqual([250]);
    const { outcome, requests } = await reading(limited("60"), zones);
    expect(requests).toBe(1);
    expect(outcome).toMatchObject({ code: "RATE_LIMITED", retryAfterMs: 60_000, status: 429 });
  });
});

describe("writes", () => {
  it.each<[string, Scripted, object]>([
    ["a reset", broken("ECONNRESET"), { code: "UNCONFIRMED", reason: "dropped", sent: true, systemCode: "ECONNRESET" }],
    ["a reset before anything left", broken("ECONNRESET", false), { code: "UNREACHABLE", sent: false }],
    ["a refused connection", broken("ECONNREFUSED"), { code: "UNREACHABLE", reason: "refused", sent: false }],
    ["HTML with 503", html, { code: "UNCONFIRMED", status: 503, sent: true }],
    ["garbage with 200", { body: "gar{bage" }, { code: "UNCONFIRMED", status: 200, reason: "not-json" }],
    ["an internal error", json(500, { class: "Server::InternalServerError" }), { code: "UNCONFIRMED", status: 500 }],
    ["a rate limit", json(429, {}, { "retry-after": "2" }), { code: "RATE_LIMITED", retryAfterMs: 2000 }],
    ["an HTML rate limit", { status: 429, body: "<html>" }, { code: "RATE_LIMITED", name: "OvhTransportError" }],
    ["a no", json(404, { class: "Client::NotFound" }), { code: "NOT_FOUND", vendorCode: "Client::NotFound" }],
  ])("are never repeated: %s", async (_, trouble, expected) => {
    const { outcome, requests } = await writing(trouble);
    expect(requests).toBe(1);
    expect(outcome).toMatchObject({ operation: "POST /domain/zone/taprest.fr/refresh", ...expected });
  });

  it.each([
    "ECONNREFUSED",
    "EHOSTUNREACH",
    "ENETDOWN",
    "EPROTO",
    "ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC",
    "CERT_HAS_EXPIRED",
  ])("are unconfirmed when the transport says they left, whatever it calls its trouble: %s", async (code) => {
    const { outcome } = await writing(broken(code, true));
    expect(outcome).toMatchObject({ code: "UNCONFIRMED", sent: true, systemCode: code });
    expect(String(outcome)).not.toMatch(/cannot connect/);
    expect((await writing(broken(code))).outcome).toMatchObject({ sent: false });
    expect((await writing(broken(code, false))).outcome).toMatchObject({ sent: false });
  });

  it.each([
    ["204", { status: 204 }],
    ["200 null", json(200, null)],
    ["202", { status: 202 }],
    ["200 without body", { status: 200 }],
  ])("take %s for done", async (_, answer) => {
    expect((await writing({ ...answer, headers: { "x-ovh-queryid": "EU.1" } })).outcome).toEqual({ queryId: "EU.1" });
  });
});

const zoneOver = (answer: Scripted): OvhZone => clientOf(scripted(answer).transport).zone("taprest.fr");

describe("a write that answers nothing when it is done", () => {
  const writes: Readonly<Record<string, (zone: OvhZone) => Promise<unknown>>> = {
    "PUT record": (zone) => zone.records.update(9, { target: "192.0.2.2" }),
    "DELETE record": (zone) => zone.records.remove(9),
    refresh: (zone) => zone.refresh(),
    "DELETE dnssec": (zone) => zone.dnssec.disable(),
  };
  const unexpected: readonly [string, unknown][] = [
    ["an error", { class: "Server::InternalServerError", message: "Internal server error" }],
    ["another object", {}],
    ["a list", []],
    ["a text", "done"],
    ["false", false],
    ["zero", 0],
  ];

  it.each(Object.keys(writes).flatMap((write) => unexpected.map(([what, body]) => [write, what, body] as const)))(
    "%s is unconfirmed when 200 brings %s",
    async (write, _, body) => {
      const outcome = await writes[write]?.(zoneOver(json(200, body, { "x-ovh-queryid": "EU.1" }))).catch(
        (error: unknown) => error,
      );
      expect(outcome).toMatchObject({ name: "OvhSchemaError", code: "UNCONFIRMED", status: 200, queryId: "EU.1" });
      expect(String(outcome)).toMatch(/it may have been done: look before repeating it/);
      expect(String(outcome)).not.toContain("Internal server error");
    },
  );

  it.each(Object.keys(writes))("%s is done when nothing comes, or null", async (write) => {
    for (const answer of [{ status: 204 }, { status: 202 }, { status: 200 }, { status: 200, body: " null\n" }])
      expect(await writes[write]?.(zoneOver(answer))).toEqual({});
  });
});

describe("deadline and signal", () => {
  it("a stalled call ends at its deadline, even when the transport is deaf", async () => {
    let started: () => void;
    const begun = new Promise<void>((resolve) => (started = resolve));
    const ovh = clientOf(() => {
      started();
      return new Promise(() => undefined);
    });
    const read = ovh.zones.list().catch((error: unknown) => error);
    await begun;
    ovh.clock.expire();
    expect(await read).toMatchObject({ code: "TIMEOUT", reason: "timeout", sent: true });
    expect(String(await read)).toMatch(/no answer within 20000 ms/);
  });

  it("a stalled write is unconfirmed, and an aborted one too", async () => {
    const stop = new AbortController();
    const ovh = clientOf((request) => {
      stop.abort();
      return new Promise((_, reject) => request.signal.addEventListener("abort", () => reject(new Error("canceled"))));
    });
    const error = await ovh
      .zone("taprest.fr")
      .refresh({ signal: stop.signal })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "UNCONFIRMED", reason: "aborted", sent: true });
  });

  it("nothing is sent when the signal is aborted before", async () => {
    const { transport, requests } = scripted();
    const error = await clientOf(transport)
      .zone("taprest.fr")
      .refresh({ signal: AbortSignal.abort() })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "ABORTED", reason: "aborted", sent: false });
    expect(requests).toEqual([]);
  });

  it("a wait between two tries ends with the signal", async () => {
    const stop = new AbortController();
    const { transport, requests } = scripted(broken("ECONNRESET"), zones);
    const ovh = clientOf(async (request) => {
      stop.abort();
      return transport({ ...request, signal: new AbortController().signal });
    });
    const error = await ovh.zones.list({ signal: stop.signal }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "ABORTED" });
    expect(requests.length).toBeLessThanOrEqual(1);
  });
});

describe("secrets", () => {
  it("stand in no error and no exchange, whatever OVHcloud or the network says", async () => {
    const secrets = Object.values(credentials).join(" ");
    const exchanges: OvhExchange[] = [];
    const { transport, requests } = scripted(
      json(400, { errorCode: "INVALID_SIGNATURE", message: `bad ${secrets}` }, { "x-ovh-queryid": secrets }),
      Object.assign(new Error(`lost ${secrets}`), { config: { headers: secrets } }),
    );
    const zone = clientOf(transport, { onExchange: (exchange) => exchanges.push(exchange) }).zone("taprest.fr");
    const input = { fieldType: "TXT", target: `leaks ${secrets}` };
    const first = await zone.records.create(input).catch((error: unknown) => error);
    const second = await zone.records.create(input).catch((error: unknown) => error);
    expect([first, second]).toMatchObject([{ code: "INVALID_SIGNATURE" }, { code: "UNCONFIRMED" }]);
    expect(exchanges).toMatchObject([
      { method: "POST", status: 400, queryId: "[secret] [secret] [secret]", ms: 0 },
      { method: "POST", error: "UNCONFIRMED" },
    ]);
    const signature = requests[0]?.headers["X-Ovh-Signature"];
    expect(signature).toMatch(/^\$1\$[0-9a-f]{40}$/);
    const printed = inspect([first, second, exchanges], { depth: 12, showHidden: true }) + JSON.stringify(exchanges);
    for (const secret of [...Object.values(credentials), signature ?? "none"]) expect(printed).not.toContain(secret);
    expect(property(second, "cause")).toBeUndefined();
  });

  it("a listener that throws changes nothing", async () => {
    const ovh = clientOf(scripted(zones).transport, {
      onExchange: () => {
        throw new Error("disk full");
      },
    });
    expect(await ovh.zones.list()).toEqual(["taprest.fr"]);
  });
});
