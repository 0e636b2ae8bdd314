/** Judges of the links that are the machine's: its port, its SSH host key, and the service behind the tunnel. Pure. */
import { type Judged, notAsked } from "./judge-names.ts";
import type { Expectation, Measurements, ProbeFailure, Vantage } from "./links.ts";

const dialVantage = (seen: Measurements): Vantage => (seen.vantage === "inside" ? "hairpin" : "outside");

/** The port. A timeout proves nothing, and neither does a failed dial from inside to the home's own address. */
export const judgeTcp = (expected: Expectation, seen: Measurements): Judged => {
  const { tcp } = seen;
  if (tcp === undefined || expected.port === undefined) return notAsked;
  const vantage = dialVantage(seen);
  if (tcp.ok) return { status: "ok", vantage, ms: tcp.ms, message: { code: "tcp", params: { ...tcp.value } } };
  const params = { name: expected.name, port: expected.port, detail: tcp.message };
  const base = { vantage, ms: tcp.ms };
  if (vantage === "hairpin") return { ...base, status: "unknown", message: { code: "hairpin-refused", params } };
  if (tcp.reason === "refused") return { ...base, status: "broken", message: { code: "tcp-refused", params } };
  return {
    ...base,
    status: "unknown",
    message: { code: tcp.reason === "timeout" ? "tcp-timeout" : "tcp-unreachable", params },
  };
};

/** Why no host key was seen: broken only when something else than SSH answered there. */
const withoutHostKey = (reason: ProbeFailure, vantage: Vantage): Pick<Judged, "status"> & { code: string } => {
  switch (reason) {
    case "not-understood":
      return { status: "broken", code: "not-ssh" };
    case "closed":
      return { status: "broken", code: "ssh-no-answer" };
    case "refused":
      return vantage === "hairpin"
        ? { status: "unknown", code: "hairpin-refused" }
        : { status: "broken", code: "tcp-refused" };
    case "unreachable":
      return { status: "unknown", code: "tcp-unreachable" };
    default:
      return { status: "unknown", code: "ssh-timeout" };
  }
};

/** The machine, by the key it has proven its own. Without a pinned key nobody can say which machine it is. */
export const judgeHostKey = (expected: Expectation, seen: Measurements): Judged => {
  const { hostKey } = seen;
  if (hostKey === undefined) return notAsked;
  const base = { vantage: dialVantage(seen), ms: hostKey.ms };
  if (!hostKey.ok) {
    const { status, code } = withoutHostKey(hostKey.reason, base.vantage);
    return { ...base, status, message: { code, params: { port: expected.port ?? 22, detail: hostKey.message } } };
  }
  const params = { ...hostKey.value, expected: expected.hostKey ?? "" };
  if (expected.hostKey === undefined)
    return { ...base, status: "unknown", message: { code: "host-key-not-pinned", params } };
  if (expected.hostKey !== hostKey.value.fingerprint)
    return { ...base, status: "broken", message: { code: "host-key-differs", params } };
  return { ...base, status: "ok", message: { code: "host-key", params } };
};

/** The service behind the tunnel, by the title of its page. */
export const judgeTunnel = (expected: Expectation, seen: Measurements): Judged => {
  const { tunnel } = seen;
  if (tunnel === undefined || expected.tunnel === undefined) return notAsked;
  const { name, to, expect } = expected.tunnel;
  const base = { vantage: dialVantage(seen), ms: tunnel.ms };
  const params = { tunnel: name, target: `${to.host}:${to.port}`, service: expect ?? "" };
  if (!tunnel.ok) {
    const withDetail = { ...params, detail: tunnel.message };
    switch (tunnel.reason) {
      case "no-login":
      case "login-refused":
        return { ...base, status: "unknown", message: { code: `tunnel-${tunnel.reason}`, params: withDetail } };
      case "timeout":
        return { ...base, status: "unknown", message: { code: "tunnel-timeout", params: withDetail } };
      default:
        return { ...base, status: "broken", message: { code: "tunnel-no-answer", params: withDetail } };
    }
  }
  const { httpStatus, title = "" } = tunnel.value;
  if (expect !== undefined && !title.toLowerCase().includes(expect.toLowerCase()))
    return {
      ...base,
      status: "broken",
      message: { code: "tunnel-other-service", params: { ...params, title, httpStatus } },
    };
  return { ...base, status: "ok", message: { code: "tunnel", params: { ...params, title, httpStatus } } };
};
