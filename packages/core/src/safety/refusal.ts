/** Why a plan is refused. */
import type { Message } from "../contracts.ts";
import type { HazardName, HomePath } from "../desired.ts";

/**
 * One reason to refuse. A `hazard` has a name and can be allowed, for one run (`--allow NAME`) or on the entry
 * (`allow: [NAME]`); an `impossible` has only a remedy.
 */
export type Refusal =
  | { readonly kind: "hazard"; readonly name: HazardName; readonly path: HomePath; readonly message: Message }
  | { readonly kind: "impossible"; readonly path: HomePath; readonly message: Message };

/** A refusal that nothing can allow. */
export const impossible = (path: HomePath, code: string, params: Message["params"]): Refusal => ({
  kind: "impossible",
  path,
  message: { code, params },
});

/** A refusal that the owner can allow by its name. */
export const hazard = (name: HazardName, path: HomePath, code: string, params: Message["params"]): Refusal => ({
  kind: "hazard",
  name,
  path,
  message: { code, params },
});
