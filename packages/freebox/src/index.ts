export { createFreebox, type Freebox, type FreeboxOptions } from "./client.ts";
export type { FreeboxClock } from "./clock.ts";
export type { Connection, ConnectionStatus } from "./connection.ts";
export type { ApiVersion } from "./discovery.ts";
export type { DomainAvailability, DomainCertificate, Domains, OwnedDomain } from "./domains.ts";
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
export type { HttpFunction, HttpMethod, HttpRequest, HttpResponse } from "./http.ts";
export type { Lan, LanHost, LanHostAddress, LanHostName, LanInterface } from "./lan.ts";
export type { Redirection, RedirectionInput, Redirections } from "./redirections.ts";
export type { CallOptions, FreeboxCredentials } from "./session.ts";
export type { StaticLease, StaticLeaseInput, StaticLeases } from "./static-leases.ts";
export type { Exchange } from "./transport.ts";
