/** Looks into what came back as JSON. A wrong turn throws, and so fails the test. */
import { isObject } from "../src/exchange.ts";

type Step = string | number;

const described = (path: readonly Step[]): string => (path.length === 0 ? "it" : path.join("."));

const at = (value: unknown, ...path: readonly Step[]): unknown => {
  let found = value;
  for (const step of path) {
    if (typeof step === "number" && Array.isArray(found)) found = found[step];
    else if (typeof step === "string" && isObject(found)) found = found[step];
    else throw new TypeError(`nothing at ${described(path)}`);
  }
  return found;
};

export const textAt = (value: unknown, ...path: readonly Step[]): string => {
  const found = at(value, ...path);
  if (typeof found !== "string") throw new TypeError(`${described(path)} is no text`);
  return found;
};

export const numberAt = (value: unknown, ...path: readonly Step[]): number => {
  const found = at(value, ...path);
  if (typeof found !== "number") throw new TypeError(`${described(path)} is no number`);
  return found;
};

export const listAt = (value: unknown, ...path: readonly Step[]): readonly unknown[] => {
  const found = at(value, ...path);
  if (!Array.isArray(found)) throw new TypeError(`${described(path)} is no list`);
  return found;
};

export const objectAt = (value: unknown, ...path: readonly Step[]): Readonly<Record<string, unknown>> => {
  const found = at(value, ...path);
  if (!isObject(found)) throw new TypeError(`${described(path)} is no object`);
  return found;
};

/** A text as JSON. */
export const parsed = (text: string): unknown => JSON.parse(text);
