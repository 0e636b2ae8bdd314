import { domainToASCII } from "node:url";
import { OvhInputError } from "./errors.ts";

/** A DNS name as zones store it: lower case, international labels in punycode. A final dot stays. */
export function asciiName(name: string): string {
  return name
    .toLowerCase()
    .split(".")
    .map((label) => (/[\u0080-\uffff]/.test(label) ? asciiLabel(label) : label))
    .join(".");
}

/** "Taprest.fr." is "taprest.fr". Throws `OvhInputError` INVALID_OPTION for an empty name. */
export function zoneName(name: string): string {
  const plain = asciiName(name.trim()).replace(/\.$/, "");
  if (plain === "" || plain.split(".").includes(""))
    throw new OvhInputError(`"${name}" is not a zone name such as "taprest.fr"`, {
      code: "INVALID_OPTION",
      operation: "zone",
    });
  return plain;
}

/**
 * The name below the zone, as OVHcloud writes it: "home" for "home", "home.taprest.fr" and "home.taprest.fr."; "" for
 * "", "@", "taprest.fr" and "taprest.fr.", the apex.
 * Throws `OvhInputError` INVALID_RECORD for an absolute name of another zone.
 */
export function subDomainOf(name: string, zone: string): string {
  const asked = asciiName(name);
  const bare = asked.replace(/\.$/, "");
  if (asked === "" || asked === "@" || bare === zone) return "";
  if (bare.endsWith(`.${zone}`)) return bare.slice(0, -zone.length - 1);
  if (asked.endsWith("."))
    throw new OvhInputError(`"${name}" is not in the zone ${zone}`, {
      code: "INVALID_RECORD",
      operation: `zone ${zone}`,
    });
  return asked;
}

/** The absolute name of a subdomain, without the final dot. */
export function fullName(subDomain: string, zone: string): string {
  return subDomain === "" ? zone : `${asciiName(subDomain)}.${zone}`;
}

function asciiLabel(label: string): string {
  // Beside another label, for a label of digits alone would be read as an IPv4 address.
  const converted = domainToASCII(`${label}.x`);
  return converted === "" ? label : converted.slice(0, -2);
}
