/** Judges of the record: as the zone stores it, and as its authoritative servers serve it. Pure. */
import type { DnsRecord, ServedAnswer } from "../contracts.ts";
import { isEvidence } from "../plan/served.ts";
import { isOfCredentials } from "../plan.ts";
import { type Judged, notAsked, serversOf, toldAtHome } from "./judged.ts";
import type { Expectation, Measurements } from "./links.ts";

type ExpectedRecord = NonNullable<Expectation["record"]>;

const valuesOf = ({ value, besides = [] }: ExpectedRecord): readonly string[] => [value, ...besides];

const textOf = ({ type, value }: DnsRecord): string => `${type} ${value}`;

const holds = (records: readonly DnsRecord[], { type }: ExpectedRecord, value: string): boolean =>
  records.some((record) => record.type === type && record.value === value);

/** The record in the zone, as its keeper stores it. */
export const judgeStored = (expected: Expectation, { stored }: Measurements): Judged => {
  const { name, record } = expected;
  if (stored === undefined || record === undefined) return notAsked;
  const params = { name, type: record.type, value: valuesOf(record).join(", ") };
  if (!stored.known) {
    const { message, kind, right = "" } = stored.failure;
    if (isOfCredentials(stored.failure)) return notAsked; // said at the credentials
    return toldAtHome("unknown", "stored-unknown", { ...params, detail: message, kind, right });
  }
  const here = stored.value.filter((one) => one.name === name);
  if (valuesOf(record).every((value) => holds(here, record, value))) return toldAtHome("ok", "stored", params);
  const rivals = here.filter(({ type }) => type === record.type || type === "CNAME" || record.type === "CNAME");
  if (rivals.length === 0) return toldAtHome("broken", "stored-missing", params);
  return toldAtHome("broken", "stored-differs", { ...params, instead: rivals.map(textOf) });
};

/** Serials the servers of a zone show, when they differ: a change is on its way to some of them. */
const differingSerials = (answers: readonly ServedAnswer[]): readonly string[] => {
  const serials = answers.flatMap(({ type, records }) =>
    type === "SOA" ? records.flatMap(({ value }) => value.split(" ").slice(2, 3)) : [],
  );
  const distinct = [...new Set(serials)];
  return distinct.length > 1 ? distinct : [];
};

/** True when one server's answers hold what is expected; with nothing expected, any address or alias will do. */
const isServedBy = (answers: readonly ServedAnswer[], record: ExpectedRecord | undefined): boolean => {
  const records = answers.flatMap((answer) => answer.records);
  if (record === undefined) return records.length > 0;
  return valuesOf(record).every((value) => holds(records, record, value));
};

/** The record at every authoritative server. What an answer without authority says is no evidence. */
export const judgeServed = (expected: Expectation, seen: Measurements): Judged => {
  const { served, vantage } = seen;
  const { name, record } = expected;
  // What the zone does not hold cannot be served: the stored record has said so.
  if (served === undefined || judgeStored(expected, seen).status === "broken") return notAsked;
  const params = { name, type: record?.type ?? "", value: record === undefined ? "" : valuesOf(record).join(", ") };
  const answers = served.known ? served.value.filter(({ type }) => type !== "SOA") : [];
  if (!served.known || answers.length === 0) {
    const detail = served.known ? "none of them answered" : served.failure.message;
    return { status: "unknown", vantage, message: { code: "served-unknown", params: { ...params, detail } } };
  }
  const base = { vantage, ms: Math.max(...answers.map((answer) => answer.ms)) };
  const judged = (status: Judged["status"], code: string, more: Judged["message"]["params"]): Judged => ({
    ...base,
    status,
    message: { code, params: { ...params, ...more } },
  });
  const doubtful = answers.filter((answer) => !isEvidence(answer));
  if (doubtful.length > 0) {
    const code = doubtful.some((answer) => !answer.authoritative) ? "served-not-authoritative" : "served-refused";
    const rcodes = [...new Set(doubtful.map((answer) => answer.rcode))];
    return judged("unknown", code, { servers: serversOf(doubtful), rcodes });
  }
  const servers = serversOf(answers);
  const said = servers.map((server) => answers.filter((answer) => answer.server === server));
  const wrong = said.filter((ofOne) => !isServedBy(ofOne, record)).flat();
  if (wrong.length === 0) {
    const found = [...new Set(answers.flatMap(({ records }) => records.map(textOf)))];
    return judged("ok", "served", { servers, found, serials: differingSerials(served.value) });
  }
  const inPart = { servers: serversOf(wrong) };
  if (inPart.servers.length < servers.length) return judged("broken", "served-in-part", inPart);
  const instead = [...new Set(wrong.flatMap(({ records }) => records.map(textOf)))];
  return judged("broken", instead.length > 0 ? "served-differs" : "not-served", { ...inPart, instead });
};
