import type { Way } from "./way.ts";

/** The name a machine's key is known by, in our own files and in what we propose for others: no address has it. */
export const aliasOf = (home: string, { host }: Pick<Way, "host">): string => `porchlight-${home}-${host}`;
