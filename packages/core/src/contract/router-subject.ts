/** A router put to its contract: what a case needs to know of it, and what cases do with it. */
import { checkDone, holds, spell, spellKeyless, valueOf } from "./case.ts";
import type { Forward, Lease, Router, RouterItem, WriteStep } from "../contracts.ts";

/** A router to be put to the contract, and what a case needs to know of it. */
export interface RouterUnderTest {
  readonly router: Router;
  /** A machine of the LAN without a lease. The three addresses after its own are free for other leases. */
  readonly host: { readonly mac: string; readonly address: string };
  /** A static name that is free to take. Absent: the case of static names is empty. */
  readonly staticName?: string;
  /** Does a step on the same box as somebody else would, by another client. Absent: `router` itself does it. */
  changesBehind?(step: WriteStep<RouterItem>): Promise<unknown>;
  /** Lets the next write of that verb be done and its answer be lost. Absent: the case of lost answers is empty. */
  losesNextAnswer?(verb: WriteStep["verb"]): void;
  close(): Promise<void>;
}

/** Opens routers. Each case asks for one of its own, whose last eight WAN ports have no rule. */
export interface RouterSubject {
  open(): Promise<RouterUnderTest>;
}

/** What a router keeps under a key. */
export type Kept = Forward | Lease;

/** An item, and two more things it could be. */
export interface Changeable {
  readonly item: Kept;
  readonly changed: Kept;
  readonly otherwise: Kept;
}

const base = { id: "contract", target: "router", needs: [] };
/** A step of that verb. */
export const create = (after: RouterItem): WriteStep<RouterItem> => ({ ...base, verb: "create", after });
/** A step of that verb. */
export const update = (before: RouterItem, after: RouterItem): WriteStep<RouterItem> => ({
  ...base,
  verb: "update",
  before,
  after,
});
/** A step of that verb. */
export const remove = (before: RouterItem): WriteStep<RouterItem> => ({ ...base, verb: "remove", before });

/** Every lease and forward. */
export const itemsOf = async ({ router }: RouterUnderTest): Promise<readonly Kept[]> => {
  const { leases, forwards } = await router.read(["leases", "forwards"]);
  return [...valueOf(leases, "leases"), ...valueOf(forwards, "forwards")];
};

/** An address of the host's network, so many after the host's. */
export const addressAfter = ({ address }: RouterUnderTest["host"], count: number): string =>
  address.replace(/\d+$/, (last) => String(Number(last) + count));

/** A forward to the host, on one of the eight ports, that uses all the router says it can. */
export const forwardAt = async ({ router, host }: RouterUnderTest, slot: number): Promise<Forward> => {
  const { line } = await router.read(["line"]);
  const port = valueOf(line, "line").portRange[1] - 7 + slot;
  return {
    kind: "forward",
    protocol: "tcp",
    wanPorts: [port, port],
    lanAddress: host.address,
    lanPort: 22,
    ...(router.capabilities.sourceFilter ? { from: "192.0.2.7" } : {}),
    enabled: true,
    comment: router.capabilities.comments ? `contract:case/${slot}` : "",
  };
};

/** A lease of the host. */
export const leaseOf = ({ router, host }: RouterUnderTest): Lease => ({
  kind: "lease",
  ...host,
  comment: router.capabilities.comments ? "contract:case/lease" : "",
});

/** Creates an item and gives it as it is then read: one more than before, with a key, and all that was asked for. */
export const made = async (on: RouterUnderTest, after: Kept): Promise<Kept> => {
  const known = new Set((await itemsOf(on)).map(spell));
  const outcome = await on.router.write(create(after));
  checkDone(outcome, `the create of a ${after.kind}`);
  const all = await itemsOf(on);
  const more = all.filter((item) => !known.has(spell(item)));
  const [item] = more;
  holds(item !== undefined && more.length === 1 && all.length === known.size + 1, "one item more after a create", all);
  holds(item.ref !== undefined && item.ref !== "", "a created item with a ref", item);
  // Another port may be granted, and nothing else may differ.
  const granted = after.kind === "forward" && item.kind === "forward" ? { ...after, wanPorts: item.wanPorts } : after;
  holds(spellKeyless(item) === spellKeyless(granted), `every field of ${spellKeyless(granted)}`, item);
  if (outcome.status === "done" && outcome.item !== undefined)
    holds(spell(outcome.item) === spell(item), `the granted item as it is read, ${spell(item)}`, outcome.item);
  return item;
};

/** The same item, leading elsewhere. */
const turned = ({ host }: RouterUnderTest, item: Kept, count: number): Kept =>
  item.kind === "forward"
    ? { ...item, lanPort: item.lanPort + count }
    : { ...item, address: addressAfter(host, count) };

/** An item of each kind, made. */
export const madeOfEach = async (on: RouterUnderTest): Promise<readonly Changeable[]> => {
  const items = [await made(on, await forwardAt(on, 0)), await made(on, leaseOf(on))];
  return items.map((item) => ({ item, changed: turned(on, item, 1), otherwise: turned(on, item, 2) }));
};
