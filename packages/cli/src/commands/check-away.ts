/** A chain looked at without a home file and without credentials: what is expected stands on the command line. */
import { canonicalValue, type Expectation, parseHostKey, plainName } from "@porchlight/core";
import type { Net } from "@porchlight/reach";
import { exitCode } from "../exit-code.ts";
import { CommandError } from "../terminal.ts";
import { type CheckSettings, checkOptionsOf } from "./check-settings.ts";
import type { Looked, Walked } from "./check-home.ts";

/** What the command line says of a name. */
export interface Asked {
  readonly name: string;
  readonly ports: readonly number[];
  /** A fingerprint, or "dns": the key that a validated SSHFP record names. */
  readonly hostKey?: string;
  /** "CNAME=taprest.freeboxos.fr", "A=192.0.2.1". */
  readonly expects: readonly string[];
}

const refuse = (message: string, remedy: string): CommandError =>
  new CommandError(exitCode.failed, `✗ ${message}\n    -> ${remedy}`, { error: "usage" });

const parseExpected = (text: string): { readonly type: string; readonly value: string } => {
  const [, type = "", value = ""] = /^([A-Za-z0-9]+)=(.+)$/s.exec(text) ?? [];
  if (type === "") throw refuse(`--expect ${text}: it is no TYPE=VALUE`, "--expect CNAME=NAME or --expect A=ADDRESS");
  const known = canonicalValue(type.toUpperCase(), value);
  if (known === undefined) throw refuse(`--expect ${text}: no ${type.toUpperCase()} has that value`, "correct it");
  return { type: type.toUpperCase(), value: known };
};

/** One record a type, every value of it. */
const recordsOf = (expects: readonly string[]): readonly NonNullable<Expectation["record"]>[] => {
  const byType = new Map<string, string[]>();
  for (const { type, value } of expects.map(parseExpected)) byType.set(type, [...(byType.get(type) ?? []), value]);
  return [...byType].map(([type, [value = "", ...besides]]) => ({
    type,
    value,
    ...(besides.length === 0 ? {} : { besides }),
  }));
};

/** A pinned key; "dns" pins none, and leaves it to a validated SSHFP record. */
const keyOf = (text: string): Pick<Expectation, "hostKey" | "hostKeyType"> => {
  if (text === "dns") return {};
  const key = parseHostKey(text);
  if ("fault" in key)
    throw refuse(`--host-key ${key.fault}`, "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub shows it");
  return { hostKey: key.fingerprint, ...(key.type === undefined ? {} : { hostKeyType: key.type }) };
};

/** What is asked of a name: each port, and each type of record; the name alone when nothing more is said. */
const expectationsOf = ({ name, ports, hostKey, expects }: Asked): readonly Expectation[] => {
  const base = { name: plainName(name) };
  const [first, ...others] = recordsOf(expects);
  const record = first === undefined ? {} : { record: first };
  const key = hostKey === undefined ? {} : { ssh: true, ...keyOf(hostKey) };
  if (hostKey !== undefined && ports.length === 0) throw refuse("--host-key without a port", "add --port PORT");
  const behind = ports.map((port): Expectation => {
    const rest = ports.filter((other) => other !== port);
    return { ...base, ...record, port, ...key, ...(rest.length === 0 ? {} : { otherPorts: rest }) };
  });
  const names = [
    ...(behind.length === 0 ? [{ ...base, ...record }] : []),
    ...others.map((one) => ({ ...base, record: one })),
  ];
  return [...behind, ...names];
};

/** Looks once. Asks nobody but DNS servers and the name itself; reads no file. */
export const lookFromAway = async (asked: Asked, net: Net, settings: CheckSettings): Promise<Looked> => {
  const expectations = expectationsOf(asked);
  const { check } = await import("@porchlight/reach");
  const options = checkOptionsOf(settings, net, undefined);
  const walked = expectations.map(async (expected): Promise<Walked> => ({ walk: await check(expected, options) }));
  return { walked: await Promise.all(walked) };
};
