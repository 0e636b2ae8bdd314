import { checkedTimeoutMs, createConnection, type OvhConnectionOptions } from "./agent.ts";
import type { ApiCall, OvhCallOptions } from "./call.ts";
import { epochMs, systemClock, type OvhClock } from "./clock.ts";
import { withDeadline } from "./deadline.ts";
import { OvhApiError, OvhInputError, OvhTransportError, type OvhErrorCode } from "./errors.ts";
import type { OvhHttpAnswer } from "./http.ts";
import { httpFailure } from "./http-failure.ts";
import { redactor } from "./redact.ts";

/** Options of `createDynHost`. */
export interface OvhDynHostOptions extends OvhConnectionOptions {
  /** "taprest.fr-home", as `dynHost.logins` lists it. */
  readonly login: string;
  readonly password: string;
  /** Where updates go. Default "https://dns.eu.ovhapis.com/nic/update" (OVHcloud's guide of April 2025). */
  readonly url?: string;
  /** For each update; default 30,000 ms. */
  readonly timeoutMs?: number;
  /** Default "porchlight-ovh-dns". */
  readonly userAgent?: string;
  readonly clock?: OvhClock;
}

/** What an update did. */
export interface OvhDynHostOutcome {
  readonly status: "changed" | "unchanged";
  /** The address the name has now, as OVHcloud says it. */
  readonly ip: string;
}

/** Updates DynHost records, with a login of their own and none of the API's keys. */
export interface OvhDynHostClient {
  /**
   * Gives a name an address; its DynHost record of that family must exist. May be repeated, but not for nothing: services
   * of this kind lock out who does.
   * Throws INVALID_CREDENTIAL, NO_HOST (no such record, or not this login's), BAD_REQUEST, ABUSE, or as any call.
   */
  update(
    update: { readonly hostname: string; readonly ip: string },
    options?: OvhCallOptions,
  ): Promise<OvhDynHostOutcome>;
  close(): void;
}

/** Words of the protocol, as clients know them. */
const refusals: ReadonlyMap<string, readonly [OvhErrorCode, string]> = new Map<string, readonly [OvhErrorCode, string]>(
  [
    ["badauth", ["INVALID_CREDENTIAL", "the login or its password is wrong"]],
    ["nohost", ["NO_HOST", "no DynHost record of this name and family that this login may update"]],
    ["notfqdn", ["BAD_REQUEST", "the host name must be in full"]],
    ["badrequest", ["BAD_REQUEST", "the request was not understood"]],
    ["badagent", ["BAD_REQUEST", "the user agent is refused"]],
    ["!donator", ["FORBIDDEN", "the offer does not include this"]],
    ["abuse", ["ABUSE", "the name is locked after too many updates"]],
  ],
);

/** Makes the client; no I/O. Throws `OvhInputError`: MISSING_CREDENTIAL, or INVALID_OPTION for a URL that is not https. */
export function createDynHost(options: OvhDynHostOptions): OvhDynHostClient {
  const { login, password, clock = systemClock, userAgent = "porchlight-ovh-dns" } = options;
  const base = options.url ?? "https://dns.eu.ovhapis.com/nic/update";
  const timeoutMs = checkedTimeoutMs(options.timeoutMs ?? 30_000, "createDynHost");
  if (login === "" || password === "") throw refused("MISSING_CREDENTIAL", "login or password is empty");
  if (!URL.canParse(base) || new URL(base).protocol !== "https:")
    throw refused("INVALID_OPTION", "the url is not https");
  const { http, close } = createConnection(options);
  const basic = Buffer.from(`${login}:${password}`).toString("base64");
  const redact = redactor([password, basic]);
  return Object.freeze({
    update: ({ hostname, ip }: { readonly hostname: string; readonly ip: string }, callOptions?: OvhCallOptions) =>
      withDeadline(clock, timeoutMs, callOptions?.signal, async (deadline) => {
        const url = new URL(base);
        url.search = new URLSearchParams({ system: "dyndns", hostname, myip: ip }).toString();
        // Repeating it changes nothing more, so a lost answer is no more than an answer lost.
        const call: ApiCall = { method: "GET", path: url.pathname };
        let answer: OvhHttpAnswer;
        try {
          const headers = { Authorization: `Basic ${basic}`, "User-Agent": userAgent };
          const request = { method: "GET" as const, url: url.href, headers, signal: deadline.signal };
          answer = await Promise.race([http(request), deadline.over]);
        } catch (failure) {
          throw httpFailure(call, failure, deadline, { epochMs: epochMs(clock), timeoutMs, redact });
        }
        return outcomeOf(answer, `update ${hostname}`, ip);
      }),
    close,
  });
}

/** The first word of the first line decides, whatever follows; that wrong keys are a 401 is inferred. */
function outcomeOf({ status, body }: OvhHttpAnswer, operation: string, asked: string): OvhDynHostOutcome {
  const [word = "", ip = asked] = body.trim().split(/\s+/);
  if (word === "good" || word === "nochg") return { status: word === "good" ? "changed" : "unchanged", ip };
  const [code, message] = refusals.get(status === 401 ? "badauth" : word) ?? [];
  if (code !== undefined && message !== undefined)
    throw new OvhApiError(message, { code, operation, status, vendorCode: word });
  const isTrouble = status >= 500 || status === 408 || word === "911" || word === "dnserr";
  throw new OvhTransportError(`status ${status}, and no word that is known`, {
    code: isTrouble ? "UNAVAILABLE" : "BAD_ANSWER",
    operation,
    status,
    reason: "bad-status",
    sent: true,
  });
}

function refused(code: "INVALID_OPTION" | "MISSING_CREDENTIAL", message: string): OvhInputError {
  return new OvhInputError(message, { code, operation: "createDynHost" });
}
