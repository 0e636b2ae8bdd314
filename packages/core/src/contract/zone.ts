/** The `Zone` contract as cases that any zone can be put to, with no test runner. */
import {
  answered,
  casesOf,
  checkDone,
  checkFailed,
  checkStopped,
  checkUnconfirmed,
  type ContractCase,
  holds,
  spellAll,
  spellKeyless,
} from "./case.ts";
import {
  create,
  isServed,
  made,
  nameIn,
  recordOf,
  remove,
  storedAt,
  textOf,
  update,
  type ZoneSubject,
  type ZoneUnderTest,
} from "./zone-subject.ts";
import type { DnsRecord, WriteStep } from "../contracts.ts";

/** Does a step as somebody else would. */
const behind = (on: ZoneUnderTest, step: WriteStep<DnsRecord>): Promise<unknown> =>
  on.changesBehind === undefined ? on.zone.write(step) : on.changesBehind(step);

/** Sees that these records and no others are stored at the first name, whatever their keys: those are hints. */
const storesJust = async (on: ZoneUnderTest, what: string, records: readonly DnsRecord[]): Promise<void> => {
  const [seen, expected] = [await storedAt(on), records].map((list) => list.map(spellKeyless).toSorted().join());
  holds(seen === expected, `${what}, leaving ${expected}`, seen);
};

const readsTheNames = async (on: ZoneUnderTest): Promise<void> => {
  const here = [await made(on, recordOf(on)), await made(on, textOf(on))];
  const elsewhere = await made(on, recordOf(on, { name: nameIn(on, "elsewhere") }));
  await made(on, recordOf(on, { name: nameIn(on, "unasked") }));
  const asked: readonly (readonly [readonly string[], readonly DnsRecord[]])[] = [
    [[nameIn(on)], here],
    [
      [nameIn(on), nameIn(on, "elsewhere")],
      [...here, elsewhere],
    ],
    [[nameIn(on, "nothing")], []],
  ];
  for (const [names, records] of asked) {
    const seen = spellAll(await storedAt(on, ...names));
    holds(seen === spellAll(records), `all types at ${names.join()} and nothing else, ${spellAll(records)}`, seen);
  }
};

const readsWithoutEffect = async (on: ZoneUnderTest): Promise<void> => {
  await made(on, recordOf(on));
  const look = async (): Promise<string> => spellAll(await storedAt(on)) + spellAll(await on.served());
  const first = await look();
  const second = await look();
  holds(second === first, `the same stored and served again, ${first}`, second);
};

const keepsEveryField = async (on: ZoneUnderTest): Promise<void> => {
  await made(on, recordOf(on));
  await made(on, recordOf(on, { type: "AAAA", value: "2001:db8::7", ttlSeconds: 0 }));
  await made(on, textOf(on));
  await made(on, recordOf(on, { type: "MX", value: "10 mail.example.net." }));
  await made(on, recordOf(on, { name: nameIn(on, "alias"), type: "CNAME", value: "example.freeboxos.fr." }));
};

const updatesOne = async (on: ZoneUnderTest): Promise<void> => {
  const [record, text] = [await made(on, recordOf(on)), await made(on, textOf(on))];
  const changed = recordOf(on, { value: "192.0.2.2", ttlSeconds: 600 });
  checkDone(await on.zone.write(update(record, changed)), "the update of a record");
  await storesJust(on, "that record alone to be changed", [changed, text]);
};

const removesOne = async (on: ZoneUnderTest): Promise<void> => {
  const [record, text] = [await made(on, recordOf(on)), await made(on, textOf(on))];
  checkDone(await on.zone.write(remove(record)), "the remove of a record");
  await storesJust(on, "that record alone to be removed", [text]);
};

const keepsSets = async (on: ZoneUnderTest): Promise<void> => {
  const first = await made(on, recordOf(on));
  const second = await made(on, recordOf(on, { value: "192.0.2.2" }));
  await storesJust(on, "two values of one set side by side", [first, second]);
  const changed = { ...second, value: "192.0.2.3" };
  checkDone(await on.zone.write(update(second, changed)), "the update of one value of two");
  await storesJust(on, "one value of two to be changed", [first, changed]);
  checkDone(await on.zone.write(remove(first)), "the remove of one value of two");
  await storesJust(on, "one value of two to be removed", [changed]);
};

const handlesDuplicates = async (on: ZoneUnderTest): Promise<void> => {
  const record = await made(on, recordOf(on));
  const outcome = await answered(on.zone.write(create(recordOf(on))), "the create of a duplicate");
  if (outcome.status !== "done") {
    checkFailed(outcome, "the create of a refused duplicate");
    return storesJust(on, "a refused duplicate not to be stored", [record]);
  }
  await storesJust(on, "a duplicate to be stored beside", [record, record]);
  checkDone(await on.zone.write(remove(record)), "the remove of one duplicate");
  await storesJust(on, "one duplicate to be removed", [record]);
};

const leavesTheChanged = async (on: ZoneUnderTest): Promise<void> => {
  const record = await made(on, recordOf(on));
  const changed = { ...record, value: "192.0.2.2" };
  await behind(on, update(record, changed));
  const otherwise = { ...record, value: "192.0.2.3" };
  checkFailed(await on.zone.write(update(record, otherwise)), "the update of a changed record", "conflict");
  checkFailed(await on.zone.write(remove(record)), "the remove of a changed record", "conflict");
  await storesJust(on, "a conflict to write nothing", [changed]);
};

