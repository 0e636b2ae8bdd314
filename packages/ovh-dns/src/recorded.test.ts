import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { clientOf, json, scripted } from "../test/toy-api.ts";

const folder = new URL("../../../../shared/fixtures/ovh/", import.meta.url);

interface Exchange {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query: Record<string, string>;
    readonly body: { fieldType: string; subDomain: string; target: string; ttl: number } | null;
  };
  readonly response: { readonly status: number; readonly headers?: Record<string, string>; readonly rawBody: string };
}
interface Quoted {
  readonly id: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly body?: { readonly subDomain: string; readonly target: string; readonly ttl: number };
  } | null;
  readonly response: { readonly status: number; readonly body: { readonly message?: string } };
}

const load = (path: string): { readonly exchanges: readonly Exchange[]; readonly entries: readonly Quoted[] } =>
  JSON.parse(readFileSync(new URL(path, folder), "utf8"));

/** The SDK call behind a recorded request. */
const replay = async ({ request, response }: Exchange): Promise<{ outcome: unknown; sent: unknown }> => {
  const { transport, requests } = scripted({
    status: response.status,
    headers: response.headers ?? {},
    body: response.rawBody,
  });
  const ovh = clientOf(transport);
  const [, zoneName = "", part, id] = /^\/domain\/zone\/([^/]*)(?:\/(\w+))?(?:\/(\d+))?$/.exec(request.path) ?? [];
  const zone = zoneName === "" ? undefined : ovh.zone(zoneName);
  const body = request.body ?? { fieldType: "", target: "" };
  const call = (): Promise<unknown> => {
    if (request.path === "/auth/time") return ovh.auth.time();
    if (zone === undefined) return ovh.zones.list();
    if (part === "refresh") return zone.refresh();
    if (part === "status") return zone.status();
    if (request.method === "POST") return zone.records.create(body);
    if (request.method === "PUT") return zone.records.update(Number(id), body);
    if (request.method === "DELETE") return zone.records.remove(Number(id));
    if (id !== undefined) return zone.records.get(Number(id));
    const { subDomain: name, fieldType: type } = request.query;
    return zone.records.list({ ...(name === undefined ? {} : { name }), ...(type === undefined ? {} : { type }) });
  };
  // A list of ids asks for each record next; the one answer recorded here is the list's.
  const outcome = await call().catch((error: unknown) => error);
  const first = requests[0];
  const url = new URL(first?.url ?? "");
  return {
    outcome,
    sent: {
      method: first?.method,
      path: decodeURIComponent(url.pathname).replace("/1.0", ""),
      query: Object.fromEntries(url.searchParams),
      body: first?.body === undefined ? null : (JSON.parse(first.body) as unknown),
    },
  };
};

if (!existsSync(folder))
  it("the recorded exchanges are ABSENT: ../shared/fixtures not found", () => {
    expect(process.env["PORCHLIGHT_REQUIRE_FIXTURES"]).not.toBe("1");
  });
else {
  describe("what OVHcloud answered in 2018", () => {
    it.each(readdirSync(new URL("recorded/", folder)))("%s: asked alike, understood", async (file) => {
      const { exchanges } = load(`recorded/${file}`);
      expect(exchanges.length).toBeGreaterThan(1);
      for (const exchange of exchanges) {
        const { outcome, sent } = await replay(exchange);
        const { request, response } = exchange;
        expect(sent).toEqual({ ...request, path: request.path.replace(/\/$/, "") });
        const answered = JSON.parse(response.rawBody) as unknown;
        const isIdList = Array.isArray(answered) && typeof answered[0] === "number";
        if (isIdList) expect(String(outcome)).toMatch(/no answer scripted for GET .*\/record\/\d+/);
        else if (request.path.endsWith("/status"))
          expect(outcome).toEqual({ isDeployed: true, errors: [], warnings: [] });
        else if (answered === null) expect(outcome).toEqual({ queryId: response.headers?.["x-ovh-queryid"] });
        else expect(outcome).toEqual(answered);
      }
    });
  });

  describe("replies quoted in public threads", () => {
    const entries = load("recorded-in-issues.json").entries;
    const expected: Readonly<Record<string, object>> = {
      "invalid-credential": { code: "INVALID_CREDENTIAL", vendorCode: "INVALID_CREDENTIAL" },
      "invalid-signature": { code: "INVALID_SIGNATURE" },
      "not-granted": { code: "NOT_GRANTED_CALL", right: "GET /domain/zone/taprest.fr/record/1" },
      "query-out-of-time": { code: "QUERY_TIME_OUT" },
      "record-missing-on-delete": { code: "NOT_FOUND" },
      "zone-not-owned": { code: "NOT_FOUND", vendorCode: "Client::NotFound" },
      "empty-path-segment": { code: "NOT_FOUND" },
      "zone-expired": { code: "SERVICE_EXPIRED" },
      "put-read-only": { code: "BAD_REQUEST" },
      "internal-error": { code: "INTERNAL_SERVER_ERROR", vendorCode: "Server::InternalServerError" },
    };

    it.each(entries)("$id", async ({ id, request, response }) => {
      const answer = json(response.status, response.body);
      const time = json(200, 1_700_000_000);
      const script = id === "query-out-of-time" ? [answer, time, answer] : [answer, answer, answer];
      const { transport, requests } = scripted(...script);
      const ovh = clientOf(transport);
      const zone = ovh.zone("taprest.fr");
      const calls: Readonly<Record<string, () => Promise<unknown>>> = {
        PUT: () => zone.records.update(1, { target: "x" }),
        DELETE: () => zone.records.remove(1_583_058_551),
        // The field type is left out of the quotation: evidently a TXT.
        POST: () => zone.records.create({ fieldType: "TXT", target: "", ...request?.body }),
        "/domain/zone": () => ovh.zones.list(),
        "/domain/zone/eu/status": () => ovh.zone("eu").status(),
        "/domain/zone/{zone}/record": () => zone.records.list(),
      };
      const call = calls[request?.path ?? ""] ?? calls[request?.method ?? ""] ?? (() => zone.records.get(1));
      const outcome = await call().catch((error: unknown) => error);
      if (request !== null) expect(requests[0]?.method).toBe(request.method);
      if (response.status === 200) expect(outcome).toEqual(response.body);
      else {
        expect(outcome).toMatchObject({ name: "OvhApiError", status: response.status, ...expected[id] });
        expect(String(outcome)).toContain(response.body.message);
        expect(expected[id]).toBeDefined();
      }
    });
  });
}
