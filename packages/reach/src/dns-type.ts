/** Record types asked for by name; from the IANA registry of DNS parameters. Any other can be asked for as TYPEnnn. */
const numbers: ReadonlyMap<string, number> = new Map([
  ["A", 1],
  ["NS", 2],
  ["CNAME", 5],
  ["SOA", 6],
  ["PTR", 12],
  ["HINFO", 13],
  ["MX", 15],
  ["TXT", 16],
  ["RP", 17],
  ["AAAA", 28],
  ["LOC", 29],
  ["SRV", 33],
  ["NAPTR", 35],
  ["CERT", 37],
  ["DNAME", 39],
  ["DS", 43],
  ["SSHFP", 44],
  ["DNSKEY", 48],
  ["TLSA", 52],
  ["SMIMEA", 53],
  ["OPENPGPKEY", 61],
  ["SVCB", 64],
  ["HTTPS", 65],
  ["SPF", 99],
  ["URI", 256],
  ["CAA", 257],
]);
const names: ReadonlyMap<number, string> = new Map(Array.from(numbers, ([name, number]) => [number, name]));

/** The number of a record type given by name or as TYPEnnn (RFC 3597). Undefined when it is neither. */
export const typeNumber = (type: string): number | undefined => {
  const [, digits] = /^TYPE(\d{1,5})$/.exec(type) ?? [];
  const number = digits === undefined ? numbers.get(type) : Number(digits);
  return number !== undefined && number <= 0xffff ? number : undefined;
};

/** The name of a type as dns-packet gives it; what that calls UNKNOWN_nnn is a name it does not know, or TYPEnnn. */
export const typeText = (type: string): string => {
  const [, digits] = /^UNKNOWN_(\d+)$/.exec(type) ?? [];
  return digits === undefined ? type : (names.get(Number(digits)) ?? `TYPE${digits}`);
};

/** Types some registrars keep texts under, and that DNS serves as TXT: a type of their own is history or never was. */
const servedAsText: ReadonlySet<string> = new Set(["SPF", "DKIM", "DMARC"]);

/**
 * The type to ask servers for to see what a zone's keeper stores under `type`. SPF is TXT since RFC 7208 (3.1) gave its
 * number 99 up; DKIM (RFC 6376, 3.6.2.1) and DMARC (RFC 7489, 6.1) have always been TXT, and have no number to ask for.
 */
export const servedType = (type: string): string => (servedAsText.has(type) ? "TXT" : type);
