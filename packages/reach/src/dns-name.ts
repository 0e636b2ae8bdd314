/** Lower case, no final dot; the root is "". */
export const plainName = (name: string): string => name.toLowerCase().replace(/\.$/, "");

/** Absolute, lower case, with the final dot. */
export const absoluteName = (name: string): string => `${plainName(name)}.`;
