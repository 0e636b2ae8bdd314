// Clients that were looked for and are not to be had, so that the table names them too.

const refused = "the registry of Go modules did not hand it out when this was written";

/** Rows of the table. */
export const absentees = [
  ["dnscontrol (Go)", `${refused}; what it counts on stands in client-expectations.ts, out of its source`],
  ["lego 4 (Go)", `${refused}; Debian's lego is of that line, and version 5 is there`],
  ["free-go, for the Freebox (Go)", `${refused}; two Freebox clients for Python are there`],
].map(([client, reason]) => ({ client, version: "", does: "", requests: "", result: "not installed", reason }));
