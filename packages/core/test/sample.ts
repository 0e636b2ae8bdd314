/** The scenario as small data: a Pi behind a router, one name, one port. Everything can be changed piece by piece. */
import {
  type Desired,
  type DnsRecord,
  type Failure,
  type Forward,
  type HomeInput,
  type LanHost,
  type Lease,
  type Observed,
  parseHome,
  type Reading,
  type RouterFacets,
  type ServedAnswer,
  type Targets,
} from "../src/index.ts";
import { memoryReach, type MemoryRouter, memoryRouter, type MemoryZone, memoryZone } from "../src/memory.ts";

export const fingerprint: string = `SHA256:${"a".repeat(43)}`;

/** A whole host key, made for these tests and thrown away. */
export const wholeKey: string = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDmYfg5GoNs+Q3qgE7zqckgUAkw7N9+yh9hp/az2mo+v";

export const homeInput: HomeInput = {
  version: 1,
  home: "taprest",
  router: { kind: "freebox", name: "taprest.freeboxos.fr" },
  zones: { "taprest.fr": { kind: "ovh" } },
  hosts: { octopi: { mac: "b8:27:eb:12:34:56", user: "pi", "host-key": fingerprint } },
  forwards: { ssh: { wan: 7654, to: "octopi:22" } },
  names: { "home.taprest.fr": "router" },
  tunnels: { octoprint: { through: "ssh", local: 8080, to: "localhost:80", expect: "octoprint" } },
};

export const home = (change: Partial<HomeInput> = {}): Desired => parseHome({ ...homeInput, ...change });

export const octopi: LanHost = {
  mac: "b8:27:eb:12:34:56",
  names: ["octopi"],
  addresses: ["192.168.1.30"],
  active: true,
};

export const rule = (change: Partial<Forward> = {}): Forward => ({
  kind: "forward",
  protocol: "tcp",
  wanPorts: [7654, 7654],
  lanAddress: "192.168.1.30",
  lanPort: 22,
  enabled: true,
  comment: "porchlight:taprest/ssh",
  ref: "1",
  ...change,
});

export const lease = (change: Partial<Lease> = {}): Lease => ({
  kind: "lease",
  mac: octopi.mac,
  address: "192.168.1.30",
  comment: "porchlight:taprest/octopi",
  ref: octopi.mac,
  ...change,
});

export const record = (change: Partial<DnsRecord> = {}): DnsRecord => ({
  kind: "record",
  name: "home.taprest.fr",
  type: "CNAME",
  ttlSeconds: 0,
  value: "taprest.freeboxos.fr.",
  ref: "5000",
  ...change,
});

/** What one server says, from the records it holds. */
export const answer = (records: readonly DnsRecord[], change: Partial<ServedAnswer> = {}): ServedAnswer => ({
  server: "ns1.example",
  address: "192.0.2.1",
  name: "home.taprest.fr",
  type: "CNAME",
  authoritative: true,
  rcode: records.length > 0 ? "NOERROR" : "NXDOMAIN",
  records,
  ms: 3,
  ...change,
});

export const known = <T>(value: T): Reading<T> => ({ known: true, value });
export const failure: Failure = { kind: "unreachable", operation: "GET /lan/", message: "no answer" };
export const unknown: { readonly known: false; readonly failure: Failure } = { known: false, failure };

/** Everything right, stored and served: nothing is to do. */
export const facets: RouterFacets = {
  line: { up: true, ipv4: "82.64.1.2", portRange: [0, 65_535] },
  hosts: [octopi],
  leases: [lease()],
  lan: { mode: "router", address: "192.168.1.254" },
  staticNames: [{ kind: "static-name", name: "taprest.freeboxos.fr" }],
  automaticName: { name: "abcdefgh.fbxos.fr" },
  portUses: [],
  ipv6: { enabled: true, prefixes: ["2a01:e0a:1:2::/64"], firewall: true },
  forwards: [rule()],
};

export interface ObservedChange {
  readonly router?: Partial<{ readonly [K in keyof RouterFacets]: Reading<RouterFacets[K]> }>;
  readonly stored?: Reading<readonly DnsRecord[]>;
  readonly served?: Reading<readonly ServedAnswer[]>;
}

/** One look at the whole scenario, in order but for what is changed. */
export const look = (change: ObservedChange = {}): Observed => ({
  router: {
    line: known(facets.line),
    hosts: known(facets.hosts),
    leases: known(facets.leases),
    lan: known(facets.lan),
    staticNames: known(facets.staticNames),
    automaticName: known(facets.automaticName),
    portUses: known(facets.portUses),
    ipv6: known(facets.ipv6),
    forwards: known(facets.forwards),
    ...change.router,
  },
  zones: {
    "taprest.fr": {
      stored: change.stored ?? known([record()]),
      served: change.served ?? known([answer([record()])]),
    },
  },
});

export interface MemoryHome {
  readonly router: MemoryRouter;
  readonly zone: MemoryZone;
  readonly targets: Targets;
  /** Ids of the steps written and "publish", in order. */
  readonly log: string[];
}

/** The scenario in memory, with every write logged. */
export const memoryHome = (
  seed: Partial<RouterFacets> = { hosts: [octopi] },
  records: readonly DnsRecord[] = [],
): MemoryHome => {
  const router = memoryRouter(seed);
  const zone = memoryZone("taprest.fr", records);
  const log: string[] = [];
  const targets: Targets = {
    router: {
      ...router,
      write: (step) => {
        log.push(step.id);
        return router.write(step);
      },
    },
    zones: [
      {
        ...zone,
        write: (step) => {
          log.push(step.id);
          return zone.write(step);
        },
        publish: () => {
          log.push("publish");
          return zone.publish();
        },
      },
    ],
    reach: memoryReach([zone]),
  };
  return { router, zone, targets, log };
};
