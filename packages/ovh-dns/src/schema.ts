import type * as z from "zod";
import { operationOf, receiptOf, type ApiAnswer, type ApiCall, type OvhReceipt } from "./call.ts";
import { OvhSchemaError } from "./errors.ts";

/**
 * The answer as its schema types it; unknown keys are dropped.
 * Throws `OvhSchemaError` with the paths that differ, never their values. After a write the code is UNCONFIRMED: OVHcloud
 * said yes, and to what is unknown.
 */
export function parseAnswer<S extends z.ZodType>(schema: S, call: ApiCall, answer: ApiAnswer): z.output<S> {
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map((issue) => issue.path.join(".") || "(whole answer)");
  throw new OvhSchemaError(`an answer of another shape than known, at ${paths.slice(0, 5).join(", ")}`, {
    code: call.method === "GET" ? "UNEXPECTED_ANSWER" : "UNCONFIRMED",
    operation: operationOf(call),
    status: answer.status,
    paths,
    ...(answer.queryId === undefined ? {} : { queryId: answer.queryId }),
  });
}

/**
 * The receipt of a write that answers nothing: 204, or 200 with an empty body or `null` (recorded, 2018).
 * Throws `OvhSchemaError` UNCONFIRMED for anything else: a gateway may hand on an error under a 200.
 */
export function parseReceipt(call: ApiCall, answer: ApiAnswer): OvhReceipt {
  const receipt = receiptOf(answer);
  if (answer.body === null) return receipt;
  const what = "an answer where none was due; it may have been done: look before repeating it";
  throw new OvhSchemaError(what, {
    code: "UNCONFIRMED",
    operation: operationOf(call),
    status: answer.status,
    paths: ["(whole answer)"],
    ...receipt,
  });
}
