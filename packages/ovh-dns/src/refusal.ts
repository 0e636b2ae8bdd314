import * as z from "zod";
import { operationOf, type ApiCall } from "./call.ts";
import { errorCodes } from "./error-codes.ts";
import { OvhApiError, type OvhErrorCode } from "./errors.ts";

// Every member is optional: a 404 of 2019 carried `message` alone (recorded-in-issues.json, record-missing-on-delete).
const Refusal = z.object({
  errorCode: z.string().optional().catch(undefined),
  class: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  details: z
    .object({
      unauthorizedActionsByAuthentication: z.string().catch(""),
      unauthorizedActionsByIAM: z.string().catch(""),
    })
    .optional()
    .catch(undefined),
});

type Refusal = z.output<typeof Refusal>;

/** Codes of statuses, for answers that carry no code of their own. */
const statusCodes: ReadonlyMap<number, OvhErrorCode> = new Map<number, OvhErrorCode>([
  [401, "UNAUTHORIZED"],
  [403, "FORBIDDEN"],
  [404, "NOT_FOUND"],
  [408, "UNAVAILABLE"],
  [409, "CONFLICT"],
  [500, "INTERNAL_SERVER_ERROR"],
]);

/**
 * The typed error of an answer that says no: JSON with a status that is not 2xx.
 * A write refused with 408 or 5xx is UNCONFIRMED, for a gateway may give up while the work goes on (a guess, on the
 * safe side: no such write was ever recorded).
 */
export function refusalOf(
  call: ApiCall,
  answer: {
    readonly status: number;
    readonly body: unknown;
    readonly queryId?: string;
    readonly retryAfterMs?: number;
  },
  redact: (text: string) => string,
): OvhApiError {
  const parsed = Refusal.safeParse(answer.body);
  const refusal: Refusal = parsed.success ? parsed.data : {};
  const operation = operationOf(call);
  const vendorCode = refusal.errorCode ?? refusal.class;
  const code = codeOf(call, answer.status, refusal);
  const said = redact(refusal.message ?? "no reason given");
  const right = code === "NOT_GRANTED_CALL" ? operation : redact(deniedActions(refusal));
  const remedy = remedyOf(code, right);
  return new OvhApiError(`${answer.status} ${code}, ${said}${remedy === undefined ? "" : `. ${remedy}`}`, {
    code,
    operation,
    status: answer.status,
    ...(answer.queryId === undefined ? {} : { queryId: answer.queryId }),
    ...(vendorCode === undefined ? {} : { vendorCode: redact(vendorCode) }),
    ...(right === "" ? {} : { right }),
    ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
  });
}

/** True when a status tells that the answer is OVHcloud's trouble and not its decision. */
export function isTroubled(status: number): boolean {
  return status === 408 || status >= 500;
}

function remedyOf(code: OvhErrorCode, right: string): string | undefined {
  if (code === "NOT_GRANTED_CALL") return `Give the consumer key the right "${right}"`;
  if (right !== "") return `Allow "${right}" in the account's access policies`;
  return Object.entries(errorCodes).find(([known]) => known === code)?.[1].remedy;
}

/** Names of the actions the account's policies deny, as OVHcloud writes them; "" when none is told (guide on IAM logs). */
function deniedActions({ details }: Refusal): string {
  const told = [details?.unauthorizedActionsByAuthentication ?? "", details?.unauthorizedActionsByIAM ?? ""];
  return [...new Set(told.map((actions) => actions.trim()))].filter((actions) => actions !== "").join(", ");
}

function codeOf(call: ApiCall, status: number, refusal: Refusal): OvhErrorCode {
  const { errorCode, class: errorClass, message = "" } = refusal;
  if (status === 429) return "RATE_LIMITED";
  // Not an HTTP status of the registry: OVHcloud's own, with a message and no class (recorded-in-issues.json, zone-expired).
  if (status === 460) return "SERVICE_EXPIRED";
  if (call.method !== "GET" && isTroubled(status)) return "UNCONFIRMED";
  if (errorCode !== undefined && /^[A-Z][A-Z0-9_]*$/.test(errorCode)) return errorCode;
  // The gateway's INVALID_KEY in its other form, with a class (relied on by published clients).
  if (errorClass === "Client::Forbidden" && /^this application key is invalid\.?$/i.test(message.trim()))
    return "INVALID_KEY";
  // "Client::NotFound" is NOT_FOUND.
  const word = errorClass === undefined ? undefined : /(?:^|::)([A-Z][A-Za-z]*)$/.exec(errorClass)?.[1];
  if (word !== undefined) return word.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
  // Any other 4xx is a no to what was asked, such as 422.
  return statusCodes.get(status) ?? (status >= 500 ? "UNAVAILABLE" : "BAD_REQUEST");
}
