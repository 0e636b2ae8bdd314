/** What both contract suites are made of: named cases, and the few ways to say that one does not hold. */
import {
  type DnsRecord,
  type Failure,
  type FailureKind,
  failureKinds,
  type Forward,
  type Item,
  type Lease,
  type Outcome,
  type Reading,
} from "../contracts.ts";

/** One promise of a contract. */
export interface ContractCase {
  /** A sentence that is true of whatever keeps the contract. */
  readonly name: string;
  /** Tries it on a subject of its own, which is closed again. Throws Error, saying what was expected and what was seen. */
  readonly run: () => Promise<void>;
}

/** An item that its target keeps under a key. */
export type KeptItem = DnsRecord | Forward | Lease;

/** Throws unless it holds. */
export function holds(condition: boolean, expected: string, seen: unknown): asserts condition {
  if (!condition) throw new Error(`expected ${expected}, saw ${JSON.stringify(seen) ?? String(seen)}`);
}

/** What an item says, byte for byte, its fields in the order of their names. */
export const spell = (item: Item): string =>
  JSON.stringify(Object.entries(item).toSorted(([one], [other]) => (one < other ? -1 : 1)));

/** What items say, in an order of their own: that of a reading is nobody's promise. */
export const spellAll = (items: readonly Item[]): string => JSON.stringify(items.map(spell).toSorted());

/** What an item says, whatever its key is. */
export const spellKeyless = (item: KeptItem): string => {
  const { ref: _ref, ...said } = item;
  return spell(said);
};

/** The value of a reading that must be known. */
export const valueOf = <T>(reading: Reading<T> | undefined, what: string): T => {
  holds(reading?.known === true, `a known reading of the ${what}`, reading);
  return reading.value;
};

const checkFailure = ({ kind, operation, message }: Failure): void =>
  holds(
    failureKinds.includes(kind) && operation !== "" && message !== "",
    "a failure with a kind of the closed list, what was tried and what came back",
    { kind, operation, message },
  );

/** Throws unless a stopped reading is unreachable, or known: what is at hand already may be given. */
export const checkStopped = (reading: Reading<unknown> | undefined): void => {
  holds(
    reading !== undefined && (reading.known || reading.failure.kind === "unreachable"),
    "a reading that is known or unreachable",
    reading,
  );
  if (!reading.known) checkFailure(reading.failure);
};

/** Throws unless the step was done. */
export const checkDone = (outcome: Outcome, what: string): void =>
  holds(outcome.status === "done", `${what} to be done`, outcome);

/** Throws unless the step failed, for the given reason if one is given. */
export const checkFailed = (outcome: Outcome, what: string, kind?: FailureKind): void => {
  holds(
    outcome.status === "failed" && (kind === undefined || outcome.failure.kind === kind),
    `${what} to be failed${kind === undefined ? "" : `, ${kind}`}`,
    outcome,
  );
  checkFailure(outcome.failure);
};

/** Throws unless the step may or may not have been done. */
export const checkUnconfirmed = (outcome: Outcome, what: string): void => {
  holds(
    outcome.status === "unconfirmed" && outcome.failure.kind === "unconfirmed",
    `${what} whose answer is lost to be unconfirmed`,
    outcome,
  );
  checkFailure(outcome.failure);
};

/** Waits for a call that may end in any way but by throwing. */
export const answered = async <T>(call: Promise<T>, what: string): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    throw new Error(`expected ${what} to be answered, saw it throw ${String(error)}`, { cause: error });
  }
};

/** The cases of a suite: each opens a subject, tries, and closes it whatever happens. */
export const casesOf = <S extends { close(): Promise<void> }>(
  open: () => Promise<S>,
  trials: Readonly<Record<string, (on: S) => Promise<void>>>,
): readonly ContractCase[] =>
  Object.entries(trials).map(([name, trial]) => ({
    name,
    run: async () => {
      const on = await open();
      try {
        await trial(on);
      } finally {
        await on.close();
      }
    },
  }));
