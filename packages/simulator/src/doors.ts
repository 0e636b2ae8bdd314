/** The two APIs as listeners: over a world of a home, or each alone. */
import type { Agent } from "node:https";
import type { TestIdentity } from "./certificate.ts";
import type { OpenLogEntry, RequestLogEntry } from "./exchange.ts";
import { createFaultScript, type Fault, type FaultScript } from "./faults.ts";
import { freeboxAnswer } from "./freebox.ts";
import { httpsPortOf } from "./freebox-connection.ts";
import { defaultDomainOf } from "./freebox-domains.ts";
import { createEventHub, type EventAccess } from "./freebox-events.ts";
import { outsideAgent, outsideAnswer } from "./freebox-outside.ts";
import { openHttpDoor } from "./http-door.ts";
import { loopback } from "./listen.ts";
import { ovhAnswer, ovhBody, ovhHeaders } from "./ovh.ts";
import { nicUpdatePath } from "./ovh-dynhost.ts";
import { createPublisher, publishOf, type PublishOptions } from "./ovh-publisher.ts";
import { deployZones } from "./ovh-zones.ts";
import { createWorld, homeAppId, type WorldOptions } from "./seeds.ts";
import type { World } from "./world.ts";

/** What opens a door over a world. */
export interface DoorSetting extends PublishOptions {
  readonly world: World;
  readonly faults: FaultScript;
  readonly log: OpenLogEntry[];
  readonly settle: () => Promise<void>;
}

/** How a client reaches the virtual Freebox. */
export interface FreeboxAccess {
  /** "http://127.0.0.1:PORT", or "https://…" by the switch `boxScheme`. */
  readonly url: string;
  /** Spreads into the Freebox SDK's options. */
  readonly clientOptions: {
    readonly endpoint: string;
    /** PEM of the authority of this door alone, where it speaks HTTPS. */
    readonly ca?: string;
    readonly credentials: { readonly appId: string; readonly appToken: string };
  };
  /** Who listens for events. */
  readonly events: EventAccess;
  /** The way in from the internet, by the switch `remoteDoor`: spreads into the Freebox SDK's options. */
  readonly remote?: {
    /** "https://NAME:PORT", as the box tells of itself. */
    readonly endpoint: string;
    /** Brings that name and port to the door; still verifies the name. */
    readonly agent: Agent;
    readonly credentials: FreeboxAccess["clientOptions"]["credentials"];
  };
}

/** How a client reaches the virtual OVH. */
export interface OvhAccess {
  /** "https://127.0.0.1:PORT/1.0". */
  readonly url: string;
  /** Spreads into the OVH SDK's options. */
  readonly clientOptions: {
    readonly endpoint: string;
    /** PEM of the authority of this door alone. */
    readonly ca: string;
    readonly credentials: {
      readonly applicationKey: string;
      readonly applicationSecret: string;
      readonly consumerKey: string;
    };
  };
}

/** One door alone, with its own world. */
interface Alone {
  readonly world: World;
  /** Every request, in the order of arrival. */
  readonly requests: readonly RequestLogEntry[];
  /** Adds scripted troubles. */
  readonly fail: (script: Fault | readonly Fault[]) => void;
  /** Destroys what is open and closes; may be called again. */
  readonly close: () => Promise<void>;
}
/** The Freebox API alone. `settle` tells those who listen what was changed in `world`. */
export type FreeboxDoor = FreeboxAccess & Alone & { readonly settle: () => Promise<void> };
/**
 * The OVH API alone. `deploy` serves what refreshes scheduled, with `deployDelay: "manual"`; `settle` publishes what is
 * served differently since.
 */
export type OvhDoor = OvhAccess & Alone & { readonly deploy: () => void; readonly settle: () => Promise<void> };

/** Slashes come escaped from the box (documented): clients must parse, never slice. */
const boxJson = (body: unknown): string => JSON.stringify(body).replaceAll("/", "\\/");

