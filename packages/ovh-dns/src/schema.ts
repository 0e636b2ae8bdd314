import type * as z from "zod";
import { operationOf, type ApiAnswer, type ApiCall } from "./call.ts";
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
