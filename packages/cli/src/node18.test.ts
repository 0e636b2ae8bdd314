import { expect, it } from "vitest";

it("gives arrays what Node 18 lacks, and changes nothing where it is there", async () => {
  const names = ["toSorted", "toReversed"] as const;
  const own = names.map((name) => [name, Object.getOwnPropertyDescriptor(Array.prototype, name)] as const);
  expect(own.every(([, descriptor]) => descriptor !== undefined)).toBe(true);
  for (const name of names) Reflect.deleteProperty(Array.prototype, name);
  try {
    await import("./node18.ts");
    const list = [3, 10, 2];
    expect(list.toSorted((one, other) => one - other)).toEqual([2, 3, 10]);
    expect(list.toReversed()).toEqual([2, 10, 3]);
    expect(list).toEqual([3, 10, 2]);
    expect(Object.keys(Array.prototype)).toEqual([]);
  } finally {
    for (const [name, descriptor] of own) Object.defineProperty(Array.prototype, name, descriptor ?? {});
  }
});
