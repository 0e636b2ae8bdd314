export type { OvhConnectionOptions } from "./agent.ts";
export type {
  OvhAnswer,
  OvhBody,
  OvhModel,
  OvhOperation,
  OvhPathParams,
  OvhQuery,
  OvhRequest,
  OvhValue,
} from "./api-types.ts";
export type { OvhAuth, OvhCredential, OvhIdentity, OvhRightsCheck } from "./auth.ts";
export type { OvhBackup } from "./backup.ts";
export type { OvhCallOptions, OvhJson, OvhReceipt } from "./call.ts";
export { canonicalTarget, parseTarget, printTarget, targetOf } from "./canonical.ts";
export type { OvhChange } from "./changes.ts";
export type { OvhClock } from "./clock.ts";
export { ovhFromEnv, type OvhCredentials, type OvhKeys, type OvhServiceAccount } from "./credentials.ts";
export type {
  OvhDynHost,
  OvhDynHostInput,
  OvhDynHostLogin,
  OvhDynHostLogins,
  OvhDynHostRecord,
  OvhDynHostRecords,
} from "./dyn-host.ts";
export {
  createDynHost,
  type OvhDynHostClient,
  type OvhDynHostOptions,
  type OvhDynHostOutcome,
} from "./dyn-host-update.ts";
export type { OvhEnum } from "./enums.ts";
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
export { createOvhLogin, type OvhKeyRequest, type OvhLogin, type OvhLoginOptions } from "./login.ts";
export type { OvhApplication, OvhKeyFilter, OvhMe, OvhServiceAccountInfo } from "./me.ts";
export { createOvhDns, type OvhDns, type OvhDnsOptions } from "./ovh-dns.ts";
export type { OvhFieldType, OvhRecordType } from "./record-types.ts";
export type { OvhRecord, OvhRecordFilter, OvhRecordInput, OvhRecordOf, OvhRecordUpdate } from "./records.ts";
export type { OvhWaitOptions } from "./poll.ts";
export type {
  OvhRedirection,
  OvhRedirectionInput,
  OvhRedirections,
  OvhRedirectionType,
  OvhRedirectionUpdate,
} from "./redirections.ts";
export { missingRights, tokenCreationUrl, zoneRights, type OvhRight } from "./rights.ts";
export type { OvhServedOptions } from "./served.ts";
export type { OvhContacts, OvhRenewal, OvhService, OvhServiceChapter, OvhTermination } from "./service.ts";
export type { OvhRecordSet } from "./set-plan.ts";
export type { OvhEndpoint } from "./signer.ts";
export type {
  OvhAddress,
  OvhCaa,
  OvhHost,
  OvhLoc,
  OvhMx,
  OvhNaptr,
  OvhOpaque,
  OvhRp,
  OvhSrv,
  OvhSshfp,
  OvhSvcb,
  OvhTagList,
  OvhTarget,
  OvhTargetOf,
  OvhTargets,
  OvhText,
  OvhTlsa,
} from "./targets.ts";
export type { OvhTask, OvhTaskFilter, OvhTaskFunction, OvhTasks, OvhTaskStatus } from "./tasks.ts";
export type { OvhRecords, OvhZone } from "./zone.ts";
export { parseZoneFile } from "./zone-file.ts";
export type {
  OvhDnssec,
  OvhDnssecStatus,
  OvhHistory,
  OvhReset,
  OvhRestorePoint,
  OvhSoa,
  OvhSoaChapter,
  OvhZoneLife,
} from "./zone-life.ts";
export type { OvhSetOptions, OvhSetOutcome } from "./zone-set.ts";
export type { OvhZoneInfo, OvhZoneStatus } from "./zones.ts";
