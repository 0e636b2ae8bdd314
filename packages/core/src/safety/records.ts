/** What DNS itself, or whoever serves a zone, makes impossible; and a TTL that does more harm than good. Pure. */
import type { DnsRecord } from "../contracts.ts";
import type { Desired, DesiredRecords } from "../desired.ts";
import { groupedBy } from "../grouped.ts";
import type { Observed } from "../observe.ts";
import type { Plan } from "../plan.ts";
import { hazard, impossible, type Refusal } from "./refusal.ts";

/** What an exact set may replace, as a take-over. */
const replaceable: ReadonlySet<string> = new Set(["A", "AAAA", "CNAME", "DNAME"]);

/** A record without its name, for people. */
export const recordText = ({ type, value }: DnsRecord): string => `${type} ${value}`;
const identityOf = ({ name, type, value, ref }: DnsRecord): string => [name, type, value, ref ?? ""].join("\n");

/** What stays stored at each name once the plan removed what it removes. */
const stayingIn = (observed: Observed, plan: Plan): ReadonlyMap<string, readonly DnsRecord[]> => {
  const gone = new Set(
    plan.steps.flatMap((step) =>
      step.verb === "remove" && step.before.kind === "record" ? [identityOf(step.before)] : [],
    ),
  );
  const stored = Object.values(observed.zones).flatMap((zone) => (zone.stored.known ? zone.stored.value : []));
  return groupedBy(
    stored.filter((record) => !gone.has(identityOf(record))),
    ({ name }) => name,
  );
};

const apexCname = ({ name, zone, type, wish, path }: DesiredRecords): readonly Refusal[] =>
  // A DNAME may stand there (RFC 6672 2.3), a CNAME may not beside the SOA (RFC 1034 3.6.2).
  type === "CNAME" && wish === "exact" && name === zone ? [impossible(path, "cname-at-apex", { name })] : [];

const besideOf = (wanted: DesiredRecords, atName: readonly DnsRecord[]): readonly Refusal[] => {
  const { name, zone, type, wish, path } = wanted;
  if (wish === "absent" || name === zone) return [];
  if (type === "CNAME") {
    const beside = atName.filter((record) => !replaceable.has(record.type)).map(recordText);
    return beside.length === 0 ? [] : [impossible(path, "cname-beside-data", { name, beside })];
  }
  const cname = replaceable.has(type) ? undefined : atName.find((record) => record.type === "CNAME");
  return cname === undefined ? [] : [impossible(path, "data-beside-cname", { name, type, value: cname.value })];
};

/** What the file alone makes impossible in DNS. */
export const refuseRecordsOffline = (desired: Desired): readonly Refusal[] => desired.records.flatMap(apexCname);

/** What the file and what is stored make impossible in DNS. */
export const refuseRecords = (desired: Desired, observed: Observed, plan: Plan): readonly Refusal[] => {
  const staying = stayingIn(observed, plan);
  return [
    ...refuseRecordsOffline(desired),
    ...desired.records.flatMap((wanted) => besideOf(wanted, staying.get(wanted.name) ?? [])),
  ];
};

/**
 * Seconds below which a TTL is short. Resolvers keep a name no longer than this: under five minutes nearly every visit
 * asks again and waits, and a server that is away for a moment takes the name with it. The name a CNAME leads to may
 * still change as often as it likes: it has a TTL of its own.
 */
const shortTtlSeconds = 300;

/** Every declared TTL that is short. */
export const shortTtls = (desired: Desired): readonly Refusal[] =>
  desired.records.flatMap(({ name, type, wish, ttlSeconds, path }) =>
    wish === "absent" || ttlSeconds === undefined || ttlSeconds >= shortTtlSeconds
      ? []
      : [hazard("short-ttl", path, "short-ttl", { name, type, ttl: ttlSeconds, least: shortTtlSeconds })],
  );

/** Zones that nothing can be written to with any effect: no longer paid for, or stuck at whoever serves them. */
export const refuseZones = (desired: Desired, observed: Observed): readonly Refusal[] =>
  desired.zones.flatMap(({ name: zone, path }) => {
    const { stored, status } = observed.zones[zone] ?? {};
    const isExpired = [stored, status].some(
      (reading) => reading?.known === false && reading.failure.kind === "expired",
    );
    if (isExpired) return [impossible(path, "zone-expired", { zone })];
    const troubles = status?.known === true && !status.value.isDeployed ? status.value.troubles : [];
    return troubles.length === 0 ? [] : [impossible(path, "zone-undeployed", { zone, troubles })];
  });
