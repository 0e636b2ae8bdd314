/** Judges of the links that are the host's: its port, its SSH server, its key, and the service behind the tunnel. Pure. */
import { sshfpOf } from "../home/host-key.ts";
import { dialVantage, type Judged, notAsked } from "./judged.ts";
import type { Expectation, HostKeySeen, Measurements, ProbeFailure, Vantage } from "./links.ts";

/** Why a port did not answer: what was seen from inside, beside it and on the way, tells more than the dial alone. */
const silentPort = (expected: Expectation, seen: Measurements, reason: ProbeFailure): [Judged["status"], string] => {
  const { lan, otherPort, vantage } = seen;
  // Nothing stands between two machines of one LAN: what is closed or silent there is so at the host itself.
  if (lan?.ok === false && lan.reason === "refused") return ["broken", "host-refuses"];
  if (lan?.ok === false && lan.reason === "timeout") return ["broken", "host-drops"];
  if (vantage === "inside") return ["unknown", lan?.ok === true ? "hairpin-refused-alive" : "hairpin-refused"];
  if (reason === "refused") return ["broken", "tcp-refused"];
  if (reason !== "timeout") return ["unknown", "tcp-unreachable"];
  if (otherPort?.ok === true) return ["unknown", "tcp-blocked"];
  return ["unknown", expected.forward?.address === undefined ? "tcp-timeout" : "tcp-timeout-forwarded"];
};

/** The port. A timeout alone proves nothing, and neither does a failed dial from inside to the home's own address. */
export const judgeTcp = (expected: Expectation, seen: Measurements): Judged => {
  const { tcp, otherPort } = seen;
  const { name, port, forward } = expected;
  if (tcp === undefined || port === undefined) return notAsked;
  const base = { vantage: dialVantage(seen), ms: tcp.ms };
  if (tcp.ok) return { ...base, status: "ok", message: { code: "tcp", params: { ...tcp.value } } };
  const [status, code] = silentPort(expected, seen, tcp.reason);
  const other = otherPort?.ok === true ? otherPort.value.port : "";
  const params = { name, port, detail: tcp.message, host: forward?.host ?? "", lanPort: forward?.lanPort ?? "", other };
  return { ...base, status, message: { code, params } };
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

/** The SSH server: something that speaks the protocol, whichever machine it is. */
export const judgeSsh = (expected: Expectation, seen: Measurements): Judged => {
  const { hostKey } = seen;
  if (hostKey === undefined) return notAsked;
  const base = { vantage: dialVantage(seen), ms: hostKey.ms };
  if (hostKey.ok) return { ...base, status: "ok", message: { code: "ssh", params: { banner: hostKey.value.banner } } };
  const { status, code } = withoutHostKey(hostKey.reason, base.vantage);
  const params = { port: expected.port ?? 22, detail: hostKey.message };
  return { ...base, status, message: { code, params } };
};

/** True when an SSHFP record holds the SHA-256 of a key; undefined when none is about a key of its algorithm. */
const matchesSshfp = (values: readonly string[], { algorithm, fingerprint }: HostKeySeen): boolean | undefined => {
  const own = sshfpOf({ hostKey: fingerprint, hostKeyType: algorithm });
  const digests = values.filter((value) => own !== undefined && value.startsWith(own.slice(0, "4 2 ".length)));
  return digests.length === 0 ? undefined : digests.some((value) => value.toLowerCase() === own);
};

/** A key that nobody pinned in the file: what a validated SSHFP record says of it, else nothing can be said. */
const judgeUnpinned = (seen: Measurements, key: HostKeySeen): Pick<Judged, "status"> & { code: string } => {
  if (seen.sshfp?.ok !== true) return { status: "unknown", code: "host-key-not-pinned" };
  const matches = matchesSshfp(seen.sshfp.value.values, key);
  if (matches === undefined) return { status: "unknown", code: "host-key-not-pinned" };
  if (!seen.sshfp.value.isValidated) return { status: "unknown", code: "sshfp-not-validated" };
  return matches ? { status: "ok", code: "sshfp" } : { status: "broken", code: "sshfp-differs" };
};

/** The machine, by the key it has proven its own: the pinned one, else the one a validated SSHFP record names. */
export const judgeHostKey = (expected: Expectation, seen: Measurements): Judged => {
  const { hostKey } = seen;
  if (hostKey?.ok !== true) return notAsked; // the SSH server has said why
  const base = { vantage: dialVantage(seen), ms: hostKey.ms };
  const params = { ...hostKey.value, expected: expected.hostKey ?? "" };
  if (expected.hostKey === undefined) {
    const { status, code } = judgeUnpinned(seen, hostKey.value);
    return { ...base, status, message: { code, params } };
  }
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
  const shown = { ...params, title, httpStatus };
  if (expect !== undefined && !title.toLowerCase().includes(expect.toLowerCase()))
    return { ...base, status: "broken", message: { code: "tunnel-other-service", params: shown } };
  return { ...base, status: "ok", message: { code: "tunnel", params: shown } };
};
