/** What a zone and an account at OVH hold besides records and the first key: the quieter chapters. */

/** A web redirection in the vendor's words. */
export interface ZoneRedirection {
  readonly id: number;
  readonly zone: string;
  readonly subDomain: string;
  type: string;
  target: string;
  title: string | null;
  keywords: string | null;
  description: string | null;
}

/** Something OVH does on its own time; each look at it by id brings it one step further. */
export interface ZoneTask {
  readonly id: number;
  readonly function: string;
  status: "todo" | "doing" | "done" | "error" | "problem" | "cancelled";
  readonly creationDate: string;
  doneDate: string | null;
  lastUpdate: string | null;
  /** What is stored once it is done. */
  readonly records: readonly ZoneLine[];
  /** True once it was seen ended. */
  seenEnded: boolean;
}

/** A record without its keys. */
export interface ZoneLine {
  readonly fieldType: string;
  readonly subDomain: string;
  readonly target: string;
  readonly ttl: number;
}

/** A zone as it was served from some moment on. */
interface RestorePoint {
  /** ISO 8601; its key. */
  readonly creationDate: string;
  readonly records: readonly ZoneLine[];
}

/** Who may update a DynHost record. */
export interface DynHostLogin {
  /** Zone, hyphen, suffix. */
  readonly login: string;
  readonly zone: string;
  /** One name below the zone, or "*". */
  subDomain: string;
  password: string;
}

/** How a service is renewed. */
export interface Renewal {
  automatic: boolean;
  deleteAtExpiration: boolean;
  forced: boolean;
  manualPayment: boolean | null;
  period: number | null;
}

/** The chapters of a zone besides its records. */
export interface ZoneChapters {
  dnssec: "disabled" | "enableInProgress" | "enabled" | "disableInProgress";
  redirections: ZoneRedirection[];
  dynHostLogins: DynHostLogin[];
  tasks: ZoneTask[];
  history: RestorePoint[];
  /** By name. */
  options: Record<string, Renewal>;
  renew: Renewal;
  contacts: { contactAdmin: string; contactBilling: string; contactTech: string };
  /** What the mail holds that a termination sends; "" while none was asked for. */
  terminationToken: string;
  terminated: boolean;
}

/** A consumer key besides the first one. */
export interface IssuedKey {
  readonly credentialId: number;
  readonly consumerKey: string;
  /** What the validation link ends with. */
  readonly token: string;
  status: "validated" | "pendingValidation" | "refused" | "expired";
  readonly rules: { method: string; path: string }[];
  allowedIPs: string[] | null;
  readonly creation: string;
  expiration: string | null;
}

/** A service account. */
export interface ServiceAccount {
  readonly clientId: string;
  readonly clientSecret: string;
  name: string;
  description: string;
  readonly flow: string;
  callbackUrls: string[];
  readonly createdAt: string;
  /** IAM actions that are denied: "dnsZone:apiovh:refresh". */
  denied: string[];
}

/** The chapters of an account besides its first key. */
export interface AccountChapters {
  issued: IssuedKey[];
  applications: { applicationId: number; applicationKey: string; name: string; description: string; status: string }[];
  serviceAccounts: ServiceAccount[];
  /** Bearer tokens, by their text: whose, and until when in ms. */
  tokens: Record<string, { clientId: string; until: number }>;
}

const renewal: Renewal = {
  automatic: true,
  deleteAtExpiration: false,
  forced: false,
  manualPayment: null,
  period: null,
};

/** A zone nobody has done anything with. */
export const newChapters = (): ZoneChapters => ({
  dnssec: "disabled",
  redirections: [],
  dynHostLogins: [],
  tasks: [],
  history: [],
  options: {},
  renew: { ...renewal },
  contacts: { contactAdmin: "xx1-ovh", contactBilling: "xx1-ovh", contactTech: "xx1-ovh" },
  terminationToken: "",
  terminated: false,
});

/** An account with one application and nothing else. */
export const newAccount = (applicationKey: string): AccountChapters => ({
  issued: [],
  applications: [
    { applicationId: 1, applicationKey, name: "porchlight", description: "a virtual home", status: "active" },
  ],
  serviceAccounts: [],
  tokens: {},
});
