/** `porchlight trust`: pins the key that a host shows on its own LAN, after a person has seen both. Nowhere else. */
import { type DesiredHost, systemClock } from "@porchlight/core";
import { findLanAddresses, isInside, ownNetworks, readNeighbours } from "../away/lan.ts";
import { findKey, type KeyContext, lookAtKey, type Server } from "../away/pinned-key.ts";
import { wholeKeysOf } from "../away/whole-keys.ts";
import { exitCode } from "../exit-code.ts";
import { readHomeText, rewriteHome, withHostKey } from "../home-edit.ts";
import type { HomeSource } from "../home-source.ts";
import { tell } from "../paint.ts";
import { CommandError, type CommandResult, type Terminal } from "../terminal.ts";

/** How `porchlight trust` was called. */
export interface TrustCall {
  readonly host: string;
  readonly file: string;
  readonly yes: boolean;
  /** Its LAN address, where nothing else says it. */
  readonly address?: string | undefined;
}

const refuse = (code: number, error: string, message: string, remedy: string, more: object = {}): CommandError =>
  new CommandError(code, `✗ ${message}\n    -> ${remedy}`, { error, ...more });

/** What a person can always do instead. */
const byHand = (host: string): string =>
  `at home, or on ${host} itself: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub, and write what it prints as host-key:`;

const hostOf = ({ desired }: HomeSource, name: string): DesiredHost => {
  const host = desired.hosts.find((each) => each.name === name);
  if (host !== undefined) return host;
  const known = desired.hosts.map((each) => each.name).join(", ") || "none";
  throw refuse(exitCode.failed, "no-such-host", `${name}: no such host`, `known here: ${known}`);
};

const sshPort = 22;

/** Where its SSH server listens on the LAN: the end of a forward that a tunnel goes through, else of one to port 22. */
const portOf = ({ desired }: HomeSource, host: string): number => {
  const ends = desired.forwards.filter((forward) => forward.host === host && forward.protocols.includes("tcp"));
  const through = ends.find(({ name }) => desired.tunnels.some((tunnel) => tunnel.through === name));
  return through?.port ?? sshPort;
};

/** The server on the LAN. @throws CommandError when nobody knows where it is, or this machine is elsewhere. */
const serverOf = async (source: HomeSource, host: DesiredHost, call: TrustCall): Promise<Server> => {
  const { network: net = {} } = source.desired;
  const port = portOf(source, host.name);
  const found = call.address === undefined ? await findLanAddresses(host, port, net) : [call.address];
  const inside = (address: string): boolean =>
    net.map === undefined ? isInside(address, ownNetworks()) : net.map[`${address}:${port}`] !== undefined;
  const [address, ...others] = found.filter(inside);
  if (address === undefined) {
    const where =
      found.length === 0
        ? "nothing here knows its LAN address"
        : `${found.join(", ")} is not on a network of this machine`;
    throw refuse(
      exitCode.refused,
      "not-inside",
      `a new key of ${host.name} is accepted on its own LAN only, and this machine is elsewhere as far as it can tell: ${where}`,
      `${byHand(host.name)}; at home already: --address ADDRESS`,
    );
  }
  if (others.length > 0)
    throw refuse(
      exitCode.failed,
      "several-addresses",
      `${host.name} may be at ${[address, ...others].join(" or ")}`,
      "say which: --address ADDRESS",
    );
  return { name: address, port };
};

/** A network elsewhere can use the same addresses: the network card tells, where the system lets it be seen. */
const compareCard = async (host: DesiredHost, server: Server, isVirtual: boolean): Promise<boolean | undefined> => {
  if (isVirtual || host.macs.length === 0) return undefined;
  const mac = (await readNeighbours()).get(server.name);
  return mac === undefined ? undefined : host.macs.includes(mac);
};

const keyContextOf = (source: HomeSource, { signal, clock = systemClock }: Terminal): KeyContext => ({
  net: source.desired.network ?? {},
  signal,
  clock,
});

