/** The `Router` contract as cases that any router can be put to, with no test runner. */
import {
  answered,
  casesOf,
  checkDone,
  checkFailed,
  checkStopped,
  checkUnconfirmed,
  type ContractCase,
  holds,
  spell,
  spellAll,
  valueOf,
} from "./case.ts";
import {
  addressAfter,
  create,
  forwardAt,
  itemsOf,
  leaseOf,
  made,
  madeOfEach,
  remove,
  type RouterSubject,
  type RouterUnderTest,
  update,
} from "./router-subject.ts";
import type { FacetName, Forward, Lease, RouterItem, WriteStep } from "../contracts.ts";

const facets: readonly FacetName[] = [
  "line",
  "lan",
  "hosts",
  "leases",
  "staticNames",
  "automaticName",
  "forwards",
  "portUses",
  "ipv6",
];

/** What no router can do without. */
const always: readonly FacetName[] = ["line", "hosts", "leases", "forwards"];

/** Does a step as somebody else would. */
const behind = (on: RouterUnderTest, step: WriteStep<RouterItem>): Promise<unknown> =>
  on.changesBehind === undefined ? on.router.write(step) : on.changesBehind(step);

/** Does what may write nothing, and sees that it wrote nothing. */
const unwritten = async (on: RouterUnderTest, what: string, work: () => Promise<void>): Promise<void> => {
  const before = spellAll(await itemsOf(on));
  await work();
  const after = spellAll(await itemsOf(on));
  holds(after === before, `${what} to write nothing, leaving ${before}`, after);
};

const readsWhatIsAsked = async ({ router }: RouterUnderTest): Promise<void> => {
  const offered = Object.keys(await answered(router.read(facets), "a read"));
  for (const facet of always) holds(offered.includes(facet), `a reading of ${facet}, which every router has`, offered);
  for (const needs of [[], ...facets.map((facet) => [facet]), facets]) {
    const seen = Object.keys(await answered(router.read(needs), "a read")).toSorted();
    const due = needs.filter((facet) => offered.includes(facet)).toSorted();
    holds(seen.join() === due.join(), `one reading for each of [${due.join()}]`, seen);
  }
};

const readsWithoutEffect = async (on: RouterUnderTest): Promise<void> => {
  await made(on, await forwardAt(on, 0));
  const written: readonly FacetName[] = ["leases", "staticNames", "forwards"];
  const first = JSON.stringify(await on.router.read(written));
  await on.router.read(facets);
  const second = JSON.stringify(await on.router.read(written));
  holds(second === first, `the same reading again, ${first}`, second);
};

const keepsWhatItCan = async (on: RouterUnderTest): Promise<void> => {
  await made(on, await forwardAt(on, 0));
  const { wanPorts, ...rest } = await forwardAt(on, 1);
  const last = on.router.capabilities.portRanges ? wanPorts[1] + 2 : wanPorts[1];
  await made(on, { ...rest, protocol: "udp", wanPorts: [wanPorts[0], last], enabled: false });
};

const takesStaticName = async ({ router, staticName: name }: RouterUnderTest): Promise<void> => {
  if (name === undefined) return;
  checkDone(await router.write(create({ kind: "static-name", name })), "the create of a static name");
  const isHeld = async (): Promise<boolean> =>
    valueOf((await router.read(["staticNames"])).staticNames, "static names").some((other) => other.name === name);
  holds(await isHeld(), `${name} among the static names`, name);
  checkDone(await router.write(remove({ kind: "static-name", name })), "the remove of a static name");
  holds(!(await isHeld()), `${name} no longer among the static names`, name);
};

const updatesInPlace = async (on: RouterUnderTest): Promise<void> => {
  for (const { item, changed } of await madeOfEach(on)) {
    const others = (await itemsOf(on)).filter((other) => spell(other) !== spell(item));
    checkDone(await on.router.write(update(item, changed)), `the update of a ${item.kind}`);
    const seen = spellAll(await itemsOf(on));
    const expected = spellAll([...others, changed]);
    holds(seen === expected, `an update in place, with the ref it had, ${expected}`, seen);
  }
};

const removesOne = async (on: RouterUnderTest): Promise<void> => {
  const first = await made(on, await forwardAt(on, 1));
  await made(on, await forwardAt(on, 2));
  checkDone(await on.router.write(remove(first)), "the remove of a forward");
  await made(on, await forwardAt(on, 1)); // which is to take nobody's place
  for (const { item } of await madeOfEach(on)) {
    const others = spellAll((await itemsOf(on)).filter((other) => spell(other) !== spell(item)));
    checkDone(await on.router.write(remove(item)), `the remove of a ${item.kind}`);
    const seen = spellAll(await itemsOf(on));
    holds(seen === others, `that item alone to be removed, leaving ${others}`, seen);
  }
};

const leavesTheChanged = async (on: RouterUnderTest): Promise<void> => {
  for (const { item, changed, otherwise } of await madeOfEach(on)) {
    await behind(on, update(item, changed));
    await unwritten(on, "a conflict", async () => {
      checkFailed(await on.router.write(update(item, otherwise)), `the update of a changed ${item.kind}`, "conflict");
      checkFailed(await on.router.write(remove(item)), `the remove of a changed ${item.kind}`, "conflict");
    });
  }
};

