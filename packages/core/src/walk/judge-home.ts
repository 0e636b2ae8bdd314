/** Judges of the links at home: the line, the redirection, the machine on the LAN, and the static name. Pure. */
import type { Forward, PortRange } from "../contracts.ts";
import { lineTroubleOf } from "../line-address.ts";
import { isEvidence } from "../plan/served.ts";
import { isOfCredentials } from "../plan.ts";
import { type Judged, notAsked, serversOf, toldAtHome, valueOf } from "./judged.ts";
import type { Expectation, Measurements } from "./links.ts";

const covers = ([first, last]: PortRange, port: number): boolean => first <= port && port <= last;

/** The line to the internet: up, with an address and a port that the outside can reach. */
export const judgeLine = (expected: Expectation, { router }: Measurements): Judged => {
  const reading = router?.line;
  if (reading === undefined || expected.leadsHome === false) return notAsked;
  if (!reading.known) {
    const { message, kind, right = "" } = reading.failure;
    if (isOfCredentials(reading.failure)) return notAsked; // said at the credentials
    return toldAtHome("unknown", "line-unknown", { detail: message, kind, right });
  }
  const { ipv4, up, portRange } = reading.value;
  if (!up || ipv4 === undefined) return toldAtHome("broken", "line-down");
  const code = lineTroubleOf(ipv4);
  if (code !== undefined) return toldAtHome("broken", code, { address: ipv4 });
  const { port } = expected;
  if (port !== undefined && !covers(portRange, port))
    return toldAtHome("broken", "port-outside-range", { port, first: portRange[0], last: portRange[1], free: 0 });
  return toldAtHome("ok", "line", { address: ipv4 });
};

/** The LAN port a rule leads a WAN port to. */
const leadsTo = ({ lanPort, wanPorts }: Forward, port: number): number => lanPort + port - wanPorts[0];

/** The redirection: there, enabled, and leading to where the machine really is. */
export const judgeForward = (expected: Expectation, { router }: Measurements): Judged => {
  const { forward, port } = expected;
  const rules = valueOf(router?.forwards);
  if (forward === undefined || port === undefined || rules === undefined) return notAsked;
  const { host, address, lanPort } = forward;
  const here = rules.filter(({ protocol, wanPorts }) => protocol === "tcp" && covers(wanPorts, port));
  const rule = here.find(({ enabled }) => enabled) ?? here[0];
  const params = { port, host, target: `${address ?? host}:${lanPort}` };
  if (rule === undefined) return toldAtHome("broken", "forward-missing", params);
  if (!rule.enabled) return toldAtHome("broken", "forward-disabled", params);
  const leads = { ...params, leads: `${rule.lanAddress}:${leadsTo(rule, port)}` };
  // Where the machine is cannot be told: then neither can it be told whether the rule is right.
  if (address === undefined) return toldAtHome("unknown", "forward-unknown", leads);
  if (leads.leads !== params.target) return toldAtHome("broken", "forward-elsewhere", leads);
  return toldAtHome("ok", "forward", leads);
};

/**
 * The machine on its LAN. Seen directly from inside, it is alive whether its port is open or not; else the router's
 * word counts, and a machine it has lost sight of is broken only while nothing answers from outside either.
 */
export const judgeHost = (expected: Expectation, seen: Measurements): Judged => {
  const { forward } = expected;
  if (forward === undefined) return notAsked;
  const { host, address = "", missing } = forward;
  const hosts = valueOf(seen.router?.hosts);
  if (seen.lan !== undefined && (seen.lan.ok || seen.lan.reason === "refused"))
    return { status: "ok", vantage: "inside", ms: seen.lan.ms, message: { code: "host", params: { host, address } } };
  if (hosts === undefined) return notAsked;
  if (missing !== undefined) return { status: "broken", vantage: "inside", message: missing };
  const there = hosts.filter(({ addresses }) => addresses[0] === address);
  if (there.some(({ active }) => active) || seen.tcp?.ok === true) return toldAtHome("ok", "host", { host, address });
  return toldAtHome("broken", "host-away", { host, address });
};

/** The name the ISP keeps pointed at the router: held by it, and leading to its WAN address. */
export const judgeStaticName = (expected: Expectation, seen: Measurements): Judged => {
  const { staticName: name } = expected;
  const { staticName: served, router, vantage } = seen;
  if (name === undefined || expected.leadsHome === false) return notAsked;
  const held = valueOf(router?.staticNames);
  const automatic = valueOf(router?.automaticName)?.name;
  if (held !== undefined && automatic !== name && !held.some((one) => one.name === name))
    return toldAtHome("broken", "static-name-missing", { name });
  if (served === undefined) return notAsked;
  const address = valueOf(router?.line)?.ipv4 ?? "";
  const evidence = (valueOf(served) ?? []).filter(isEvidence);
  if (evidence.length === 0) {
    const detail = served.known ? "no answer with authority" : served.failure.message;
    return { status: "unknown", vantage, message: { code: "static-name-unknown", params: { name, detail } } };
  }
  const base = { vantage, ms: Math.max(...evidence.map(({ ms }) => ms)) };
  const found = [...new Set(evidence.flatMap(({ records }) => records.map(({ value }) => value)))];
  const params = { name, addresses: found, router: address, servers: serversOf(evidence) };
  if (evidence.some(({ records }) => records.length === 0))
    return { ...base, status: "broken", message: { code: "static-name-no-address", params } };
  if (address !== "" && found.some((value) => value !== address))
    return { ...base, status: "broken", message: { code: "static-name-old", params } };
  return { ...base, status: "ok", message: { code: "static-name", params } };
};
