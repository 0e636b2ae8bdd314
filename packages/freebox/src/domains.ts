import * as z from "zod";
import { pathSegment } from "./path-segment.ts";
import type { CallOptions, Session } from "./session.ts";
import { isNothing, listOf, maybeText, maybeWhole, nothing, objectOf } from "./wire.ts";

/** A certificate of a name, one for each key type. */
export interface DomainCertificate {
  /** "issued" is the only word seen; what stands there before is unknown. */
  readonly status?: string;
  readonly days_left?: number;
}

/**
 * A name the box answers to. UNDOCUMENTED, like the whole chapter: fixture domain_owned.json, pasted by users.
 */
export interface OwnedDomain {
  /** The full name. */
  readonly id: string;
  /** "custom" (the owner's own name) and "auto" (the box's) were seen; that of a reserved name is unknown. */
  readonly type?: string;
  /** "user" and "freebox" were seen. */
  readonly owner?: string;
  /** By key type, "rsa" or "ec". */
  readonly certs: Readonly<Record<string, DomainCertificate>>;
}

/** Whether a name can be reserved. What the box answers was never published, so the answer is kept as it came. */
export interface DomainAvailability {
  /** Read off an answer that is, or has as `available`, a boolean (a guess); absent when it is neither. */
  readonly available?: boolean;
  readonly answer: unknown;
}

/** A certificate of one's own, PEM with real line feeds. */
export interface CertificateInput {
  /** That of the key. */
  readonly keyType: "rsa" | "ec";
  readonly certificatePem: string;
  /** The private key: a secret. */
  readonly keyPem: string;
  /** The chain, or the private root; empty by default. */
  readonly intermediatesPem?: string;
}

/** Which name the box shows as its own. */
export interface DomainConfig {
  /** Becomes `api_domain` and the host of links from outside. */
  readonly default_domain?: string;
}

const OWNED = "/domain/owned/";
const CONFIG = "/domain/config";

const domainConfig: z.ZodType<DomainConfig> = objectOf({ default_domain: maybeText });

const certificates: z.ZodType<OwnedDomain["certs"]> = z.preprocess(
  withoutEmpty,
  z.record(z.string(), objectOf({ status: maybeText, days_left: maybeWhole })),
);

const ownedDomain: z.ZodType<OwnedDomain> = objectOf({
  id: z.string().min(1),
  type: maybeText,
  owner: maybeText,
  certs: certificates,
});

/** A single name comes as an object instead of a list of one, says a client that handles both. */
const ownedDomains: z.ZodType<readonly OwnedDomain[]> = z.union([
  ownedDomain.transform((only) => [only]),
  listOf(ownedDomain),
]);

/**
 * The chapter `domain`. UNDOCUMENTED: the vendor describes it nowhere and may change it; what is known comes from three
 * clients and pasted output. Expect refusals of any kind. Writing needs the right `settings` (a guess).
 */
export interface Domains {
  /** Every name the box answers to, its automatic one included. Undocumented. */
  list(options?: CallOptions): Promise<readonly OwnedDomain[]>;
  /** Undocumented. */
  get(name: string, options?: CallOptions): Promise<OwnedDomain>;
  /** Asks whether a name can be reserved. Undocumented, the answer is unknown. */
  availability(name: string, options?: CallOptions): Promise<DomainAvailability>;
  /**
   * Reserves `prefix.domain`, where `domain` is "freeboxos.fr", and gives the name as granted. Undocumented; the answer
   * is unknown, and one that names nothing is taken as a grant of what was asked.
   */
  reserve(name: { readonly prefix: string; readonly domain: string }, options?: CallOptions): Promise<OwnedDomain>;
  /** Gives a name up. Undocumented; whether a reserved name is then free for others is unknown. */
  remove(name: string, options?: CallOptions): Promise<void>;
  /** Makes the box answer to a name of the owner's own, whose DNS is theirs to keep. Undocumented; observed. */
  add(name: string, options?: CallOptions): Promise<OwnedDomain>;
  /**
   * Gives a name a certificate. One of its key type that is there already: `exists`, and no way but to remove the name and
   * add it again (reported). Undocumented; observed.
   */
  importCertificate(name: string, certificate: CertificateInput, options?: CallOptions): Promise<void>;
  /** Lets the box ask Let's Encrypt for one; the name has to reach the box, and it takes minutes. Undocumented, reported. */
  requestCertificate(name: string, keyType: "rsa" | "ec", options?: CallOptions): Promise<void>;
  /** Which name is the default one. Undocumented; read from one client's code. */
  readonly config: {
    get(options?: CallOptions): Promise<DomainConfig>;
    /** Makes a name the box has the default one. Undocumented; that it answers with the settings is a guess. */
    update(change: DomainConfig, options?: CallOptions): Promise<DomainConfig>;
  };
}

