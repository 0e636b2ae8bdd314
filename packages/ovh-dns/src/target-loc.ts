import type { OvhLoc } from "./targets.ts";

const angle = String.raw`(\d{1,3})(?:\s+(\d{1,2})(?:\s+(\d{1,2}(?:\.\d{1,3})?))?)?`;
const metres = String.raw`(-?\d{1,8}(?:\.\d{1,2})?)m?`;
const pattern = new RegExp(
  String.raw`^${angle}\s+([NS])\s+${angle}\s+([EW])\s+${metres}(?:\s+${metres}(?:\s+${metres}(?:\s+${metres})?)?)?$`,
  "i",
);

/** The largest size and precision: 9e9 cm (RFC 1876, 2). */
const maxSizeCm = 9_000_000_000;
/** Altitudes lie from 100 km below the ellipsoid to 42,849,672.95 m above it (RFC 1876, 2). */
const altitudeRangeCm = [-10_000_000, 4_284_967_295] as const;

/** Reads a LOC target in the form of RFC 1876, 3; undefined when it is none. */
export function parseLoc(target: string): OvhLoc | undefined {
  const [, d1 = "", m1, s1, ns = "", d2 = "", m2, s2, ew = "", alt = "", size, hp, vp] = pattern.exec(target) ?? [];
  const latitude = thousandths(d1, m1, s1, 90);
  const longitude = thousandths(d2, m2, s2, 180);
  if (latitude === undefined || longitude === undefined) return undefined;
  const [altitudeCm, sizeCm, horizontalCm, verticalCm] = [
    centimetres(alt),
    centimetres(size ?? "1"),
    centimetres(hp ?? "10000"),
    centimetres(vp ?? "10"),
  ];
  const isFit =
    [sizeCm, horizontalCm, verticalCm].every((value) => value >= 0 && value <= maxSizeCm) &&
    altitudeCm >= altitudeRangeCm[0] &&
    altitudeCm <= altitudeRangeCm[1];
  if (!isFit) return undefined;
  return {
    kind: "loc",
    latitude: signed(latitude, /s/i.test(ns)),
    longitude: signed(longitude, /w/i.test(ew)),
    altitudeCm,
    sizeCm: oneDigit(sizeCm),
    horizontalCm: oneDigit(horizontalCm),
    verticalCm: oneDigit(verticalCm),
  };
}

/** A size is kept as one digit and a power of ten: what is finer is dropped, as by RFC 1876's own program. */
function oneDigit(cm: number): number {
  const power = 10 ** (String(cm).length - 1);
  return Math.floor(cm / power) * power;
}

/** The full form, with every part. */
export function printLoc(loc: OvhLoc): string {
  const lengths = [loc.altitudeCm, loc.sizeCm, loc.horizontalCm, loc.verticalCm];
  return [
    printAngle(loc.latitude),
    loc.latitude < 0 ? "S" : "N",
    printAngle(loc.longitude),
    loc.longitude < 0 ? "W" : "E",
    ...lengths.map((value) => `${(value / 100).toFixed(2)}m`),
  ].join(" ");
}

/** Never a negative zero, which would not equal zero. */
function signed(value: number, isNegative: boolean): number {
  return isNegative && value !== 0 ? -value : value;
}

function thousandths(degrees: string, minutes = "0", seconds = "0", most: number): number | undefined {
  if (degrees === "" || Number(minutes) >= 60 || Number(seconds) >= 60) return undefined;
  const value = (Number(degrees) * 60 + Number(minutes)) * 60_000 + Math.round(Number(seconds) * 1000);
  return value <= most * 3_600_000 ? value : undefined;
}

function centimetres(metresText: string): number {
  const value = Math.round(Number(metresText) * 100);
  return value === 0 ? 0 : value;
}

function printAngle(value: number): string {
  const whole = Math.abs(value);
  return `${Math.floor(whole / 3_600_000)} ${Math.floor(whole / 60_000) % 60} ${((whole % 60_000) / 1000).toFixed(3)}`;
}
