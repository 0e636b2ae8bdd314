/** What a virtual home tells about itself: its home file and the environment of those who are to reach it. */
import type { FreeboxAccess, OvhAccess } from "./doors.ts";
import { piMac } from "./freebox-seeds.ts";
import type { Host, World } from "./world.ts";

/** Where dials go, as plain JSON that follows the home. */
export interface VirtualNet {
  /** Where who dials stands: on the home's LAN, or elsewhere. LAN addresses are in the map of "inside" only. */
  readonly vantage: "inside" | "outside";
  readonly resolvers: readonly string[];
  /**
   * "ADDRESS:PORT" to "127.0.0.1:PORT", the same number for UDP and TCP; one without a listener is refused. Or to "drop": a
   * packet sent there is answered by nobody, so a dial neither succeeds nor fails. What is not in it cannot be reached.
   */
  readonly map: Readonly<Record<string, string>>;
}

/** The home file of a virtual home, as plain data. */
export interface HomeFileData {
  readonly version: 1;
  readonly home: string;
  readonly router: { readonly kind: "freebox"; readonly name: string };
  readonly zones: Readonly<Record<string, { readonly kind: "ovh" }>>;
  readonly hosts: Readonly<
    Record<string, { readonly mac: string; readonly user: string; readonly "host-key": string }>
  >;
  readonly forwards: Readonly<Record<string, { readonly wan: number; readonly to: string }>>;
  readonly names: Readonly<Record<string, "router">>;
  readonly tunnels: Readonly<
    Record<string, { readonly through: string; readonly local: number; readonly to: string; readonly expect: string }>
  >;
  readonly network: VirtualNet;
}

/** The host that is the Pi: the one with the default MAC, else the first. */
export const piHostOf = (world: World): Host | undefined =>
  world.hosts.find(({ mac }) => mac === piMac) ?? world.hosts[0];

/** The home file that declares the whole scenario for this home; `network` is the live map. */
export const homeFileOf = (world: World, hostKey: string, wanPort: number, network: VirtualNet): HomeFileData => {
  const zones = [...world.zones.keys()];
  return {
    version: 1,
    home: world.name,
    router: { kind: "freebox", name: `${world.name}.freeboxos.fr` },
    zones: Object.fromEntries(zones.map((zone) => [zone, { kind: "ovh" as const }])),
    hosts: { octopi: { mac: piHostOf(world)?.mac ?? piMac, user: "pi", "host-key": hostKey } },
    forwards: { ssh: { wan: wanPort, to: "octopi:22" } },
    names: Object.fromEntries(zones.map((zone) => [`home.${zone}`, "router" as const])),
    tunnels: { octoprint: { through: "ssh", local: 8080, to: "localhost:80", expect: "octoprint" } },
    network,
  };
};

/** The variables the command and the examples read. */
export const envOf = (
  freebox: FreeboxAccess,
  ovh: OvhAccess,
  privateKey: string,
): Readonly<Record<string, string>> => ({
  FREEBOX_ENDPOINT: freebox.clientOptions.endpoint,
  FREEBOX_APP_ID: freebox.clientOptions.credentials.appId,
  FREEBOX_TOKEN: freebox.clientOptions.credentials.appToken,
  OVH_ENDPOINT: ovh.clientOptions.endpoint,
  OVH_APPLICATION_KEY: ovh.clientOptions.credentials.applicationKey,
  OVH_APPLICATION_SECRET: ovh.clientOptions.credentials.applicationSecret,
  OVH_CONSUMER_KEY: ovh.clientOptions.credentials.consumerKey,
  PORCHLIGHT_SSH_KEY: privateKey,
});
