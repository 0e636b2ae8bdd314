export type { OvhAuth, OvhCredential } from "./auth.ts";
export type { OvhCallOptions, OvhReceipt } from "./call.ts";
export { canonicalTarget, parseTarget, printTarget, type OvhTarget } from "./canonical.ts";
export type { OvhChange } from "./changes.ts";
export type { OvhClock } from "./clock.ts";
export { ovhFromEnv, type OvhCredentials } from "./credentials.ts";
export {
  isOvhError,
  OvhApiError,
  OvhError,
  OvhInputError,
  OvhSchemaError,
  OvhTransportError,
  type OvhErrorCode,
  type OvhErrorDetails,
  type OvhTransportReason,
} from "./errors.ts";
export type { OvhExchange } from "./exchange.ts";
export type { OvhHttpAnswer, OvhHttpRequest, OvhTransport } from "./http.ts";
export { createOvhDns, type OvhDns, type OvhDnsOptions } from "./ovh-dns.ts";
export type { OvhFieldType, OvhRecord, OvhRecordFilter, OvhRecordInput, OvhRecordUpdate } from "./records.ts";
export type { OvhRecordSet } from "./set-plan.ts";
export type { OvhEndpoint } from "./signer.ts";
export type { OvhRecords, OvhZone } from "./zone.ts";
export type { OvhSetOptions, OvhSetOutcome } from "./zone-set.ts";
export type { OvhZoneInfo } from "./zones.ts";
