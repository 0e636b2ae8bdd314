import { type Fault, type OvhDoor, startOvh, type WorldOptions } from "@porchlight/simulator";
import type { OvhClock } from "../src/clock.ts";
import { createOvhDns, type OvhDns, type OvhDnsOptions } from "../src/ovh-dns.ts";
import type { OvhZone } from "../src/zone.ts";

const open: { close(): unknown }[] = [];

/** Closes what was opened, the last first; for `afterEach`. */
export const closeAll = async (): Promise<void> => {
  for (const each of open.splice(0).toReversed()) await each.close();
};

/** Has something closed by `closeAll`. */
export const opened = <T extends { close(): unknown }>(one: T): T => {
  open.push(one);
  return one;
};

/** What a promise gives or fails with. */
export const caught = async (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

/** A record without its keys. */
export interface Line {
  fieldType: string;
  subDomain: string;
  target: string;
  ttl: number;
}

export const line = (fieldType: string, subDomain: string, target: string, ttl = 0): Line => ({
  fieldType,
  subDomain,
  target,
  ttl,
});

const shown = (records: readonly Line[] = []): string[] =>
  records.map(({ subDomain, fieldType, target, ttl }) => `${subDomain} ${ttl} ${fieldType} ${target}`).toSorted();

/** A virtual OVHcloud and a client of its zone that does not wait between its tries. */
export interface Stage {
  readonly api: OvhDoor;
  readonly ovh: OvhDns;
  readonly zone: OvhZone;
  /** "GET /record 200", below the zone, in order. */
  readonly calls: () => string[];
  readonly fail: (fault: Omit<Fault, "door">) => void;
  /** Records as "home 60 A 192.0.2.1", in alphabetical order. */
  readonly stored: () => string[];
  readonly served: () => string[];
}

export const start = async (world: WorldOptions = {}, options: Partial<OvhDnsOptions> = {}): Promise<Stage> => {
  const api = opened(await startOvh(world));
  const ovh = opened(createOvhDns({ ...api.clientOptions, random: () => 0, ...options }));
  return {
    api,
    ovh,
    zone: ovh.zone("taprest.fr"),
    calls: () =>
      api.requests.map(
        ({ method, path, status }) => `${method} ${path.replace("/1.0/domain/zone/taprest.fr", "")} ${status}`,
      ),
    fail: (fault) => api.fail({ door: "ovh", ...fault }),
    stored: () => shown(api.world.zones.get("taprest.fr")?.stored),
    served: () => shown(api.world.zones.get("taprest.fr")?.served),
  };
};

/** The deadline of a call by default: a sleep of this length never ends. */
const deadlineMs = 30_000;

/** A clock whose waits are noted and over at once, after `onWait`; a deadline never comes. Time passes by waits and `pass`. */
export const patientClock = (): OvhClock & {
  readonly waits: number[];
  readonly pass: (ms: number) => void;
  onWait?: () => unknown;
} => {
  let now = 0;
  const clock: ReturnType<typeof patientClock> = {
    waits: [],
    now: () => now,
    epochMs: () => Date.now() + now,
    pass: (ms) => {
      now += ms;
    },
    sleep: async (ms, signal) => {
      if (ms === deadlineMs)
        return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Error("over"))));
      if (signal?.aborted === true) throw new Error("aborted");
      clock.waits.push(ms);
      now += ms;
      await clock.onWait?.();
    },
  };
  return clock;
};

/** The same with a clock that has all the time there is. */
export const startPatiently = async (
  world: WorldOptions = {},
): Promise<Stage & { readonly clock: ReturnType<typeof patientClock> }> => {
  const clock = patientClock();
  return { ...(await start(world, { clock })), clock };
};
