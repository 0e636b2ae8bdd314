/** Judges of the links before the home: this machine, the credentials, and whether the router answers. Pure. */
import type { Failure, Reading } from "../contracts.ts";
import { isOfCredentials } from "../plan.ts";
import { type Judged, notAsked, toldAtHome } from "./judged.ts";
import type { Expectation, Measurements } from "./links.ts";

/**
 * No clock that is right shows a time before this was written. A machine without a battery for its clock starts years
 * back, and then no certificate and no signature is valid.
 */
const earliestTime = "2026-11-01T00:00:00.000Z";

/** This machine: its clock, its way to the internet, its resolvers, and whether the network is a sign-in page's. */
export const judgeMachine = (_expected: Expectation, { machine, vantage }: Measurements): Judged => {
  if (machine === undefined) return notAsked;
  const base = { vantage, ms: machine.ms };
  if (!machine.ok)
    return { ...base, status: "unknown", message: { code: "machine-unknown", params: { detail: machine.message } } };
  const { time, hasRoute, noDns, portal } = machine.value;
  const broken = (code: string, detail = ""): Judged => ({
    ...base,
    status: "broken",
    message: { code, params: { time, detail } },
  });
  if (time < earliestTime) return broken("clock-implausible");
  if (!hasRoute) return broken("no-route");
  if (portal !== undefined) return broken("captive-portal", portal);
  if (noDns !== undefined) return broken("no-dns", noDns);
  return { ...base, status: "ok", message: { code: "machine", params: { time } } };
};

const failuresOf = (seen: Measurements): readonly Failure[] =>
  [...Object.values(seen.router ?? {}), seen.stored].flatMap((reading: Reading<unknown> | undefined) =>
    reading?.known === false ? [reading.failure] : [],
  );

/** The credentials that were used, those of the router and those of the zone. To have none is no fault. */
export const judgeCredentials = (_expected: Expectation, seen: Measurements): Judged => {
  const failures = failuresOf(seen);
  const refused = failures.find(isOfCredentials);
  if (refused !== undefined) {
    const { operation, message, kind, right = "" } = refused;
    return toldAtHome("broken", "credentials-refused", { operation, detail: message, kind, right });
  }
  const asked = Object.values(seen.router ?? {}).length + (seen.stored === undefined ? 0 : 1);
  // Whoever gave no answer at all has not accepted anything either.
  return asked > failures.length ? toldAtHome("ok", "credentials") : notAsked;
};

/** Whether the router answers. One that cannot be reached from here proves nothing about the way in. */
export const judgeRouter = (_expected: Expectation, { router }: Measurements): Judged => {
  const readings = Object.values(router ?? {});
  if (readings.some(({ known }) => known)) return toldAtHome("ok", "router");
  const failure = readings.flatMap((reading) => (reading.known ? [] : [reading.failure]))[0];
  if (failure === undefined || isOfCredentials(failure)) return notAsked;
  const { message, kind, right = "" } = failure;
  return toldAtHome("unknown", "router-unknown", { detail: message, kind, right });
};
