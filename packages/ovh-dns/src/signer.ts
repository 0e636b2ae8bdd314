import ovh from "ovh";
import type { OvhKeys } from "./credentials.ts";
import { OvhInputError } from "./errors.ts";
import { redactor } from "./redact.ts";

/** Names the `ovh` package knows. Kept here because it would take "constructor" for one, and go to Europe. */
const names = [
  "ovh-eu",
  "ovh-us",
  "ovh-ca",
  "sys-eu",
  "sys-ca",
  "soyoustart-eu",
  "soyoustart-ca",
  "ks-eu",
  "ks-ca",
  "kimsufi-eu",
  "kimsufi-ca",
] as const;

/** Where the API is: a name OVHcloud gives to one of its regions, or an https URL ("https://127.0.0.1:1234/1.0"). */
export type OvhEndpoint = (typeof names)[number] | (string & {});

/** Knows the keys and the address; everything else in the SDK only asks it. */
export interface Signer {
  /** "https://eu.api.ovh.com/1.0", with the port when it is not 443. */
  readonly baseUrl: string;
  /** The authentication headers of one request; `url` is the URL as sent, `body` "" when there is none. */
  headers(method: string, url: URL, body: string, timestampSeconds: number): Readonly<Record<string, string>>;
  /** The same text with any key, secret or signature replaced by "[secret]". */
  readonly redact: (text: string) => string;
}

/**
 * Makes the signer; no I/O. Throws `OvhInputError`: MISSING_CREDENTIAL, or INVALID_OPTION for an unknown endpoint or a
 * URL that is not plain https.
 */
export function createSigner(credentials: OvhKeys, endpoint: OvhEndpoint): Signer {
  for (const key of ["applicationKey", "applicationSecret", "consumerKey"] as const)
    if (typeof credentials[key] !== "string" || credentials[key] === "")
      throw new OvhInputError(`credentials.${key} is missing`, {
        code: "MISSING_CREDENTIAL",
        operation: "createOvhDns",
      });
  const { applicationKey, applicationSecret, consumerKey } = credentials;
  const client = ovh({ appKey: applicationKey, appSecret: applicationSecret, consumerKey, ...place(endpoint) });
  return Object.freeze({
    baseUrl: addressOf(client),
    headers: (method: string, url: URL, body: string, timestampSeconds: number) => ({
      "X-Ovh-Application": applicationKey,
      "X-Ovh-Consumer": consumerKey,
      "X-Ovh-Timestamp": String(timestampSeconds),
      // The port is not part of what is signed: the `ovh` package never put it there.
      "X-Ovh-Signature": client.signRequest(
        method,
        `https://${url.hostname}${url.pathname}${url.search}`,
        body,
        timestampSeconds,
      ),
    }),
    redact: redactor([applicationKey, applicationSecret, consumerKey]),
  });
}

/** Where an endpoint is: "https://eu.api.ovh.com/1.0". Throws `OvhInputError` INVALID_OPTION for an unknown one. */
export function baseUrlOf(endpoint: OvhEndpoint): string {
  return addressOf(ovh({ appKey: "none", appSecret: "none", consumerKey: "none", ...place(endpoint) }));
}

function addressOf(client: { readonly host: string; readonly port: number; readonly basePath: string }): string {
  return `https://${client.host}${client.port === 443 ? "" : `:${client.port}`}${client.basePath}`;
}

/** The endpoint in the package's own words; host, port and basePath alone, since it ignores them beside a name. */
function place(endpoint: OvhEndpoint): { endpoint: string } | { host: string; port: number; basePath: string } {
  if (names.some((name) => name === endpoint)) return { endpoint };
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol !== "https:" || url.username || url.password || url.search || url.hash)
    throw new OvhInputError(
      `the endpoint is neither one of ${names.join(", ")} nor an https URL such as "https://eu.api.ovh.com/1.0"`,
      { code: "INVALID_OPTION", operation: "createOvhDns" },
    );
  const basePath = url.pathname.replace(/\/+$/, "");
  return { host: url.hostname, port: url.port === "" ? 443 : Number(url.port), basePath: basePath || "/1.0" };
}
