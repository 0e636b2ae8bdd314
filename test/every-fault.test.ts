import { setTimeout as wait } from "node:timers/promises";
import {
  type Clock,
  isEmpty,
  parseHome,
  planText,
  propose,
  reconcile,
  RefusedError,
  type Round,
  roundText,
  stepOutcomeText,
  type Targets,
} from "@porchlight/core";
import { createFreebox, freeboxFromEnv } from "@porchlight/freebox";
import { freeboxRouter } from "@porchlight/freebox/router";
import { createOvhDns, ovhFromEnv } from "@porchlight/ovh-dns";
import { ovhZone } from "@porchlight/ovh-dns/zone";
import { createReach } from "@porchlight/reach";
import { type FaultKind, startHome, type VirtualHome } from "@porchlight/simulator";
import { beforeAll, describe, expect, it } from "vitest";
import { isDeep } from "../packages/core/test/depth.ts";

/** A clock on which everything takes a twentieth of its time: deadlines and pauses are real, and short. */
const hurried: Clock = {
  now: () => performance.now() * 20,
  sleep: (ms, signal) => wait(ms / 20, undefined, signal === undefined ? {} : { signal }),
};

const troubles: Readonly<Record<string, FaultKind>> = {
  refuse: "refuse",
  stall: "stall",
  "received-not-executed": "received-not-executed",
  "executed-not-answered": "executed-not-answered",
  swallowed: "swallowed",
  garbage: "garbage",
  truncated: "truncated",
  "429": { status: 429, headers: { "retry-after": "1" }, body: { message: "Too many requests" } },
  "500": { status: 500, body: { message: "Internal server error" } },
  "503": { status: 503, body: "<html>maintenance</html>" },
  "403 freebox": {
    status: 403,
    body: { success: false, error_code: "insufficient_rights", missing_right: "settings" },
  },
  "403 ovh": { status: 403, body: { errorCode: "NOT_GRANTED_CALL", message: "This call has not been granted" } },
};

/** How many requests an undisturbed first apply sends to each door; checked below. */
const requests = { freebox: 21, ovh: 5 } as const;
const points = (["freebox", "ovh"] as const).flatMap((door) =>
  Array.from({ length: requests[door] }, (_, index) => index).flatMap((index) =>
    Object.keys(troubles)
      .filter((trouble) => !trouble.startsWith("403") || trouble.endsWith(door))
      .map((trouble) => ({ door, index, trouble })),
  ),
);
/** Every seventh in the quick suite: seven shares no divisor with the troubles, so each is met at some request. */
const chosen = points.filter((_, index) => isDeep || index % 7 === 0);

interface Ground {
  readonly home: VirtualHome;
  readonly targets: Targets;
  readonly round: () => Promise<Round>;
  readonly close: () => Promise<void>;
}

const ground = async (): Promise<Ground> => {
  const home = await startHome();
  const timeoutMs = 10_000;
  const freebox = createFreebox({ credentials: freeboxFromEnv(home.env), timeoutMs, clock: hurried });
  const ovh = createOvhDns({
    credentials: ovhFromEnv(home.env),
    ca: home.ovh.clientOptions.ca,
    timeoutMs,
    clock: hurried,
  });
  const targets: Targets = {
    router: freeboxRouter(freebox),
    zones: [ovhZone(ovh.zone("taprest.fr"))],
    reach: createReach({ net: home.net, clock: hurried }),
  };
  const desired = parseHome(home.homeFile);
  return {
    home,
    targets,
    round: () => reconcile(desired, targets, { clock: hurried, patienceMs: 20_000 }),
    close: async () => {
      await freebox.close();
      await home.close();
    },
  };
};

/** What a home holds and serves, without ids. */
const heldBy = ({ world }: VirtualHome): object => ({
  leases: world.leases.map(({ mac, ip, comment }) => ({ mac, ip, comment })),
  redirections: world.redirections.map(({ id: _id, ...rule }) => rule),
  names: world.domains.map(({ id }) => id).filter((name) => name.endsWith(".freeboxos.fr")),
  zones: [...world.zones.values()].map(({ stored, served }) =>
    [stored, served].map((list) =>
      list.map(({ fieldType, subDomain, target }) => `${subDomain} ${fieldType} ${target}`),
    ),
  ),
});

describe("every trouble at every request of a first apply", () => {
  let right: object;

  beforeAll(async () => {
    const on = await ground();
    expect((await on.round()).verdict).toBe("converged");
    right = heldBy(on.home);
    for (const door of ["freebox", "ovh"] as const)
      expect([door, on.home.requests.filter((request) => request.door === door).length]).toEqual([
        door,
        requests[door],
      ]);
    await on.close();
  });

  it.each(chosen)("$door request $index meets $trouble: no false success, and all is said", async (point) => {
    const { door, index, trouble } = point;
    const on = await ground();
    try {
      const untouched = JSON.stringify(on.home.state());
      on.home.fail({ door, skip: index, kind: troubles[trouble] ?? "refuse" });
      const round = await on.round().catch((error: unknown) => error);
      if (round instanceof RefusedError) {
        expect(JSON.stringify(on.home.state())).toBe(untouched);
        expect(planText(round.proposal)).toContain("Refused, nothing was written");
      } else {
        const { verdict, outcomes, left } = round as Round;
        const text = [roundText(round as Round), ...outcomes.map(stepOutcomeText)].join("\n");
        const isRight = JSON.stringify(heldBy(on.home)) === JSON.stringify(right);
        if (verdict === "converged" || verdict === "unchanged") expect(heldBy(on.home)).toEqual(right);
        else expect(isEmpty(left), text).toBe(false);
        if (!isRight) expect(text).toMatch(/Not converged|could not be read|Nothing was written|Pending|not proved/i);
        // What is stored and not served is named: by the publish that is left, or by what came of it.
        const [zone] = on.home.world.zones.values();
        if (zone?.stored.length !== zone?.served.length) expect(text).toMatch(/publish/);
        for (const { outcome } of outcomes)
          if (outcome.status === "failed" || outcome.status === "unconfirmed")
            expect(text).toContain(outcome.failure.operation);
      }
      const again = await on.round();
      expect(again.verdict, roundText(again)).toMatch(/^(converged|unchanged)$/);
      expect(heldBy(on.home)).toEqual(right);
      expect((await propose(parseHome(on.home.homeFile), on.targets)).plan.steps).toEqual([]);
    } finally {
      await on.close();
    }
  });

  it("says how many points there were", ({ task }) => {
    task.meta.said = [`every trouble at every request: ${chosen.length} of ${points.length} points`];
    expect(chosen.length).toBeGreaterThan(30);
  });
});
