import { createSocket, type Socket } from "node:dgram";
import { type FreeboxClock, systemClock } from "./clock.ts";
import { type ApiVersion, announcedVersion } from "./discovery.ts";
import { FreeboxInputError } from "./errors.ts";
import { stopFault, transportFault } from "./fault.ts";
import { askMdns, type MdnsSearch } from "./mdns.ts";
import type { CallOptions } from "./session.ts";

/** A box that answered. Anything on the LAN can say it is one: what it announces is a hint until it was asked over TLS. */
export interface FoundFreebox {
  /** Where the answer came from, IPv4: the box's address on this LAN. */
  readonly address: string;
  /** What it announced of itself by mDNS, in the terms of `/api_version`; absent when it only answered to SSDP. */
  readonly announced?: ApiVersion;
}

/** Where questions are sent. */
export interface FindGroup {
  readonly address: string;
  readonly port: number;
}

/** How to look. */
export interface FindOptions extends CallOptions {
  /** How long answers are waited for; 2,000 by default. All of it is waited. */
  readonly timeoutMs?: number;
  /** Told of each box at once, and again when it told more. What it throws is ignored. */
  readonly onFound?: (box: FoundFreebox) => void;
  /** The multicast groups of mDNS and SSDP by default. */
  readonly groups?: { readonly mdns: FindGroup; readonly ssdp: FindGroup };
  /** Time, for tests. */
  readonly clock?: FreeboxClock;
}

/** Documented. */
const SERVICE = "_fbx-api._tcp.local";
/** Reported by one client. */
const SEARCH_TARGET = "urn:schemas-freebox-fr:device:Freebox:1";

const GROUPS = {
  mdns: { address: "224.0.0.251", port: 5353 },
  ssdp: { address: "239.255.255.250", port: 1900 },
} as const;

const SEARCH = [
  "M-SEARCH * HTTP/1.1",
  `HOST: ${GROUPS.ssdp.address}:${GROUPS.ssdp.port}`,
  'MAN: "ssdp:discover"',
  "MX: 1",
  `ST: ${SEARCH_TARGET}`,
  "\r\n",
].join("\r\n");

/**
 * Asks the LAN for boxes, by mDNS and SSDP at once, over IPv4 and the interface the system takes for multicast. Boxes in
 * the order of their first answer. An empty list says that none answered, not that there is none: many networks drop
 * multicast. Throws `FreeboxTransportError` when neither question could be sent, or the caller's signal fired, and
 * `FreeboxInputError` for a group that cannot be.
 */
export async function findFreeboxes(options: FindOptions = {}): Promise<readonly FoundFreebox[]> {
  const { signal, timeoutMs = 2_000, groups = GROUPS, clock = systemClock } = options;
  const operation = "findFreeboxes";
  if (signal?.aborted === true) throw stopFault(operation, signal, false);
  for (const { port } of [groups.mdns, groups.ssdp])
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      throw new FreeboxInputError(operation, "a group's port has to be from 1 to 65535");
  const found = new Map<string, FoundFreebox>();
  const heard = (address: string, announced?: ApiVersion): void => {
    const known = found.get(address);
    if (known !== undefined && (known.announced !== undefined || announced === undefined)) return;
    const box = announced === undefined ? { address } : { address, announced };
    found.set(address, box);
    tell(options, box);
  };
  let mdns: MdnsSearch | undefined;
  const ssdp = createSocket("udp4", (message, { address }) => {
    if (isSearchAnswer(message.toString("latin1"))) heard(address);
  });
  ssdp.on("error", () => undefined); // told by `send`; later ones cost at most an answer
  try {
    const asked = await Promise.allSettled([
      askMdns(SERVICE, groups.mdns, (entries, address) => heard(address, announcedVersion(entries))),
      send(ssdp, Buffer.from(SEARCH), groups.ssdp),
    ]);
    if (asked[0].status === "fulfilled") mdns = asked[0].value;
    else if (asked[1].status === "rejected") throw transportFault(operation, asked[0].reason, []);
    await clock.sleep(timeoutMs, signal).catch((error: unknown) => {
      throw signal === undefined ? error : stopFault(operation, signal, true);
    });
    return [...found.values()];
  } finally {
    mdns?.close();
    ssdp.close();
  }
}

function send(socket: Socket, message: Buffer, { address, port }: FindGroup): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("error", reject); // a socket that could not be bound never gets to the callback
    socket.send(message, port, address, (error) => (error === null ? resolve() : reject(error)));
  });
}

function isSearchAnswer(text: string): boolean {
  const [status = "", ...headers] = text.split(/\r?\n/);
  const target = headers.find((header) => /^st\s*:/i.test(header))?.replace(/^[^:]*:/, "");
  return /^HTTP\/1\.[01] 200\b/.test(status) && target?.trim() === SEARCH_TARGET;
}

function tell({ onFound }: FindOptions, box: FoundFreebox): void {
  try {
    onFound?.(box);
  } catch {
    // An observer that fails must not stop the search.
  }
}
