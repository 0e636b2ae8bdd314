/**
 * The two methods that the packages use and Node 18 lacks. Only the command still runs there (Debian 12, OctoPi): its
 * libraries ask for 20.19.
 */
const missing = {
  toSorted<T>(this: readonly T[], compare?: (one: T, other: T) => number): T[] {
    const copy = [...this];
    copy.sort(compare);
    return copy;
  },
  toReversed<T>(this: readonly T[]): T[] {
    const copy = [...this];
    copy.reverse();
    return copy;
  },
};

for (const [name, value] of Object.entries(missing))
  if (!(name in Array.prototype))
    Object.defineProperty(Array.prototype, name, { configurable: true, writable: true, value });
