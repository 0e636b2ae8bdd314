/** A session on a home in memory, and a terminal whose clock moves by itself. */
import { type Clock, type HomeInput, parseHome, type RouterFacets, type Targets } from "@porchlight/core";
import { memoryReach, memoryRouter, type MemoryRouter, memoryZone, type MemoryZone } from "@porchlight/core/memory";
import type { Session } from "../src/session.ts";
import type { Terminal } from "../src/terminal.ts";
import { sourceOf } from "../src/with-session.ts";

const input: HomeInput = {
  version: 1,
  home: "taprest",
  router: { kind: "freebox", name: "taprest.freeboxos.fr" },
  zones: { "taprest.fr": { kind: "ovh" } },
  hosts: { octopi: { mac: "b8:27:eb:12:34:56" } },
  forwards: { ssh: { wan: 7654, to: "octopi:22" } },
  names: { "home.taprest.fr": "router" },
};

export interface MemorySession {
  readonly session: Session;
  readonly router: MemoryRouter;
  readonly zone: MemoryZone;
  /** What router and zone hold, without the keys they gave. */
  readonly held: () => unknown;
}

const withoutRefs = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === "ref" ? undefined : inner)));

/** The scenario before anything was done but `seed`; `spy` sees every write before it happens. */
export const memorySession = (
  spy: (id: string) => unknown = () => undefined,
  seed: Partial<RouterFacets> = {},
): MemorySession => {
  const hosts = [{ mac: "b8:27:eb:12:34:56", names: ["octopi"], addresses: ["192.168.1.30"], active: true }];
  const router = memoryRouter({ ...seed, hosts, staticNames: [{ kind: "static-name", name: "taprest.freeboxos.fr" }] });
  const zone = memoryZone("taprest.fr", []);
  const targets: Targets = {
    router: {
      ...router,
      write: async (step) => {
        await spy(step.id);
        return router.write(step);
      },
    },
    zones: [
      {
        ...zone,
        write: async (step) => {
          await spy(step.id);
          return zone.write(step);
        },
      },
    ],
    reach: memoryReach([zone]),
  };
  const { state } = router;
  return {
    session: {
      ...sourceOf(parseHome(input)),
      targets,
      net: {},
      login: () => undefined,
      close: () => Promise.resolve(),
    },
    router,
    zone,
    held: () =>
      withoutRefs({ leases: state.leases, forwards: state.forwards, stored: zone.stored, served: zone.served }),
  };
};

export interface TestTerminal extends Terminal {
  /** What was said to people. */
  readonly said: () => string;
}

/** A clock that each sleep moves on at once; `meanwhile` happens during it. */
export const movingClock = (meanwhile: (now: number) => unknown = () => undefined): Clock => {
  let time = 0;
  return {
    now: () => time,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      await meanwhile(time);
      signal?.throwIfAborted();
      time += ms;
    },
  };
};

export const testTerminal = (change: Partial<Terminal> = {}): TestTerminal => {
  let said = "";
  return {
    env: {},
    stdout: () => undefined,
    stderr: (text) => (said += text),
    colour: false,
    signal: new AbortController().signal,
    clock: movingClock(),
    said: () => said,
    ...change,
  };
};
