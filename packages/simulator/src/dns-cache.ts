/** What a recursive resolver remembers, and for how long (RFC 1034 5.3.3; RFC 2308 for what is not there). */
import type { Found, Link } from "./dns-answer.ts";
import type { WireRecord } from "./dns-data.ts";

/** The memory of one resolver. */
export interface ResolverCache {
  /** A link that answers from memory while it may, else asks `ask` and remembers. */
  readonly over: (ask: Link) => Link;
  /** Empties it. */
  readonly forget: () => void;
}

interface Kept {
  readonly found: Found;
  readonly sinceMs: number;
  readonly lifeSeconds: number;
}

const ttlOf = (record: WireRecord): number => record.ttl ?? 0;

/** Nothing is kept for as long as the zone's SOA allows (RFC 2308, 5); what brings no SOA is not kept. */
const lifeOf = ({ answers, authorities }: Found): number => {
  if (answers.length > 0) return Math.min(...answers.map(ttlOf));
  const [soa] = authorities;
  return soa?.type === "SOA" ? Math.min(ttlOf(soa), soa.data.minimum ?? 0) : 0;
};

/** A name that is not there has nothing of any type (RFC 2308, 5), and a CNAME stands for every type. */
const anyType = (name: string): string => name;
const ofType = (name: string, type: string): string => `${name} ${type}`;
const keyOf = (name: string, type: string, { rcode, answers }: Found): string => {
  const standsForAll = answers.length === 0 ? rcode !== 0 : type !== "CNAME" && answers[0]?.type === "CNAME";
  return standsForAll ? anyType(name) : ofType(name, type);
};

/** As it is told once `seconds` have passed; a kept SOA tells how long nothing is kept yet. */
const aged = (found: Found, lifeSeconds: number, seconds: number): Found => ({
  ...found,
  answers: found.answers.map((record) => ({ ...record, ttl: ttlOf(record) - seconds })),
  authorities: found.authorities.map((record) => ({ ...record, ttl: lifeSeconds - seconds })),
});

/** An empty memory. `now` gives milliseconds. No effect. */
export const createResolverCache = (now: () => number): ResolverCache => {
  const kept = new Map<string, Kept>();
  const recalled = (key: string): Found | undefined => {
    const entry = kept.get(key);
    if (entry === undefined) return undefined;
    const seconds = Math.floor((now() - entry.sinceMs) / 1000);
    if (seconds < entry.lifeSeconds) return aged(entry.found, entry.lifeSeconds, seconds);
    kept.delete(key);
    return undefined;
  };
  return {
    over: (ask) => (name, type) => {
      const known = recalled(ofType(name, type)) ?? recalled(anyType(name));
      if (known !== undefined) return known;
      const found = ask(name, type);
      const lifeSeconds = lifeOf(found);
      if (lifeSeconds > 0) kept.set(keyOf(name, type, found), { found, sinceMs: now(), lifeSeconds });
      return found;
    },
    forget: () => kept.clear(),
  };
};
