import type { OvhHttpAnswer, OvhHttpRequest, OvhTransport } from "../src/http.ts";
import { createOvhDns, type OvhDns, type OvhDnsOptions } from "../src/ovh-dns.ts";
import { createTestClock, timeoutMs } from "./test-clock.ts";

export interface ToyRecord {
  id: number;
  zone: string;
  fieldType: string;
  subDomain: string;
  target: string;
  ttl: number;
}

export const credentials = {
  applicationKey: "app-key-0123",
  applicationSecret: "app-secret-4567",
  consumerKey: "consumer-key-89",
};

/** What a step of a script does: an answer, or a rejection. */
export type Scripted = Partial<OvhHttpAnswer> | Error;

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Partial<OvhHttpAnswer> => ({
  status,
  body: JSON.stringify(body),
  headers,
});

/** A rejection that says whether something left, or, without `sent`, does not. */
export const broken = (code: string, sent?: boolean): Error =>
  Object.assign(new Error(`${code} happened`), { code, ...(sent === undefined ? {} : { sent }) });

/** A transport that plays a script, one answer a request, and keeps the requests. */
export function scripted(...script: Scripted[]): { transport: OvhTransport; requests: OvhHttpRequest[] } {
  const requests: OvhHttpRequest[] = [];
  const transport: OvhTransport = async (request) => {
    requests.push(request);
    const step = script[requests.length - 1];
    if (step === undefined) throw new Error(`no answer scripted for ${request.method} ${request.url}`);
    if (step instanceof Error) throw step;
    return { status: 200, headers: {}, body: "", ...step };
  };
  return { transport, requests };
}

/** A client over a transport, with a test clock. */
export function clientOf(
  transport: OvhTransport,
  options: Partial<OvhDnsOptions> = {},
): OvhDns & { readonly clock: ReturnType<typeof createTestClock> } {
  const clock = createTestClock();
  return { ...createOvhDns({ credentials, transport, timeoutMs, clock, random: () => 0.5, ...options }), clock };
}

/** The records of one zone, behind the calls this SDK makes; enough to play with, no more. */
export function toyApi(
  seed: readonly Partial<ToyRecord>[] = [],
  options: { readonly bulk?: boolean; readonly zone?: string } = {},
): {
  transport: OvhTransport;
  records: ToyRecord[];
  /** "GET /record?subDomain=home", below the zone, in order. */
  calls: string[];
  /** Takes the place of the next answers to calls that begin so; `after`: the call is done first. */
  trouble: (call: string, answer: Scripted, when?: "before" | "after") => void;
} {
  const { bulk = true, zone = "taprest.fr" } = options;
  let lastId = 1000;
  const full = (record: Partial<ToyRecord>): ToyRecord => ({
    id: ++lastId,
    zone,
    fieldType: "A",
    subDomain: "",
    target: "192.0.2.1",
    ttl: 0,
    ...record,
  });
  const records = seed.map(full);
  const calls: string[] = [];
  const troubles: { call: string; answer: Scripted; when: "before" | "after" }[] = [];
  const done = (request: OvhHttpRequest, path: string, query: URLSearchParams): Partial<OvhHttpAnswer> => {
    const id = Number(/^\/record\/(\d+)$/.exec(path)?.[1]);
    const index = records.findIndex((record) => record.id === id);
    if (!Number.isNaN(id) && index === -1)
      return json(404, { message: `The requested object (id = ${id}) does not exist` });
    const body: Partial<ToyRecord> = JSON.parse(request.body ?? "{}");
    const record = records[index];
    if (path === "/refresh") return { status: 204 };
    if (request.method === "POST") return json(200, records[records.push(full(body)) - 1]);
    if (request.method === "PUT" && record !== undefined) return json(200, Object.assign(record, body) && null);
    if (request.method === "DELETE") return records.splice(index, 1) && { status: 204 };
    if (record !== undefined) return json(200, record);
    const found = records.filter(
      (candidate) =>
        (!query.has("subDomain") || candidate.subDomain === query.get("subDomain")) &&
        (!query.has("fieldType") || candidate.fieldType === query.get("fieldType")),
    );
    return json(200, bulk ? found : found.map((candidate) => candidate.id));
  };
  const transport: OvhTransport = async (request) => {
    const url = new URL(request.url);
    const path = url.pathname.replace(`/1.0/domain/zone/${zone}`, "");
    const call = `${request.method} ${path}${url.search}`;
    calls.push(call);
    const found = troubles.findIndex((trouble) => call.startsWith(trouble.call));
    const trouble = found === -1 ? undefined : troubles.splice(found, 1)[0];
    const answer = trouble?.when === "before" ? {} : done(request, path, url.searchParams);
    if (trouble?.answer instanceof Error) throw trouble.answer;
    const given = trouble?.answer ?? answer;
    return { status: 200, body: "", ...given, headers: { "x-ovh-queryid": `EU.${calls.length}`, ...given.headers } };
  };
  return {
    transport,
    records,
    calls,
    trouble: (call, answer, when = "before") => void troubles.push({ call, answer, when }),
  };
}
