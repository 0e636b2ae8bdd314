import ipaddr from "ipaddr.js";

/** Why nobody outside can reach an address: the ISP shares it among lines, or another router stands before this one. */
export type LineTrouble = "carrier-grade-nat" | "double-nat";

/** What is wrong with a WAN address as a place to be reached at. Undefined: nothing, or it is no IPv4 address. Pure. */
export const lineTroubleOf = (address: string): LineTrouble | undefined => {
  if (!ipaddr.IPv4.isValidFourPartDecimal(address)) return undefined;
  const range = ipaddr.IPv4.parse(address).range();
  if (range === "carrierGradeNat") return "carrier-grade-nat";
  return range === "private" ? "double-nat" : undefined;
};
