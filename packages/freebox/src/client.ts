import { type Connection, createConnection } from "./connection.ts";
import { type ConnectionConfigs, createConnectionConfigs } from "./connection-config.ts";
import { createDdns, type Ddns } from "./ddns.ts";
import { withDeadline } from "./deadline.ts";
import { createDhcpConfigs, type DhcpConfigs } from "./dhcp-config.ts";
import { createDhcpv6Configs, type Dhcpv6Configs } from "./dhcpv6-config.ts";
import type { ApiVersion } from "./discovery.ts";
import { createDmz, type Dmz } from "./dmz.ts";
import { createDomains, type Domains } from "./domains.ts";
import { createDynamicLeases, type DynamicLeases } from "./dynamic-leases.ts";
import { createEvents, type Events } from "./events.ts";
import { createFreeplugs, type Freeplugs } from "./freeplugs.ts";
import { createIncomingPorts, type IncomingPorts } from "./incoming-ports.ts";
import { createIpv6Configs, type Ipv6Configs } from "./ipv6-config.ts";
import { createLan, type Lan } from "./lan.ts";
import { createLanConfigs, type LanConfigs } from "./lan-config.ts";
import { createLink, type LinkOptions } from "./link.ts";
import { createMeasurementLog, type MeasurementLog } from "./measurements.ts";
import { createNetworkControls, type NetworkControls } from "./network-control.ts";
import { createRedirections, type Redirections } from "./redirections.ts";
import { createRights, type Rights } from "./rights.ts";
import { createRoutes, type Routes } from "./routes.ts";
import { type CallOptions, createSession, type FreeboxCredentials, type SessionStore } from "./session.ts";
import { createStaticLeases, type StaticLeases } from "./static-leases.ts";
import { createSwitchPorts, type SwitchPorts } from "./switch-ports.ts";
import { createSystem, type System } from "./system.ts";
import { createUpnp, type Upnp } from "./upnp.ts";
import { createVpn, type Vpn } from "./vpn.ts";
import { createWifi, type Wifi } from "./wifi.ts";

/** How to reach a box and as whom. */
export interface FreeboxOptions extends LinkOptions {
  readonly credentials: FreeboxCredentials;
  /** Keeps the session between processes. `close` then leaves it open, for the next one to go on with. */
  readonly sessionStore?: SessionStore;
}

/**
 * One Freebox. Every call throws `FreeboxApiError`, `FreeboxTransportError`, `FreeboxSchemaError` or
 * `FreeboxInputError`; reads are tried up to three times, writes once.
 */
export interface Freebox {
  /** Who the box is. Needs no login; asked once and kept for the life of the client. */
  apiVersion(options?: CallOptions): Promise<ApiVersion>;
  /** What the application may do, and what it lacks. */
  readonly rights: Rights;
  readonly connection: Connection;
  readonly connectionConfig: ConnectionConfigs;
  readonly ipv6Config: Ipv6Configs;
  readonly ddns: Ddns;
  readonly lan: Lan;
  readonly lanConfig: LanConfigs;
  readonly routes: Routes;
  readonly dhcpConfig: DhcpConfigs;
  readonly dhcpv6Config: Dhcpv6Configs;
  readonly staticLeases: StaticLeases;
  readonly dynamicLeases: DynamicLeases;
  readonly redirections: Redirections;
  readonly incomingPorts: IncomingPorts;
  readonly dmz: Dmz;
  readonly upnp: Upnp;
  readonly system: System;
  readonly switchPorts: SwitchPorts;
  readonly freeplugs: Freeplugs;
  readonly measurements: MeasurementLog;
  readonly wifi: Wifi;
  readonly vpn: Vpn;
  readonly networkControl: NetworkControls;
  /** What happens on the box, as it happens. */
  readonly events: Events;
  /** Undocumented by the vendor. */
  readonly domains: Domains;
  /** Ends subscriptions, logs out, unless the session is kept in a store, and lets the sockets go. Never rejects; a later call logs in. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A client of one Freebox. No I/O: it discovers the box and logs in on first use. Throws `FreeboxInputError`. */
export function createFreebox(options: FreeboxOptions): Freebox {
  const { credentials, sessionStore } = options;
  const endpoint = options.endpoint ?? credentials.endpoint;
  const link = createLink("createFreebox", { ...options, ...(endpoint === undefined ? {} : { endpoint }) });
  const { clock, discovery, timeoutMs } = link;
  const session = createSession({
    ...link,
    credentials,
    ...(sessionStore === undefined ? {} : { store: sessionStore }),
  });
  const { events, close: closeEvents } = createEvents(link, session);
  const close = async (): Promise<void> => {
    closeEvents();
    await session.close();
    link.close();
  };

  return Object.freeze<Freebox>({
    apiVersion: (call) => withDeadline(clock, timeoutMs, call?.signal, discovery),
    rights: createRights(session),
    connection: createConnection(session),
    connectionConfig: createConnectionConfigs(session),
    ipv6Config: createIpv6Configs(session),
    ddns: createDdns(session),
    lan: createLan(session),
    lanConfig: createLanConfigs(session),
    routes: createRoutes(session),
    dhcpConfig: createDhcpConfigs(session),
    dhcpv6Config: createDhcpv6Configs(session),
    staticLeases: createStaticLeases(session),
    dynamicLeases: createDynamicLeases(session),
    redirections: createRedirections(session),
    incomingPorts: createIncomingPorts(session),
    dmz: createDmz(session),
    upnp: createUpnp(session),
    system: createSystem(session),
    switchPorts: createSwitchPorts(session),
    freeplugs: createFreeplugs(session),
    measurements: createMeasurementLog(session),
    wifi: createWifi(session),
    vpn: createVpn(session),
    networkControl: createNetworkControls(session),
    events,
    domains: createDomains(session),
    close,
    [Symbol.asyncDispose]: close,
  });
}