const look = async (host: DesiredHost, server: Server, context: KeyContext) => {
  const { isReachError } = await import("@porchlight/reach");
  try {
    const first = await lookAtKey(server, context);
    const pinned = host.hostKey === undefined ? undefined : await findKey(server, host.hostKey, first, context);
    return { seen: pinned ?? first, isPinned: pinned !== undefined };
  } catch (error) {
    if (!isReachError(error)) throw error;
    throw refuse(
      exitCode.failed,
      error.code,
      `${host.name} at ${server.name} port ${server.port}: ${error.message}`,
      "check that it is on and its SSH server runs",
    );
  }
};

const agree = async (call: TrustCall, terminal: Terminal): Promise<void> => {
  if (call.yes) return;
  if (terminal.ask === undefined)
    throw refuse(
      exitCode.failed,
      "not-asked",
      "nobody is here to compare the keys, and nothing was written",
      "--yes accepts it",
    );
  if (!(await terminal.ask(`Write the key that was seen into ${call.file}? [y/N] `)))
    throw refuse(exitCode.failed, "answered-no", "nothing was written", byHand(call.host));
};

const write = async (call: TrustCall, text: string, value: string, fingerprint: string): Promise<void> => {
  const changed = withHostKey(text, call.host, value, fingerprint);
  const remedy = `write it yourself, under hosts.${call.host}: host-key: ${JSON.stringify(value)}`;
  if (changed === undefined)
    throw refuse(exitCode.failed, "home-form", `${call.file}: its form leaves no safe place for the key`, remedy);
  await rewriteHome(call.file, changed).catch((error: NodeJS.ErrnoException) => {
    const why = error.code ?? error.message;
    throw refuse(exitCode.failed, "home-file", `${call.file} could not be written (${why}), and is as it was`, remedy);
  });
};

/**
 * Accepts a new host key: dials the host straight at its LAN address, shows the pinned and the seen key, asks, and writes
 * `host-key:` into the home file, whole where the file pinned a whole key. No user name is sent.
 *
 * @throws CommandError when this machine is not on the LAN (3), the machine is another by its network card (3), it does
 * not answer, nobody agreed or the file could not be written (1).
 */
export const trust = async (source: HomeSource, call: TrustCall, terminal: Terminal): Promise<CommandResult> => {
  const host = hostOf(source, call.host);
  const server = await serverOf(source, host, call);
  const isVirtual = source.desired.network?.map !== undefined;
  const { seen, isPinned } = await look(host, server, keyContextOf(source, terminal));
  const { fingerprint, algorithm, publicKey } = seen;
  const at = `${host.name} at ${server.name} port ${server.port}${isVirtual ? " (virtual network)" : ""}`;
  const document = {
    host: host.name,
    address: server.name,
    port: server.port,
    ...(host.hostKey === undefined ? {} : { pinned: host.hostKey }),
    seen: { fingerprint, algorithm },
    virtual: isVirtual,
  };
  if (isPinned)
    return {
      exitCode: exitCode.done,
      text: `${at} shows the pinned key ${fingerprint} (${algorithm}): nothing to do.`,
      document: { ...document, changed: false },
    };
  const isItsCard = await compareCard(host, server, isVirtual);
  if (isItsCard === false)
    throw refuse(
      exitCode.refused,
      "another-card",
      `${at}: its network card is not ${host.macs.join(" or ")}, so this is another machine, or another network than home`,
      "go home, or correct mac: of the host",
      document,
    );
  tell(terminal, `${at}, straight on the LAN:`);
  tell(terminal, `  · pinned  ${host.hostKey ?? "none"}`);
  tell(terminal, `  ? seen    ${fingerprint} (${algorithm})`);
  if (isItsCard === undefined)
    tell(terminal, "  ? its network card could not be compared: make sure that this is your own network");
  tell(terminal, `  · compare, on ${host.name} itself: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`);
  await agree(call, terminal);
  const text = await readHomeText(call.file);
  await write(call, text, wholeKeysOf(text).has(host.name) ? publicKey : fingerprint, fingerprint);
  return {
    exitCode: exitCode.done,
    text: `Pinned: ${host.name} is known by ${fingerprint} (${algorithm}) from now on, in ${call.file}.`,
    document: { ...document, changed: true },
  };
};
