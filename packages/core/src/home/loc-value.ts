/** The one spelling of a LOC (RFC 1876, 3): every figure there, as precise as the wire holds it. Pure. */

const angle = String.raw`(\d{1,3})(?:\s+(\d{1,2})(?:\s+(\d{1,2}(?:\.\d{1,3})?))?)?`;
const metres = String.raw`(-?\d{1,8}(?:\.\d{1,2})?)m?`;
const form = new RegExp(
  String.raw`^${angle}\s+([NS])\s+${angle}\s+([EW])\s+${metres}(?:\s+${metres}(?:\s+${metres}(?:\s+${metres})?)?)?$`,
  "i",
);

const msPerDegree = 3_600_000;
const msPerMinute = 60_000;

/** From 100 km below the reference spheroid to 42,849,672.95 m above it (RFC 1876, 2). */
const lowestCm = -10_000_000;
const highestCm = 4_284_967_295;
/** The largest size and precision: 9e9 cm (RFC 1876, 2). */
const widestCm = 9_000_000_000;

/** Degrees, minutes and seconds with the letter of their side; undefined beyond `most` degrees. */
const angleText = (
  [degrees = "", minutes = "0", seconds = "0"]: readonly (string | undefined)[],
  most: number,
  [positive, negative]: readonly [string, string],
  side: string,
): string | undefined => {
  if (Number(minutes) >= 60 || Number(seconds) >= 60) return undefined;
  const ms = Number(degrees) * msPerDegree + Number(minutes) * msPerMinute + Math.round(Number(seconds) * 1000);
  if (ms > most * msPerDegree) return undefined;
  const parts = [Number(degrees), Number(minutes), Number(seconds).toFixed(3)];
  return [...parts, ms > 0 && side.toUpperCase() === negative ? negative : positive].join(" "); // zero has no side
};

const centimetres = (text: string): number => Math.round(Number(text) * 100);

const metresText = (cm: number): string => `${((cm === 0 ? 0 : cm) / 100).toFixed(2)}m`;

/** The wire has one digit and a power of ten: what is finer is dropped, as RFC 1876's own program does. */
const oneDigit = (cm: number): number => {
  const power = 10 ** (String(cm).length - 1);
  return Math.floor(cm / power) * power;
};

/** "48 51 24.5 N 2 21 3 E 35m" as "48 51 24.500 N 2 21 3.000 E 35.00m 1.00m 10000.00m 10.00m"; undefined when it is none. */
export const locValue = (value: string): string | undefined => {
  const found = form.exec(value);
  if (found === null) return undefined;
  const [, , , , ns = "", , , , ew = "", altitude = "", size = "1", horizontal = "10000", vertical = "10"] = found;
  const latitude = angleText(found.slice(1, 4), 90, ["N", "S"], ns);
  const longitude = angleText(found.slice(5, 8), 180, ["E", "W"], ew);
  const altitudeCm = centimetres(altitude);
  const extents = [size, horizontal, vertical].map(centimetres);
  const isFit = altitudeCm >= lowestCm && altitudeCm <= highestCm && extents.every((cm) => cm >= 0 && cm <= widestCm);
  if (latitude === undefined || longitude === undefined || !isFit) return undefined;
  return [latitude, longitude, metresText(altitudeCm), ...extents.map((cm) => metresText(oneDigit(cm)))].join(" ");
};
