import type { FreeboxClock } from "./clock.ts";
import { raceSignal } from "./deadline.ts";
import { openBare, openEnvelope } from "./envelope.ts";
import { type AnyFreeboxError, FreeboxTransportError, isFreeboxError } from "./errors.ts";
import { stopFault, transportFault } from "./fault.ts";
import type { HttpFunction, HttpMethod, HttpRequest, HttpResponse } from "./http.ts";

/** One exchange with the box, safe to log: no token, no body, no address. */
export interface Exchange {
  readonly method: HttpMethod;
  /** As the vendor names it, without the version prefix: "/fw/redir/75". */
  readonly path: string;
  /** HTTP status; absent when no answer came. */
  readonly status?: number;
  /** The vendor's code, or the reason why there is no trustworthy answer. */
  readonly errorCode?: string;
  readonly ms: number;
}

/** What the transport needs to carry calls. */
export interface TransportOptions {
  /** Scheme and authority, no path: "https://mafreebox.freebox.fr". */
  readonly endpoint: string;
  readonly http: HttpFunction;
  readonly clock: FreeboxClock;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** A wait the box asks for that is longer than this is not waited. */
  readonly timeoutMs: number;
  readonly userAgent: string;
  readonly onExchange?: (exchange: Exchange) => void;
}

/** One call, before it is bytes. */
interface TransportCall {
  readonly method: HttpMethod;
  /** Before the path, "/api/v16"; empty at the web root. */
  readonly base: string;
  readonly path: string;
  readonly body?: unknown;
  readonly token?: string;
  /** Further texts that must not come back in an error. */
  readonly secrets?: readonly string[];
  /** True when the answer has no envelope. */
  readonly bare?: boolean;
  /** True for what another call needs beforehand: its errors say `sent: false`, that call never left. */
  readonly preparatory?: boolean;
  readonly signal: AbortSignal;
}

/** Gives the result inside the answer, or throws an error of this package. */
export interface Transport {
  send(call: TransportCall): Promise<unknown>;
}

type Attempt =
  | { readonly error?: never; readonly value: unknown }
  | { readonly error: AnyFreeboxError; readonly askedWaitMs: number };

const MOST_TRIES = 3;
const FIRST_PAUSE_MS = 200;

/**
 * Carries calls to one box. A GET that finds the box unreachable, busy (429) or failing (5xx) is tried twice more with
 * growing, jittered pauses, as long as the call's signal allows; anything else is sent once.
 */
export function createTransport(options: TransportOptions): Transport {
  const attempt = async (call: TransportCall): Promise<Attempt> => {
    const operation = `${call.method} ${call.path}`;
    const secrets = [...(call.token === undefined ? [] : [call.token]), ...(call.secrets ?? [])];
    const started = options.clock.now();
    let response: HttpResponse | undefined;
    let error: AnyFreeboxError | undefined;
    let value: unknown;
    try {
      response = await ask(options, call, operation, secrets);
      value = call.bare === true ? openBare(operation, response) : openEnvelope(operation, response, secrets);
    } catch (thrown) {
      if (!isFreeboxError(thrown)) throw thrown;
      error = call.preparatory === true ? unsent(thrown) : thrown;
    }
    report(options, {
      method: call.method,
      path: call.path,
      ...(response === undefined ? {} : { status: response.status }),
      ...(error === undefined ? {} : { errorCode: error.name === "FreeboxTransportError" ? error.reason : error.code }),
      ms: options.clock.now() - started,
    });
    return error === undefined ? { value } : { error, askedWaitMs: askedWaitMs(response) };
  };

  return {
    send: async (call) => {
      if (call.signal.aborted) throw stopFault(`${call.method} ${call.path}`, call.signal, false);
      for (let tries = 1; ; tries += 1) {
        const made = await attempt(call);
        if (made.error === undefined) return made.value;
        const hopeless = tries === MOST_TRIES || made.askedWaitMs > options.timeoutMs;
        if (call.method !== "GET" || hopeless || !mayPass(made.error)) throw made.error;
        const pauseMs = FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.5 + options.random() / 2);
        try {
          await options.clock.sleep(Math.max(pauseMs, made.askedWaitMs), call.signal);
        } catch {
          // The deadline or the caller: what the last try said explains more than that.
          throw made.error;
        }
      }
    },
  };
}

async function ask(
  options: TransportOptions,
  call: TransportCall,
  operation: string,
  secrets: readonly string[],
): Promise<HttpResponse> {
  const request: HttpRequest = {
    method: call.method,
    url: `${options.endpoint}${call.base}${call.path}`,
    headers: {
      accept: "application/json",
      "user-agent": options.userAgent,
      ...(call.body === undefined ? {} : { "content-type": "application/json" }),
      ...(call.token === undefined ? {} : { "x-fbx-app-auth": call.token }),
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    signal: call.signal,
  };
  const stopped = (): FreeboxTransportError => stopFault(operation, call.signal, true);
  try {
    // Raced, because an injected function may not heed the signal.
    return await raceSignal(options.http(request), call.signal, stopped);
  } catch (error) {
    throw call.signal.aborted ? stopped() : transportFault(operation, error, secrets);
  }
}

function unsent(error: AnyFreeboxError): AnyFreeboxError {
  if (error.name !== "FreeboxTransportError" || !error.sent) return error;
  return new FreeboxTransportError(error.operation, {
    reason: error.reason,
    sent: false,
    message: error.message.slice(error.operation.length + 2),
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(error.cause instanceof Error ? { cause: error.cause } : {}),
  });
}

/** True for a trouble that may be over a moment later. */
function mayPass(error: AnyFreeboxError): boolean {
  if (error.name === "FreeboxApiError") return busyStatus(error.status);
  if (error.name !== "FreeboxTransportError") return false;
  if (error.reason === "status") return busyStatus(error.status);
  return ["refused", "unresolved", "unreachable", "dropped"].includes(error.reason);
}

function busyStatus(status: number | undefined): boolean {
  return status !== undefined && (status === 429 || status >= 500);
}

/** `Retry-After` in its form of seconds; the form of a date is not heeded. */
function askedWaitMs(response: HttpResponse | undefined): number {
  const asked = response?.headers["retry-after"] ?? "";
  return /^\d+$/.test(asked) ? Number(asked) * 1_000 : 0;
}

/** Tells an observer, if there is one. */
export function report(
  { onExchange }: { readonly onExchange?: (exchange: Exchange) => void },
  exchange: Exchange,
): void {
  try {
    onExchange?.(exchange);
  } catch {
    // An observer that fails must not turn a write that was done into an error.
  }
}
