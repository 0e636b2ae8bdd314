/** Every code this SDK gives by itself or knows OVHcloud to give. */
export type KnownErrorCode =
  | "NOT_GRANTED_CALL"
  | "INVALID_CREDENTIAL"
  | "NOT_CREDENTIAL"
  | "INVALID_KEY"
  | "INVALID_SIGNATURE"
  | "QUERY_TIME_OUT"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "BAD_REQUEST"
  | "CONFLICT"
  | "SERVICE_EXPIRED"
  | "RATE_LIMITED"
  | "INTERNAL_SERVER_ERROR"
  | "UNAVAILABLE"
  | "UNREACHABLE"
  | "TIMEOUT"
  | "ABORTED"
  | "TLS"
  | "UNCONFIRMED"
  | "BAD_ANSWER"
  | "UNEXPECTED_ANSWER"
  | "MISSING_CREDENTIAL"
  | "INVALID_OPTION"
  | "INVALID_RECORD"
  | "CNAME_AT_APEX"
  | "CNAME_BESIDE_DATA"
  | "NOT_DEPLOYED"
  | "TASK_FAILED"
  | "NOT_VALIDATED"
  | "NO_HOST"
  | "ABUSE";

/** What a code means, and what a person can do about it. */
interface ErrorAdvice {
  readonly meaning: string;
  /** A sentence without its full stop. */
  readonly remedy: string;
}

/**
 * What each code means and what to do. The package README prints this table; the remedy closes the message of a refusal,
 * unless a denied right says more.
 */
export const errorCodes: Readonly<Record<KnownErrorCode, ErrorAdvice>> = {
  NOT_GRANTED_CALL: {
    meaning: "the consumer key lacks `error.right`",
    remedy: "Make a consumer key that has this right",
  },
  INVALID_CREDENTIAL: {
    meaning: "the consumer key is not validated yet, expired or revoked; or a login or service account is refused",
    remedy: "Validate the key, or ask for a new one",
  },
  NOT_CREDENTIAL: {
    meaning: "a consumer key OVHcloud does not know",
    remedy: "Is the endpoint the one it was made at?",
  },
  INVALID_KEY: {
    meaning: "an application key OVHcloud does not know",
    remedy: "Is the endpoint the one it was made at?",
  },
  INVALID_SIGNATURE: {
    meaning: "a wrong application secret, or a consumer key that is still to be validated",
    remedy: "Copy the application secret again, and validate the consumer key",
  },
  QUERY_TIME_OUT: {
    meaning: "this machine's clock and OVHcloud's disagree, even after asking OVHcloud's",
    remedy: "Set the clock",
  },
  UNAUTHORIZED: {
    meaning: "OVHcloud takes the call for one without keys, or a token for outdated",
    remedy: "Are the credentials whole?",
  },
  FORBIDDEN: {
    meaning: "the account's access policies deny it: `error.right` when OVHcloud tells which action",
    remedy: "Allow it in the account's access policies",
  },
  NOT_FOUND: {
    meaning: "no such zone, record or object, or not yours",
    remedy: "List first: ids change, and a new record may take a minute to be found",
  },
  BAD_REQUEST: {
    meaning: "OVHcloud does not take what was asked",
    remedy: "The reason is OVHcloud's; mend what was asked",
  },
  CONFLICT: {
    meaning: "something else stands there, is under way, or was changed meanwhile",
    remedy: "Look again, then ask again",
  },
  SERVICE_EXPIRED: {
    meaning: "the zone is about to be deleted (460)",
    remedy: "In OVHcloud's control panel, renew it",
  },
  RATE_LIMITED: {
    meaning: "too many calls (429); `error.retryAfterMs` when OVHcloud tells how long to wait",
    remedy: "Ask less often: minIntervalMs and maxConcurrentCalls set the pace",
  },
  INTERNAL_SERVER_ERROR: {
    meaning: "trouble at OVHcloud, in its own words; a read was tried three times",
    remedy: "Try again later, and quote the query id to OVHcloud's support",
  },
  UNAVAILABLE: {
    meaning: "408 or 5xx, or a page that is not the API's; a read was tried three times",
    remedy: "Try again later",
  },
  UNREACHABLE: {
    meaning: "no connection, or one that was lost while reading",
    remedy: "Is this machine online, and the endpoint right?",
  },
  TIMEOUT: {
    meaning: "no answer within `timeoutMs`, or what was waited for did not come in time",
    remedy: "Try again, or give it more time",
  },
  ABORTED: {
    meaning: "stopped by your signal; a write that was under way is `UNCONFIRMED`",
    remedy: "Nothing: you asked for it",
  },
  TLS: {
    meaning: "the certificate is not trusted; with wrong dates, this machine's clock is wrong",
    remedy: "Set the clock, or give the authority as the option ca",
  },
  UNCONFIRMED: {
    meaning: "a write may or may not have been done: its answer was lost, or is not one",
    remedy: "Look before repeating it; after a set, error.written and error.pending say how far it came",
  },
  BAD_ANSWER: {
    meaning: "an answer that is not JSON, or a status nobody explains: a captive portal, a proxy",
    remedy: "Is something between this machine and OVHcloud? Else report it, with the query id",
  },
  UNEXPECTED_ANSWER: {
    meaning: "JSON of a shape this version does not know, at `error.paths`",
    remedy: "Report it, with the query id",
  },
  MISSING_CREDENTIAL: {
    meaning: "a key is absent; nothing was sent",
    remedy: "Set what the message names",
  },
  INVALID_OPTION: {
    meaning: "an option, a name or an identifier that cannot be; nothing was sent",
    remedy: "Mend what the message names",
  },
  INVALID_RECORD: {
    meaning: "a record that could never work, or a zone file that cannot be read; nothing was written",
    remedy: "Write it as the message says",
  },
  CNAME_AT_APEX: {
    meaning: "a CNAME or DNAME for the zone itself; nothing was written",
    remedy: "Use A or AAAA there",
  },
  CNAME_BESIDE_DATA: {
    meaning: "a CNAME beside other records of its name; nothing was written",
    remedy: "Remove the others in the same change",
  },
  NOT_DEPLOYED: {
    meaning: "OVHcloud does not deploy the zone, for the errors in the message",
    remedy: "Mend the records it names, then refresh",
  },
  TASK_FAILED: {
    meaning: "an import, a restoration or another task ended badly",
    remedy: "See the message; tasks.relaunch may help",
  },
  NOT_VALIDATED: {
    meaning: "the owner refused the consumer key, or it expired meanwhile",
    remedy: "Ask for another",
  },
  NO_HOST: {
    meaning: "DynHost: this login has no such record",
    remedy: "Make the DynHost record first, and give the login its name",
  },
  ABUSE: {
    meaning: "DynHost: locked after too many updates",
    remedy: "Wait, and update only when the address changes",
  },
};
