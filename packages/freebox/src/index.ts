export { createFreebox, type Freebox, type FreeboxOptions } from "./client.ts";
export type { FreeboxClock } from "./clock.ts";
export type { Connection, ConnectionStatus } from "./connection.ts";
export type { ConnectionConfig, ConnectionConfigChange, ConnectionConfigs } from "./connection-config.ts";
export type {
  Aggregation,
  ConnectionLogEntry,
  ConnectionMedia,
  FtthStatus,
  LteStatus,
  XdslDirection,
  XdslStatus,
} from "./connection-media.ts";
export type { Ddns, DdnsChange, DdnsConfig, DdnsProvider, DdnsStatus } from "./ddns.ts";
export type { DhcpConfig, DhcpConfigChange, DhcpConfigs, DhcpOption } from "./dhcp-config.ts";
export type { Dhcpv6Config, Dhcpv6Configs } from "./dhcpv6-config.ts";
export { type ApiVersion, remoteEndpoint } from "./discovery.ts";
export { findRemoteEndpoint, type RemoteLookup } from "./remote-record.ts";
export type { Dmz, DmzConfig } from "./dmz.ts";
export type {
  CertificateInput,
  DomainAvailability,
  DomainCertificate,
  DomainConfig,
  Domains,
  OwnedDomain,
} from "./domains.ts";
export type { DynamicLease, DynamicLeases } from "./dynamic-leases.ts";
export { freeboxFromEnv } from "./environment.ts";
export {
  type AnyFreeboxError,
  FreeboxApiError,
  type FreeboxApiCode,
  FreeboxError,
  FreeboxInputError,
  FreeboxSchemaError,
  FreeboxTransportError,
  isFreeboxError,
  type TransportReason,
} from "./errors.ts";
export type { FreeboxEvent, FreeboxEventName } from "./event-frames.ts";
export type { Events, SubscribeOptions } from "./events.ts";
export { findFreeboxes, type FindGroup, type FindOptions, type FoundFreebox } from "./find.ts";
export type { Freeplug, FreeplugNetwork, Freeplugs } from "./freeplugs.ts";
export type { HttpFunction, HttpMethod, HttpRequest, HttpResponse } from "./http.ts";
export type { IncomingPort, IncomingPortChange, IncomingPorts } from "./incoming-ports.ts";
export type { Ipv6Config, Ipv6ConfigChange, Ipv6Configs, Ipv6Delegation } from "./ipv6-config.ts";
export type { Lan, LanHost, LanHostAddress, LanHostChange, LanHostName, LanHostType, LanInterface } from "./lan.ts";
export type { LanConfig, LanConfigs } from "./lan-config.ts";
export type { MeasurementLog, MeasurementQuery, Measurements } from "./measurements.ts";
export type { LinkOptions } from "./link.ts";
export type { NetworkControl, NetworkControls, Profile } from "./network-control.ts";
export {
  type FreeboxApplication,
  type PairedCredentials,
  pairFreebox,
  type PairingOptions,
  type PairingStep,
} from "./pairing.ts";
export type { Redirection, RedirectionInput, Redirections } from "./redirections.ts";
export type { Rights } from "./rights.ts";
export type { Route, Routes } from "./routes.ts";
export type { CallOptions, FreeboxCredentials, SessionStore } from "./session.ts";
export type { Settings } from "./settings.ts";
export type { StaticLease, StaticLeaseInput, StaticLeases } from "./static-leases.ts";
export type { SfpConfig, SfpStatus, SwitchPort, SwitchPortConfig, SwitchPorts } from "./switch-ports.ts";
export type { FirmwareUpdate, Sensor, StandbyConfig, StandbyStatus, System, SystemInfo } from "./system.ts";
export type { Exchange } from "./transport.ts";
export type { Upnp, UpnpConfig, UpnpRedirection } from "./upnp.ts";
export type { Vpn, VpnConnection, VpnPool, VpnServer } from "./vpn.ts";
export type { Wifi, WifiAccessPoint, WifiConfig, WifiState, WifiStation } from "./wifi.ts";