/** Opens the Freebox API over a world. */
export const openFreebox = async (
  setting: DoorSetting,
): Promise<FreeboxAccess & { readonly settle: () => Promise<void>; readonly close: () => Promise<void> }> => {
  const { world } = setting;
  const events = createEventHub(world, boxJson);
  const settle = async (): Promise<void> => {
    await setting.settle();
    events.settle();
  };
  const { boxScheme, remoteDoor } = world.switches;
  const isSecure = boxScheme === "https" || remoteDoor === "open";
  const names = [defaultDomainOf(world), "mafreebox.freebox.fr"];
  const identity = isSecure ? await identityOf(world, names) : undefined;
  const common = { ...setting, settle, door: "freebox", write: boxJson, upgrade: events.accept } as const;
  const { port, close } = await openHttpDoor({
    ...common,
    answer: freeboxAnswer,
    ...(identity === undefined || boxScheme === "http" ? {} : { tls: identity }),
  });
  const url = `${world.switches.boxScheme}://${loopback}:${port}`;
  const credentials = { appId: homeAppId, appToken: world.apps.get(homeAppId)?.token ?? "" };
  const ca = identity === undefined || boxScheme === "http" ? {} : { ca: identity.ca };
  const access = { url, clientOptions: { endpoint: url, ...ca, credentials }, events, settle };
  if (identity === undefined || remoteDoor === "closed") return { ...access, close };
  const outside = await openHttpDoor({ ...common, answer: outsideAnswer, tls: identity });
  const remote = {
    endpoint: `https://${defaultDomainOf(world)}:${httpsPortOf(world)}`,
    agent: outsideAgent(identity.ca, outside.port),
    credentials,
  };
  return { ...access, remote, close: async () => void (await Promise.all([close(), outside.close()])) };
};

/** Of a listener with an authority of its own. */
const identityOf = async (world: World, names?: readonly string[]): Promise<TestIdentity> => {
  // Loaded for these doors alone: the X.509 library is the slowest part of a start.
  const { createTestIdentity } = await import("./certificate.ts");
  return createTestIdentity(world.switches.certificate, names);
};

/** The hosts that one door stands for: the API, and the two that dynamic DNS is updated at. */
const ovhHosts = ["eu.api.ovh.com", "www.ovh.com", "dns.eu.ovhapis.com"];

/** Opens the OVH API over a world, with an authority of its own. */
export const openOvh = async (
  setting: DoorSetting,
): Promise<OvhAccess & { readonly settle: () => Promise<void>; readonly close: () => Promise<void> }> => {
  const { ca, ...tls } = await identityOf(setting.world, ovhHosts);
  const publisher = createPublisher(setting.world, setting);
  const settle = async (): Promise<void> => {
    await setting.settle();
    await publisher.settle();
  };
  await publisher.settle();
  const { port, close } = await openHttpDoor({
    ...setting,
    settle,
    door: "ovh",
    answer: ovhAnswer,
    isWrite: ({ method, path }) => method !== "GET" || path === nicUpdatePath,
    write: ovhBody,
    headers: ovhHeaders,
    keepAliveMs: 15_000, // recorded in 2018
    tls,
  });
  const url = `https://${loopback}:${port}/1.0`;
  const { applicationKey, applicationSecret, consumerKey } = setting.world.ovh;
  const credentials = { applicationKey, applicationSecret, consumerKey };
  return { url, clientOptions: { endpoint: url, ca, credentials }, settle: publisher.settle, close };
};

const aloneSetting = (options: WorldOptions): DoorSetting => ({
  world: createWorld(options),
  faults: createFaultScript(),
  log: [],
  settle: () => Promise.resolve(),
});

/** Starts the Freebox API alone on loopback. Throws TypeError for options that cannot be. Close it when done. */
export const startFreebox = async (options: WorldOptions = {}): Promise<FreeboxDoor> => {
  const setting = aloneSetting(options);
  const door = await openFreebox(setting);
  return { ...door, world: setting.world, requests: setting.log, fail: setting.faults.add };
};

/** Starts the OVH API alone on loopback. Throws TypeError for options that cannot be. Close it when done. */
export const startOvh = async (options: WorldOptions & PublishOptions = {}): Promise<OvhDoor> => {
  const setting = { ...aloneSetting(options), ...publishOf(options) };
  const door = await openOvh(setting);
  return {
    ...door,
    world: setting.world,
    requests: setting.log,
    fail: setting.faults.add,
    deploy: () => deployZones(setting.world),
  };
};
