/** A real name server behind the zones: it is handed what is served, as a file. */
import { exportText } from "./ovh-zones.ts";
import type { World, Zone, ZoneRecord } from "./world.ts";

/**
 * Serves a zone somewhere else. `text` is the zone as a file (RFC 1035) whose origin is `zone`, a name without a final dot.
 * A rejection destroys the connection of whoever wrote.
 */
export type ZonePublisher = (zone: string, text: string) => Promise<void>;

/** Who is told what the zones serve. */
export interface PublishOptions {
  /** Called at the start and when a write changed what is served, before the write is answered; never twice at once. */
  readonly publish?: ZonePublisher;
}

/** The publisher of some options, if they have one. */
export const publishOf = ({ publish }: PublishOptions): PublishOptions => (publish === undefined ? {} : { publish });

/**
 * What a name server can load of what is served. A new zone holds texts beside the CNAME at "www" (recorded), which every
 * common name server refuses; as in our own, the CNAME alone is left, and at the apex everything but it.
 */
const loadable = ({ served }: Zone): readonly ZoneRecord[] => {
  const aliases = new Map(
    served
      .filter(({ fieldType, subDomain }) => fieldType === "CNAME" && subDomain !== "")
      .toReversed()
      .map((record) => [record.subDomain, record]),
  );
  return served.filter((record) => {
    const alias = aliases.get(record.subDomain);
    return alias === undefined ? record.fieldType !== "CNAME" : alias === record;
  });
};

/** Publishes what is served differently since the last time; with no publisher it does nothing. */
export const createPublisher = (
  world: World,
  { publish }: PublishOptions,
): { readonly settle: () => Promise<void> } => {
  const published = new Map<string, string>();
  let last: Promise<void> = Promise.resolve();
  const publishAll = async (tell: ZonePublisher): Promise<void> => {
    for (const zone of world.zones.values()) {
      const text = exportText(zone, loadable(zone));
      if (published.get(zone.name) === text) continue;
      await tell(zone.name, text);
      published.set(zone.name, text);
    }
  };
  const settle = (): Promise<void> => {
    if (publish === undefined) return Promise.resolve();
    // What failed was told to whoever wrote then; the next one tries again.
    last = last.catch(() => undefined).then(() => publishAll(publish));
    return last;
  };
  return { settle };
};
