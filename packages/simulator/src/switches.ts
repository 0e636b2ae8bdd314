/** What is not known of the vendors, or changed over time: each unknown is a switch. */

/** Every switch, with its value. */
export interface Switches {
  /** Freebox: writing a redirection needs the long body one client reported in July 2026. Default false. */
  readonly strictRedir: boolean;
  /** Freebox: what a dead session is answered with; both words were reported. Default "auth_required". */
  readonly deadSession: "auth_required" | "invalid_session";
  /** Freebox: whether its owner lets new applications ask for a token (fixture login_authorize.json). Default "allowed". */
  readonly newApps: "allowed" | "denied";
  /** Freebox: `type` of a reserved name; unknown, so a guess. Default "custom". */
  readonly reservedType: string;
  /** Freebox: /domain/… answers as an unknown path, since the vendor documents none of it. Default "served". */
  readonly domainApi: "served" | "missing";
  /** OVH: whether `X-Pagination-Mode` is understood on zone records. Default "honoured". */
  readonly bulk: "honoured" | "ignored";
  /** OVH: the API of June 2018: 200 with `null` for refresh and DELETE, TXT kept as sent, old key order. Default false. */
  readonly legacy2018: boolean;
  /** OVH: status of refresh and of DELETE record. Default 204, or 200 with `legacy2018`. */
  readonly deleteStatus: 200 | 204;
  /** OVH: what becomes of a ttl of 1-59. Default "refused". */
  readonly ttlBelow60: "refused" | "raised" | "accepted";
  /** OVH: a CNAME beside other data, in either order. Default "accepted". */
  readonly cnameBesideOthers: "accepted" | "refused";
  /** OVH: whether a 404 for a record names its class. Default true; in 2019 it did not. */
  readonly classOnMissingRecord: boolean;
  /** OVH: a POST that answers `id` 0, as reported; the record is made all the same. Default false. */
  readonly createAnswersIdZero: boolean;
  /** OVH: how many reads by id of a new record answer 404; reported for up to a minute. Default 0. */
  readonly newRecordMissingReads: number;
  /** OVH: whether the certificate is in its time. Default "valid". */
  readonly certificate: "valid" | "expired" | "future";
  /** Both APIs: how long each answer takes, in milliseconds, so that what waits for what can be told. Default 0. */
  readonly latencyMs: number;
}

/** Fills in the defaults: lenient, and as the vendors are today. No effect. */
export const switchesFrom = (given: Partial<Switches> = {}): Switches => ({
  strictRedir: false,
  deadSession: "auth_required",
  newApps: "allowed",
  reservedType: "custom",
  domainApi: "served",
  bulk: "honoured",
  legacy2018: false,
  deleteStatus: given.legacy2018 === true ? 200 : 204,
  ttlBelow60: "refused",
  cnameBesideOthers: "accepted",
  classOnMissingRecord: true,
  createAnswersIdZero: false,
  newRecordMissingReads: 0,
  certificate: "valid",
  latencyMs: 0,
  ...given,
});
