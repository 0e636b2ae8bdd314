/** A zone put to its contract: what a case needs to know of it, and what cases do with it. */
import { checkDone, holds, spell, spellKeyless, valueOf } from "./case.ts";
import type { DnsRecord, WriteStep, Zone } from "../contracts.ts";

/** A zone to be put to the contract, and what a case needs to know of it. */
export interface ZoneUnderTest {
  readonly zone: Zone;
  /** What the zone's servers would serve now. Name, type and value count; names as in `DnsRecord`. */
  served(): readonly DnsRecord[] | Promise<readonly DnsRecord[]>;
  /** Does a step on the same zone as somebody else would, by another client. Absent: `zone` itself does it. */
  changesBehind?(step: WriteStep<DnsRecord>): Promise<unknown>;
  /** Lets the next write of that verb be done and its answer be lost. Absent: the case of lost answers is empty. */
  losesNextAnswer?(verb: WriteStep["verb"]): void;
  close(): Promise<void>;
}

/** Opens zones. Each case asks for one of its own, with nothing at or below the name "contract" in it. */
export interface ZoneSubject {
  open(): Promise<ZoneUnderTest>;
}

const base = { id: "contract", target: "zone:contract", needs: [] };
/** A step of that verb. */
export const create = (after: DnsRecord): WriteStep<DnsRecord> => ({ ...base, verb: "create", after });
/** A step of that verb. */
export const update = (before: DnsRecord, after: DnsRecord): WriteStep<DnsRecord> => ({
  ...base,
  verb: "update",
  before,
  after,
});
/** A step of that verb. */
export const remove = (before: DnsRecord): WriteStep<DnsRecord> => ({ ...base, verb: "remove", before });

/** The first name of the cases, or one below it. */
export const nameIn = ({ zone }: ZoneUnderTest, label = ""): string =>
  `${label === "" ? "" : `${label}.`}contract.${zone.name}`;

/** A record at the first name of the cases. */
export const recordOf = (on: ZoneUnderTest, change: Partial<DnsRecord> = {}): DnsRecord => ({
  kind: "record",
  name: nameIn(on),
  type: "A",
  ttlSeconds: 300,
  value: "192.0.2.1",
  ...change,
});

/** A TXT record at the first name of the cases. */
export const textOf = (on: ZoneUnderTest): DnsRecord => recordOf(on, { type: "TXT", value: '"porchlight contract"' });

/** What is stored at names; without any, at the first one. */
export const storedAt = async (on: ZoneUnderTest, ...names: readonly string[]): Promise<readonly DnsRecord[]> =>
  valueOf(await on.zone.read(names.length === 0 ? [nameIn(on)] : names, { fresh: true }), "records");

/** Creates a record and gives it as it is then read: one more than before, with a key, and all that was asked for. */
export const made = async (on: ZoneUnderTest, after: DnsRecord): Promise<DnsRecord> => {
  const known = new Set((await storedAt(on, after.name)).map(spell));
  const outcome = await on.zone.write(create(after));
  checkDone(outcome, `the create of a record ${after.type}`);
  const all = await storedAt(on, after.name);
  const more = all.filter((record) => !known.has(spell(record)));
  const [record] = more;
  holds(
    record !== undefined && more.length === 1 && all.length === known.size + 1,
    `one record more at ${after.name} after a create`,
    all,
  );
  holds(record.ref !== undefined && record.ref !== "", "a created record with a ref", record);
  holds(spellKeyless(record) === spellKeyless(after), `every field of ${spellKeyless(after)}`, record);
  if (outcome.status === "done" && outcome.item !== undefined)
    holds(spell(outcome.item) === spell(record), `the granted record as it is read, ${spell(record)}`, outcome.item);
  return record;
};

/** True when such a record is served. */
export const isServed = async (on: ZoneUnderTest, { name, type, value }: DnsRecord): Promise<boolean> =>
  (await on.served()).some((record) => record.name === name && record.type === type && record.value === value);
