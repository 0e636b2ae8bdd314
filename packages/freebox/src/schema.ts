import { FreeboxSchemaError } from "./errors.ts";

/** What turns an unknown answer into a known one. A zod schema is one; its types stay out of our declarations. */
export interface Schema<T> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: T }
    | {
        readonly success: false;
        readonly error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] };
      };
}

/** The answer as the schema knows it, or a `FreeboxSchemaError` with the paths below `root`, never the values. */
export function parseAnswer<T>(operation: string, schema: Schema<T>, value: unknown, root: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map((issue) => [root, ...issue.path].map(String).join("."));
  throw new FreeboxSchemaError(operation, [...new Set(paths)]);
}
