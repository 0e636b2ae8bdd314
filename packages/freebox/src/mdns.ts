import type { ResponsePacket } from "multicast-dns";

/** A question that was asked; answers are heard until it is closed. */
export interface MdnsSearch {
  close(): void;
}

/**
 * Asks a multicast group who offers a service ("_fbx-api._tcp.local"), and tells of each answer: its TXT entries, and who
 * gave it. From a port of its own, never 5353, which a system's own responder may hold: whoever answers then answers to
 * that port alone (RFC 6762, section 6.7). Rejects with the system's error when the question cannot be sent.
 */
export async function askMdns(
  service: string,
  group: { readonly address: string; readonly port: number },
  onAnswer: (entries: Readonly<Record<string, string>>, address: string) => void,
): Promise<MdnsSearch> {
  const { default: createMdns } = await import("multicast-dns"); // on use: few programs ever look for a box
  const mdns = createMdns({ ip: group.address, port: group.port, bind: false, multicast: false });
  mdns.on("response", (packet, { address }) => {
    const entries = entriesOf(packet, service);
    if (entries !== undefined) onAnswer(entries, address);
  });
  try {
    await new Promise<void>((resolve, reject) => {
      // Stays: an "error" nobody hears would end the process. A "warning" is a socket that failed, or a message that is
      // none, which comes too late to reject anything.
      for (const trouble of ["error", "warning"] as const) mdns.on(trouble, reject);
      mdns.query([{ name: service, type: "PTR" }], (error) => (error === null ? resolve() : reject(error)));
    });
  } catch (error) {
    mdns.destroy();
    throw error;
  }
  return { close: () => mdns.destroy() };
}

/** What is said of a service in all sections of an answer; undefined when the answer is not about it. */
function entriesOf(packet: ResponsePacket, service: string): Readonly<Record<string, string>> | undefined {
  const records = [packet.answers ?? [], packet.authorities ?? [], packet.additionals ?? []].flat();
  const mine = records.filter(({ name }) => `.${name.toLowerCase()}`.endsWith(`.${service}`));
  if (mine.length === 0) return undefined;
  const entries = new Map<string, string>();
  for (const text of mine.flatMap((record) => (record.type === "TXT" ? [record.data].flat().map(String) : []))) {
    const [key = "", ...value] = text.split("=");
    // The first of a key counts, whatever its case (RFC 6763, section 6.4).
    if (key !== "" && !entries.has(key.toLowerCase())) entries.set(key.toLowerCase(), value.join("="));
  }
  return Object.fromEntries(entries);
}
