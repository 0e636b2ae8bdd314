import * as z from "zod";
import { checkDocument } from "./schema.ts";

/** What `check --json` prints as JSON Schema (draft 2020-12). Pure. */
export const checkSchema = (): object => z.toJSONSchema(checkDocument, { unrepresentable: "any" });
