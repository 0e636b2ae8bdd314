import { isDeepStrictEqual } from "node:util";
import type { Forward, Lease, Outcome, Router, RouterReading } from "@porchlight/core";
import { routerContract } from "@porchlight/core/testing";

const place = (item: Forward | Lease): string => (item.kind === "lease" ? item.mac : item.protocol + item.wanPorts[0]);
const no = (kind: "conflict" | "invalid" | "unreachable", message: string): Outcome => {
  return { status: "failed", failure: { kind, operation: "write", message } };
};
/** A router that keeps its rules and leases in a map: yours asks its box instead, and returns what goes wrong there. */
const yourRouter = (kept = new Map<string, Forward | Lease>()): Router => ({
  id: "your-own",
  capabilities: { comments: true, staticName: false, sourceFilter: true, portRanges: false },
  read: (needs) => {
    const items = [...kept.values()];
    const all: RouterReading = {
      line: { known: true, value: { up: true, portRange: [0, 65_535] } },
      hosts: { known: true, value: [] },
      leases: { known: true, value: items.filter((item) => item.kind === "lease") },
      forwards: { known: true, value: items.filter((item) => item.kind === "forward") },
    };
    return Promise.resolve(Object.fromEntries(needs.filter((need) => need in all).map((need) => [need, all[need]])));
  },
  write: async (step, { signal } = {}) => {
    const { before, after } = { before: undefined, after: undefined, ...step };
    if (before?.kind === "static-name" || after?.kind === "static-name") return no("invalid", "no static names here");
    if (signal?.aborted === true) return no("unreachable", "stopped before it was sent");
    const ref = before === undefined ? crypto.randomUUID() : (before.ref ?? "");
    if (before !== undefined && !isDeepStrictEqual(kept.get(ref), before)) return no("conflict", "not what was seen");
    const others = [...kept.values()].filter((item) => after !== undefined && place(item) === place(after));
    if (others.some((item) => item.ref !== ref)) return no("conflict", "another has its place");
    void (after === undefined ? kept.delete(ref) : kept.set(ref, { ...after, ref }));
    return { status: "done" };
  },
});
const host = { mac: "b8:27:eb:12:34:56", address: "192.168.1.42" };
const cases = routerContract({ open: async () => ({ router: yourRouter(), host, close: async () => {} }) });
for (const { name, run } of cases) await run().then(() => console.log(`holds: ${name}`));
console.log(`${cases.length} cases hold`);
