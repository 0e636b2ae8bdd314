import { answerOf, queryIdOf } from "./answer.ts";
import type { ApiAnswer, ApiCall } from "./call.ts";
import { epochMs, type OvhClock } from "./clock.ts";
import type { Deadline } from "./deadline.ts";
import { isOvhError, type OvhError, type OvhTransportError } from "./errors.ts";
import type { OvhExchange } from "./exchange.ts";
import type { OvhHttpAnswer, OvhHttpRequest, OvhTransport } from "./http.ts";
import { httpFailure } from "./http-failure.ts";
import { isTroubled } from "./refusal.ts";
import { requestOf, type Sign } from "./request.ts";

/** What the transport needs of the client it belongs to. */
export interface TransportSetup {
  readonly http: OvhTransport;
  readonly baseUrl: string;
  readonly userAgent: string;
  readonly timeoutMs: number;
  readonly clock: OvhClock;
  /** 0 to 1, for the jitter of waits. */
  readonly random: () => number;
  readonly redact: (text: string) => string;
  readonly onExchange: ((exchange: OvhExchange) => void) | undefined;
}

/** Sends calls: JSON, statuses, errors, and the repetition of reads. */
export type Transport = (call: ApiCall, sign: Sign, deadline: Deadline) => Promise<ApiAnswer>;

/** First try included. */
const maxTries = 3;
/** Ceiling of the first wait, in milliseconds; each next one doubles it. */
const firstWaitMs = 500;

/**
 * Makes the transport; no I/O. A read is tried at most three times inside its deadline when the connection fails or the
 * answer is 408, 429 or 5xx, after a random wait or the one OVHcloud asks for. A write is sent once, whatever happens.
 */
export function createTransport(setup: TransportSetup): Transport {
  return async (call, sign, deadline) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await sendOnce(setup, call, sign, deadline);
      } catch (error) {
        if (!isOvhError(error) || call.method !== "GET" || tries === maxTries || !isPassing(error)) throw error;
        const waitMs = error.retryAfterMs ?? setup.random() * firstWaitMs * 2 ** (tries - 1);
        // A wait that ends after the deadline would only hide the reason behind a timeout.
        if (waitMs >= deadline.remainingMs()) throw error;
        // A wait cut short is told by the next try, which finds the deadline over.
        await setup.clock.sleep(waitMs, deadline.signal).catch(() => undefined);
      }
    }
  };
}

async function sendOnce(setup: TransportSetup, call: ApiCall, sign: Sign, deadline: Deadline): Promise<ApiAnswer> {
  if (deadline.signal.aborted) throw failed(setup, call, { sent: false }, deadline);
  const request = requestOf(call, sign, setup, deadline.signal);
  const begunMs = setup.clock.now();
  let answer: OvhHttpAnswer;
  try {
    // Raced, since a transport given as an option may be deaf to the signal.
    answer = await Promise.race([setup.http(request), deadline.over]);
  } catch (failure) {
    const error = failed(setup, call, failure, deadline);
    tell(setup, request, begunMs, { error: error.code });
    throw error;
  }
  const queryId = queryIdOf(answer, setup.redact);
  tell(setup, request, begunMs, {
    status: answer.status,
    ...(answer.body === "" ? {} : { responseBody: answer.body }),
    ...(queryId === undefined ? {} : { queryId }),
  });
  return answerOf(call, answer, setup);
}

function tell(
  setup: TransportSetup,
  request: OvhHttpRequest,
  begunMs: number,
  outcome: Pick<OvhExchange, "status" | "responseBody" | "queryId" | "error">,
): void {
  const { redact, onExchange } = setup;
  if (onExchange === undefined) return;
  const { responseBody, ...rest } = outcome;
  try {
    onExchange({
      method: request.method,
      url: redact(request.url),
      ...(request.body === undefined ? {} : { requestBody: redact(request.body) }),
      ...(responseBody === undefined ? {} : { responseBody: redact(responseBody) }),
      ...rest,
      ms: setup.clock.now() - begunMs,
    });
  } catch {
    // A listener's own trouble must not turn a write that was done into an error.
  }
}

/** True for what may be gone in a moment. */
function isPassing(error: OvhError): boolean {
  if (error.code === "UNREACHABLE" || error.code === "RATE_LIMITED") return true;
  return error.status !== undefined && isTroubled(error.status);
}

function failed(setup: TransportSetup, call: ApiCall, failure: unknown, deadline: Deadline): OvhTransportError {
  const { timeoutMs, redact } = setup;
  return httpFailure(call, failure, deadline, { epochMs: epochMs(setup.clock), timeoutMs, redact });
}