/** The chapter over a session. No I/O. */
export function createDomains(session: Session): Domains {
  return Object.freeze<Domains>({
    list: (options) => session.request({ ...options, method: "GET", path: OWNED, schema: ownedDomains }),
    get: async (name, options) =>
      session.request({ ...options, method: "GET", path: itemPath("GET", name), schema: ownedDomain }),
    availability: async (name, options) => {
      const path = `/domain/availability/${pathSegment("GET /domain/availability/", name)}`;
      return availabilityOf(await session.request({ ...options, method: "GET", path, schema: z.unknown() }));
    },
    reserve: async (name, options) => {
      const body = { prefix: name.prefix, domain: name.domain };
      const path = "/domain/reserve/";
      const answer = await session.request({ ...options, method: "POST", path, body, schema: z.unknown() });
      const granted = ownedDomain.safeParse(answer);
      return granted.success ? granted.data : { id: `${name.prefix}.${name.domain}`, certs: {} };
    },
    remove: async (name, options) =>
      session.request({ ...options, method: "DELETE", path: itemPath("DELETE", name), schema: nothing }),
    add: (name, options) =>
      session.request({ ...options, method: "POST", path: OWNED, body: { id: name }, schema: ownedDomain }),
    importCertificate: async (name, certificate, options) => {
      const { keyType, certificatePem, keyPem, intermediatesPem = "" } = certificate;
      const body = { key_type: keyType, cert_pem: certificatePem, key_pem: keyPem, intermediates: intermediatesPem };
      const path = `${itemPath("POST", name)}/import_cert/`;
      return session.request({ ...options, method: "POST", path, body, secrets: [keyPem], schema: nothing });
    },
    requestCertificate: async (name, keyType, options) => {
      const path = `${itemPath("POST", name)}/request_cert`;
      return session.request({ ...options, method: "POST", path, body: { key_type: keyType }, schema: nothing });
    },
    config: Object.freeze<Domains["config"]>({
      get: (options) => session.request({ ...options, method: "GET", path: CONFIG, schema: domainConfig }),
      update: async (change, options) => {
        const answer = await session.request({
          ...options,
          method: "PUT",
          path: CONFIG,
          body: change,
          schema: z.unknown(),
        });
        const now = domainConfig.safeParse(answer);
        return now.success ? now.data : change;
      },
    }),
  });
}

/** A map without the entries that hold nothing: a key type without its certificate is none. */
function withoutEmpty(value: unknown): unknown {
  if (isNothing(value)) return {};
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => !isNothing(entry)));
}

function availabilityOf(answer: unknown): DomainAvailability {
  const flag: unknown =
    typeof answer === "object" && answer !== null && "available" in answer ? answer.available : answer;
  return typeof flag === "boolean" ? { available: flag, answer } : { answer };
}

function itemPath(method: string, name: string): string {
  return `${OWNED}${pathSegment(`${method} ${OWNED}`, name)}`;
}
