/** What a home file promises, looked at: the router and the zones where there are credentials, then every chain. */
import {
  type DnsRecord,
  type FacetName,
  type Failure,
  isOfCredentials,
  plainName,
  type Reading,
  type Route,
  type RouterReading,
  routesOf,
  type Walk,
} from "@porchlight/core";
import { exitCode } from "../exit-code.ts";
import type { Session } from "../session.ts";
import { CommandError } from "../terminal.ts";
import { type CheckSettings, checkOptionsOf } from "./check-settings.ts";

/** One chain that was walked, and what stands beside it in the file. */
export interface Walked {
  readonly walk: Walk;
  readonly ports?: Route["ports"];
  readonly tunnel?: string;
}

/** Every chain, and the refusal of a credential that was given, if one was. */
export interface Looked {
  readonly walked: readonly Walked[];
  readonly refusal?: Failure;
}

/** The facets that the links are judged by; those that only some files need, only for them. */
const facetsOf = ({ desired: { records, router } }: Session): readonly FacetName[] => {
  const followsHost = records.some(
    ({ type, values }) => type === "AAAA" && values.some((value) => "follow" in value && value.follow === "host"),
  );
  return [
    "line",
    "hosts",
    "leases",
    "forwards",
    "staticNames",
    ...(router?.staticName === "automatic" ? (["automaticName"] as const) : []),
    ...(followsHost ? (["ipv6"] as const) : []),
  ];
};

const readZones = async (
  { desired, targets }: Session,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Reading<readonly DnsRecord[]>>> => {
  const wanted = targets.zones.map(async (zone) => {
    const names = [...new Set(desired.records.flatMap((one) => (one.zone === zone.name ? [one.name] : [])))];
    return [zone.name, await zone.read(names, { signal, fresh: true })] as const;
  });
  return new Map(await Promise.all(wanted));
};

const chosenRoutes = (session: Session, router: RouterReading, name: string | undefined): readonly Route[] => {
  const routes = routesOf(session.desired, router).filter(
    (route) => name === undefined || route.expectation.name === plainName(name),
  );
  if (routes.length > 0) return routes;
  const known = [...new Set(session.desired.records.map((records) => records.name))].join(", ") || "none";
  const what = `✗ ${name ?? "this home file"}: no such name to check\n    -> known here: ${known}`;
  const away = name === undefined ? "" : "; another name needs no home file: add --port or --expect";
  throw new CommandError(exitCode.failed, `${what}${away}`, { error: "no-such-name" });
};

/** The refusal of a credential that was given; to give none is a choice, and only leaves links unasked. */
const refusalOf = (readings: readonly Reading<unknown>[]): Failure | undefined =>
  readings.flatMap((reading) => (!reading.known && isOfCredentials(reading.failure) ? [reading.failure] : []))[0];

/** The share of a look's time that the router and the zones may take before the chain is walked without them. */
const readingShare = 0.4;

/** What was read at home, and how much of the time is left. */
interface AtHome {
  readonly router: RouterReading | undefined;
  readonly zones: Awaited<ReturnType<typeof readZones>>;
  readonly leftMs: number;
}

/** Reads the router and the zones at once. Whoever has not answered in time has not been heard, and that is judged. */
const readAtHome = async (session: Session, { signal, clock, timeoutMs }: CheckSettings): Promise<AtHome> => {
  const [late, read] = [new AbortController(), new AbortController()];
  const started = clock.now();
  clock.sleep(timeoutMs * readingShare, read.signal).then(
    () => late.abort(new Error("no answer in time")),
    () => undefined, // read before the time was up
  );
  const within = AbortSignal.any([signal, late.signal]);
  try {
    const [router, zones] = await Promise.all([
      session.targets.router?.read(facetsOf(session), { signal: within }),
      readZones(session, within),
    ]);
    signal.throwIfAborted();
    return { router, zones, leftMs: timeoutMs - (clock.now() - started) };
  } finally {
    read.abort();
  }
};

/** Looks at every chain of a home file, those of one name when it is given. Independent chains are walked at once. */
export const lookAtHome = async (
  session: Session,
  name: string | undefined,
  settings: CheckSettings,
): Promise<Looked> => {
  const { check, vantageOf } = await import("@porchlight/reach");
  const { router, zones, leftMs } = await readAtHome(session, settings);
  const routes = chosenRoutes(session, router ?? {}, name);
  // Unsaid, the walk claims least: a dial that fails from here would then prove nothing.
  const told = router?.hosts?.known === true ? vantageOf(router.hosts.value) : undefined;
  const walked = await Promise.all(
    routes.map(async ({ expectation, user, ports }): Promise<Walked> => {
      const options = checkOptionsOf({ ...settings, timeoutMs: leftMs }, session.net, told);
      const stored = expectation.zone === undefined ? undefined : zones.get(expectation.zone);
      const login = user === undefined ? undefined : session.login(user);
      const walk = await check(expectation, { ...options, router, stored, login });
      const tunnel = expectation.tunnel?.name;
      return { walk, ...(ports === undefined ? {} : { ports }), ...(tunnel === undefined ? {} : { tunnel }) };
    }),
  );
  const refusal = refusalOf([...Object.values(router ?? {}), ...zones.values()]);
  return { walked, ...(refusal === undefined ? {} : { refusal }) };
};
