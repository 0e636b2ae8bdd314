import { operationOf, type ApiAnswer, type ApiCall } from "./call.ts";
import { epochMs, type OvhClock } from "./clock.ts";
import { OvhTransportError, type OvhErrorCode } from "./errors.ts";
import type { OvhHttpAnswer } from "./http.ts";
import { isTroubled, refusalOf } from "./refusal.ts";

/**
 * Reads one HTTP answer. Any 2xx is a success as far as HTTP goes, with a body or without: refresh and DELETE answered
 * 200 `null` in 2018 (recorded) and answer 204 today. Whether the body is the one the call gives is judged by its schema.
 * Throws `OvhApiError` for a JSON or empty answer of status 400 and above, `OvhTransportError` for anything else.
 */
export function answerOf(
  call: ApiCall,
  answer: OvhHttpAnswer,
  setup: { readonly clock: OvhClock; readonly redact: (text: string) => string },
): ApiAnswer {
  const { status, headers } = answer;
  const succeeded = status >= 200 && status < 300;
  const body = parseJson(answer.body);
  const queryId = queryIdOf(answer, setup.redact);
  const traced = queryId === undefined ? {} : { queryId };
  if (succeeded && body !== undefined) return { status, headers, body, ...traced };
  const waitMs = retryAfterMs(headers["retry-after"], setup.clock);
  const facts = { status, ...traced, ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) };
  if (status >= 400 && body !== undefined) throw refusalOf(call, { ...facts, body }, setup.redact);
  const uncertain = call.method !== "GET" && (succeeded || isTroubled(status));
  const what = body === undefined ? `status ${status}, and a body that is not JSON` : `status ${status}`;
  throw new OvhTransportError(uncertain ? `${what}; it may have been done: look before repeating it` : what, {
    code: uncertain ? "UNCONFIRMED" : codeOf(status),
    operation: operationOf(call),
    reason: succeeded ? "not-json" : "bad-status",
    sent: true,
    ...facts,
  });
}

/** The X-OVH-QUERYID of an answer. */
export function queryIdOf(answer: OvhHttpAnswer, redact: (text: string) => string): string | undefined {
  const queryId = answer.headers["x-ovh-queryid"];
  return queryId === undefined ? undefined : redact(queryId);
}

function codeOf(status: number): OvhErrorCode {
  if (status === 429) return "RATE_LIMITED";
  return isTroubled(status) ? "UNAVAILABLE" : "BAD_ANSWER";
}

/** The value, null for an empty text, undefined for what is not JSON. */
function parseJson(text: string): unknown {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Retry-After in seconds or as a date (RFC 9110, 10.2.3); whether OVHcloud sends it is unknown. */
function retryAfterMs(header: string | undefined, clock: OvhClock): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - epochMs(clock));
}