const missesTheGone = async (on: ZoneUnderTest): Promise<void> => {
  const [record, text] = [await made(on, recordOf(on)), await made(on, textOf(on))];
  await behind(on, remove(record));
  const changed = { ...record, value: "192.0.2.2" };
  checkFailed(await on.zone.write(update(record, changed)), "the update of a record that is gone", "conflict");
  checkFailed(await on.zone.write(remove(record)), "the remove of a record that is gone", "conflict");
  await storesJust(on, "a conflict to write nothing", [text]);
};

const publishesOnlyWhenTold = async (on: ZoneUnderTest): Promise<void> => {
  const before = spellAll(await on.served());
  const unserved = async (verb: string): Promise<void> => {
    const seen = spellAll(await on.served());
    holds(seen === before, `a ${verb} to publish nothing, ${before} still served`, seen);
  };
  const record = await made(on, recordOf(on));
  await unserved("create");
  const changed = { ...record, value: "192.0.2.2" };
  checkDone(await on.zone.write(update(record, changed)), "the update of a record");
  await unserved("update");
  checkDone(await on.zone.write(remove(changed)), "the remove of a record");
  await unserved("remove");
};

const publishesAll = async (on: ZoneUnderTest): Promise<void> => {
  const record = await made(on, recordOf(on));
  const pending = recordOf(on, { name: nameIn(on, "pending") });
  await behind(on, create(pending));
  checkDone(await on.zone.publish(), "a publish");
  for (const each of [record, pending]) holds(await isServed(on, each), `${each.name} to be served`, await on.served());
  checkDone(await on.zone.write(remove(record)), "the remove of a record");
  checkDone(await on.zone.publish(), "a second publish");
  holds(!(await isServed(on, record)), "a removed record not to be served", record);
};

const publishesAgain = async (on: ZoneUnderTest): Promise<void> => {
  const record = await made(on, recordOf(on));
  checkDone(await on.zone.publish(), "a publish");
  const first = spellAll(await on.served());
  checkDone(await on.zone.publish(), "a publish of nothing new");
  const second = spellAll(await on.served());
  holds(second === first && (await isServed(on, record)), `the same to be served, ${first}`, second);
};

const leavesLostAnswersOpen = async (on: ZoneUnderTest): Promise<void> => {
  if (on.losesNextAnswer === undefined) return;
  const record = await made(on, recordOf(on));
  const changed = { ...record, value: "192.0.2.2" };
  const text = textOf(on);
  const steps: readonly (readonly [WriteStep<DnsRecord>, readonly DnsRecord[]])[] = [
    [create(text), [record, text]],
    [update(record, changed), [changed, text]],
    [remove(changed), [text]],
  ];
  for (const [step, left] of steps) {
    on.losesNextAnswer(step.verb);
    checkUnconfirmed(await answered(on.zone.write(step), `a ${step.verb}`), `a ${step.verb}`);
    await storesJust(on, `the ${step.verb} to be done once`, left);
  }
};

const answersTrouble = async (on: ZoneUnderTest): Promise<void> => {
  const never = recordOf(on);
  for (const record of [never, { ...never, ref: "0" }, { ...never, ref: "no such record" }])
    for (const step of [update(record, { ...record, ttlSeconds: 600 }), remove(record)])
      checkFailed(await answered(on.zone.write(step), `a ${step.verb}`), `the ${step.verb} of what never was`);
  await storesJust(on, "a step on what never was to write nothing", []);
  await answered(on.zone.read(["contract.example"], { fresh: true }), "a read of another zone's name");
};

const heedsTheSignal = async (on: ZoneUnderTest): Promise<void> => {
  const signal = AbortSignal.abort();
  checkStopped(await answered(on.zone.read([nameIn(on)], { fresh: true, signal }), "a stopped read"));
  const write = answered(on.zone.write(create(recordOf(on)), { signal }), "a stopped write");
  checkFailed(await write, "a stopped write", "unreachable");
  await storesJust(on, "a stopped write to write nothing", []);
  const before = spellAll(await on.served());
  checkFailed(await answered(on.zone.publish({ signal }), "a stopped publish"), "a stopped publish", "unreachable");
  const after = spellAll(await on.served());
  holds(after === before, `a stopped publish to publish nothing, ${before} still served`, after);
};

/** The promises of `Zone`, each as a case on a zone of its own. */
export const zoneContract = (subject: ZoneSubject): readonly ContractCase[] =>
  casesOf(() => subject.open(), {
    "a read gives every type at each asked name and nothing of other names": readsTheNames,
    "a read has no effect": readsWithoutEffect,
    "what was created is read with a ref and every field, its value canonical": keepsEveryField,
    "an update changes that record and leaves the text beside it": updatesOne,
    "a remove takes that record and leaves the text beside it": removesOne,
    "two values of one set are changed and removed one by one": keepsSets,
    "a duplicate is refused, or stored beside and removed alone": handlesDuplicates,
    "what was changed meanwhile is a conflict, and nothing is written": leavesTheChanged,
    "what is gone meanwhile is a conflict, and nothing is written": missesTheGone,
    "a write never publishes": publishesOnlyWhenTold,
    "a publish serves everything that is stored, pending edits of others included": publishesAll,
    "a publish may be repeated": publishesAgain,
    "a write whose answer is lost is unconfirmed and not repeated": leavesLostAnswersOpen,
    "trouble that can be foreseen is answered, not thrown": answersTrouble,
    "a call that is stopped before it begins is answered, and nothing is written": heedsTheSignal,
  });
