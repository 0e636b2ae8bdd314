import * as z from "zod";
import { FreeboxApiError, FreeboxSchemaError, FreeboxTransportError } from "./errors.ts";
import type { HttpResponse } from "./http.ts";
import { redact } from "./redact.ts";

const envelope = z.looseObject({
  success: z.boolean(),
  result: z.unknown().optional(),
  error_code: z.string().optional().catch(undefined),
  msg: z.string().optional().catch(undefined),
  missing_right: z.string().optional().catch(undefined),
});

const refusals = new WeakMap<FreeboxApiError, unknown>();

/**
 * The result inside an answer; undefined where the box gave none, as it does for an empty list. Throws what the answer
 * is otherwise: the vendor's refusal, a bare HTTP status, or something unknown.
 *
 * The envelope is read first and the HTTP status only without one, because business errors come with 200 and login
 * errors with 403, both enveloped (fixture errors.json).
 */
export function openEnvelope(operation: string, response: HttpResponse, secrets: readonly string[]): unknown {
  const opened = envelope.safeParse(parseBody(operation, response));
  if (!opened.success) {
    if (!isSuccess(response)) throw bareStatus(operation, response);
    throw new FreeboxSchemaError(operation, ["success"]);
  }
  const { success, result, error_code, msg, missing_right } = opened.data;
  if (success) return result;
  const refusal = new FreeboxApiError(operation, {
    code: redact(error_code ?? "unknown", secrets),
    vendorMessage: redact(msg ?? "", secrets),
    status: response.status,
    ...(missing_right === undefined ? {} : { missingRight: redact(missing_right, secrets) }),
  });
  refusals.set(refusal, result);
  throw refusal;
}

/** The result beside a refusal; undefined where there was none. Kept off the error: a login's holds a challenge. */
export function resultOfRefusal(error: unknown): unknown {
  return error instanceof FreeboxApiError ? refusals.get(error) : undefined;
}

/** The body of an answer that has no envelope: `/api_version` alone. */
export function openBare(operation: string, response: HttpResponse): unknown {
  if (!isSuccess(response)) throw bareStatus(operation, response);
  return parseBody(operation, response);
}

function parseBody(operation: string, response: HttpResponse): unknown {
  try {
    return JSON.parse(response.body);
  } catch {
    if (!isSuccess(response)) throw bareStatus(operation, response);
    throw new FreeboxTransportError(operation, {
      reason: "not-json",
      sent: true,
      status: response.status,
      message: "the answer is not JSON; is this address a Freebox?",
    });
  }
}

function bareStatus(operation: string, response: HttpResponse): FreeboxTransportError {
  return new FreeboxTransportError(operation, {
    reason: "status",
    sent: true,
    status: response.status,
    message: `the answer is a bare HTTP ${response.status}`,
  });
}

function isSuccess(response: HttpResponse): boolean {
  return response.status >= 200 && response.status < 300;
}
