/** What is not known of the vendors, or changed over time: each unknown is a switch. */

/** Every switch, with its value. */
export interface Switches {
  /** Freebox: writing a redirection needs the long body one client reported in July 2026. Default false. */
  readonly strictRedir: boolean;
  /** Freebox: what a dead session is answered with; both words were reported. Default "auth_required". */
  readonly deadSession: "auth_required" | "invalid_session";
  /** Freebox: how long the question on its front stays up, in milliseconds; clients wait 90 s to 5 min. Default 90,000. */
  readonly promptMs: number;
  /** Freebox: how long a challenge is good for, in milliseconds; documented as limited. Default 180,000. */
  readonly challengeMs: number;
  /** Freebox: how long a session lives without a request, in milliseconds; 30 min and 1 h were reported. Default 1,800,000. */
  readonly sessionIdleMs: number;
  /** Freebox: how many sessions it keeps; the oldest ends for one more. Default no limit. */
  readonly mostSessions: number;
  /** Freebox: how many wrong passwords in a minute close the door. Default 10. */
  readonly loginTries: number;
  /** Freebox: and for how long, in milliseconds. Default 300,000. */
  readonly loginClosedMs: number;
  /** Freebox: two rules for one WAN port that differ by their source. Default "clash". */
  readonly sourceRules: "clash" | "share";
  /** Freebox: a rule that leads to an address that is not on its LAN. Default "accepted". */
  readonly foreignTarget: "accepted" | "refused";
  /** Freebox: how many redirections it keeps; one more is an internal error. Default no limit. */
  readonly mostRedirections: number;
  /** Freebox: the list of UPnP mappings while the service is off. Default "disabled". */
  readonly upnpOff: "disabled" | "empty";
  /** Freebox: HTTP status of refusals; 200 was seen for those of a missing thing alone, which stay so. Default 200. */
  readonly refusalStatus: number;
  /** Freebox: how long a certificate that was asked for takes, in milliseconds. Default for ever. */
  readonly certificateMs: number;
  /** Freebox: whether its owner lets new applications ask for a token (fixture login_authorize.json). Default "allowed". */
  readonly newApps: "allowed" | "denied";
  /** Freebox: `type` of a reserved name; unknown, so a guess. Default "custom". */
  readonly reservedType: string;
  /** Freebox: /domain/… answers as an unknown path, since the vendor documents none of it. Default "served". */
  readonly domainApi: "served" | "missing";
  /** Freebox: for how long it takes no connection after a reboot, in milliseconds. Default 0. */
  readonly rebootMs: number;
  /** Freebox: what `certs` says of a certificate that was asked for and is not there; unknown, so a guess. Default "pending". */
  readonly pendingCertificate: string;
  /** Freebox: where the name of an event of the LAN is cut; unknown. Default "lan_host". */
  readonly eventSource: "lan_host" | "lan";
  /** Freebox: what becomes of a socket of events when its session is gone; unknown. Default "stays". */
  readonly orphanedEvents: "stays" | "cut";
  /** Freebox: what it speaks; "https" with an authority of its own, as OVH's door. Default "http". */
  readonly boxScheme: "http" | "https";
  /** Freebox: whether it has a door to the internet, over HTTPS, with its names in the certificate. Default "closed". */
  readonly remoteDoor: "closed" | "open";
  /** OVH: whether `X-Pagination-Mode` is understood on zone records. Default "honoured". */
  readonly bulk: "honoured" | "ignored";
  /** OVH: the API of June 2018: 200 with `null` for refresh and DELETE, TXT kept as sent, old key order. Default false. */
  readonly legacy2018: boolean;
  /** OVH: status of refresh and of DELETE record. Default 204, or 200 with `legacy2018`. */
  readonly deleteStatus: 200 | 204;
  /** OVH: status of every other answer that gives nothing back; unknown today. Default 200, with `null`. */
  readonly otherVoidStatus: 200 | 204;
  /** OVH: a refresh while another waits for its deployment; the refusal is a guess (409). Default "accepted". */
  readonly refreshWhileRunning: "accepted" | "refused";
  /** OVH: what `export` shows: what is edited, or what is served. Default "edited". */
  readonly exportShows: "edited" | "served";
  /** OVH: how imports and restorations end. Default "done". */
  readonly taskEnd: "done" | "error" | "problem" | "cancelled";
  /** OVH: a task that was seen ended answers 404 from then on. Default false. */
  readonly taskVanishes: boolean;
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
  /** OVH: whether a zone says `isDeployed: false` between a refresh and its deployment; inferred. Default "follows". */
  readonly isDeployed: "follows" | "always-true";
  /** OVH, and a Freebox that speaks HTTPS: whether the certificate is in its time. Default "valid". */
  readonly certificate: "valid" | "expired" | "future";
  /** Both APIs: how long each answer takes, in milliseconds, so that what waits for what can be told. Default 0. */
  readonly latencyMs: number;
}

/** Fills in the defaults: lenient, and as the vendors are today. No effect. */
export const switchesFrom = (given: Partial<Switches> = {}): Switches => ({
  strictRedir: false,
  deadSession: "auth_required",
  promptMs: 90_000,
  challengeMs: 180_000,
  sessionIdleMs: 1_800_000,
  mostSessions: Infinity,
  loginTries: 10,
  loginClosedMs: 300_000,
  sourceRules: "clash",
  foreignTarget: "accepted",
  mostRedirections: Infinity,
  upnpOff: "disabled",
  refusalStatus: 200,
  certificateMs: Infinity,
  newApps: "allowed",
  reservedType: "custom",
  domainApi: "served",
  rebootMs: 0,
  pendingCertificate: "pending",
  eventSource: "lan_host",
  orphanedEvents: "stays",
  boxScheme: "http",
  remoteDoor: "closed",
  bulk: "honoured",
  legacy2018: false,
  deleteStatus: given.legacy2018 === true ? 200 : 204,
  otherVoidStatus: 200,
  refreshWhileRunning: "accepted",
  exportShows: "edited",
  taskEnd: "done",
  taskVanishes: false,
  ttlBelow60: "refused",
  cnameBesideOthers: "accepted",
  classOnMissingRecord: true,
  createAnswersIdZero: false,
  newRecordMissingReads: 0,
  isDeployed: "follows",
  certificate: "valid",
  latencyMs: 0,
  ...given,
});
