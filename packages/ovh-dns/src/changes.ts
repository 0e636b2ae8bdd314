import type { OvhRecord, OvhRecordInput } from "./records.ts";

/** One change of a zone, as `set` makes it and as its errors report it. */
export type OvhChange =
  | { readonly verb: "create"; readonly record: OvhRecordInput }
  | { readonly verb: "update"; readonly before: OvhRecord; readonly after: OvhRecord }
  | { readonly verb: "remove"; readonly before: OvhRecord }
  | { readonly verb: "refresh"; readonly zone: string };