const missesTheGone = async (on: RouterUnderTest): Promise<void> => {
  for (const { item, changed } of await madeOfEach(on)) {
    await behind(on, remove(item));
    await unwritten(on, "a conflict", async () => {
      checkFailed(
        await on.router.write(update(item, changed)),
        `the update of a ${item.kind} that is gone`,
        "conflict",
      );
      checkFailed(await on.router.write(remove(item)), `the remove of a ${item.kind} that is gone`, "conflict");
    });
  }
};

const leavesTheForeign = async (on: RouterUnderTest): Promise<void> => {
  const { comments } = on.router.capabilities;
  const comment = comments ? "somebody else's" : "";
  const rule: Forward = { ...(await forwardAt(on, 0)), protocol: "udp", comment };
  const lease: Lease = { kind: "lease", mac: "02:00:00:00:00:01", address: addressAfter(on.host, 3), comment };
  for (const item of [rule, { ...(await forwardAt(on, 1)), comment: "" }, lease]) await behind(on, create(item));
  const foreign = await itemsOf(on);
  const stay = (items: readonly RouterItem[], verb: string): void => {
    const seen = new Set(items.map(spell));
    const lost = foreign.filter((item) => !seen.has(spell(item)));
    holds(foreign.length >= 3 && lost.length === 0, `what others made to be left as it is by a ${verb}`, items);
  };
  for (const { item, changed } of await madeOfEach(on)) {
    stay(await itemsOf(on), "create");
    await on.router.write(update(item, changed));
    stay(await itemsOf(on), "update");
    await on.router.write(remove(changed));
    stay(await itemsOf(on), "remove");
  }
};

const refusesSecondRule = async (on: RouterUnderTest): Promise<void> => {
  const rule = await forwardAt(on, 0);
  await made(on, rule);
  const second = { ...rule, lanAddress: addressAfter(on.host, 1) };
  await unwritten(on, "a conflict", async () =>
    checkFailed(await on.router.write(create(second)), "the create of a second rule on a port", "conflict"),
  );
};

const leavesLostAnswersOpen = async (on: RouterUnderTest): Promise<void> => {
  if (on.losesNextAnswer === undefined) return;
  const item = await made(on, await forwardAt(on, 0));
  const changed = { ...item, comment: "", enabled: false };
  const more = await forwardAt(on, 1);
  for (const step of [create(more), update(item, changed), remove(changed)]) {
    const before = await itemsOf(on);
    on.losesNextAnswer(step.verb);
    checkUnconfirmed(await answered(on.router.write(step), `a ${step.verb}`), `a ${step.verb}`);
    const after = await itemsOf(on);
    const grown = after.length - before.length;
    const limit = { create: 1, update: 0, remove: -1 }[step.verb];
    holds(grown === limit, `the ${step.verb} to be done once, ${limit} more than ${before.length} items`, after);
  }
};

const answersTrouble = async (on: RouterUnderTest): Promise<void> => {
  const [rule, lease] = [await forwardAt(on, 0), leaseOf(on)];
  await unwritten(on, "a step on what never was", async () => {
    for (const item of [rule, lease, { ...rule, ref: "no such rule" }, { ...lease, ref: "no such lease" }])
      for (const step of [update(item, item), remove(item)])
        checkFailed(await answered(on.router.write(step), `a ${step.verb}`), `the ${step.verb} of what never was`);
  });
};

const heedsTheSignal = async (on: RouterUnderTest): Promise<void> => {
  const signal = AbortSignal.abort();
  const reading = await answered(on.router.read(facets, { signal }), "a stopped read");
  for (const facet of facets.filter((each) => always.includes(each) || reading[each] !== undefined))
    checkStopped(reading[facet]);
  const step = create(await forwardAt(on, 0));
  await unwritten(on, "a stopped write", async () =>
    checkFailed(await answered(on.router.write(step, { signal }), "a stopped write"), "a stopped write", "unreachable"),
  );
};

/** The promises of `Router`, each as a case on a router of its own. */
export const routerContract = (subject: RouterSubject): readonly ContractCase[] =>
  casesOf(() => subject.open(), {
    "a read answers for each asked facet and for no other": readsWhatIsAsked,
    "a read has no effect": readsWithoutEffect,
    "what was created is read with a ref and every field": keepsWhatItCan,
    "a static name that was created is read, and read no more once removed": takesStaticName,
    "an update is done in place and keeps the ref": updatesInPlace,
    "a remove takes that item and no other": removesOne,
    "what was changed meanwhile is a conflict, and nothing is written": leavesTheChanged,
    "what is gone meanwhile is a conflict, and nothing is written": missesTheGone,
    "what others made is left as it is by every write": leavesTheForeign,
    "a second rule on a port is a conflict": refusesSecondRule,
    "a write whose answer is lost is unconfirmed and not repeated": leavesLostAnswersOpen,
    "trouble that can be foreseen is answered, not thrown": answersTrouble,
    "a call that is stopped before it begins is answered, and nothing is written": heedsTheSignal,
  });
