/** The data of a LOC (RFC 1876, 2) in zone-file presentation. Pure. */

const equator = 2 ** 31;
/** Altitudes are counted from 100 km below the reference spheroid. */
const spheroidCm = 10_000_000;

const metresText = (cm: number): string => `${(cm / 100).toFixed(2)}m`;

/** A digit and a power of ten, in centimetres. */
const sizeCm = (byte: number): number => (byte >> 4) * 10 ** (byte & 15);

const angleText = (value: number, [positive, negative]: readonly [string, string]): string => {
  const ms = Math.abs(value - equator);
  const parts = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, ((ms % 60_000) / 1000).toFixed(3)];
  return [...parts, value < equator ? negative : positive].join(" ");
};

/** Every figure of a place; undefined for another version than 0 or another length, whose meaning nobody knows. */
export const locText = (data: Buffer): string | undefined => {
  if (data.length !== 16 || data[0] !== 0) return undefined;
  const [latitude, longitude, altitude] = [data.readUInt32BE(4), data.readUInt32BE(8), data.readUInt32BE(12)];
  const sizes = Array.from(data.subarray(1, 4), (byte) => metresText(sizeCm(byte)));
  return [
    angleText(latitude, ["N", "S"]),
    angleText(longitude, ["E", "W"]),
    metresText(altitude - spheroidCm),
    ...sizes,
  ].join(" ");
};
