import { describe, expect, it } from "vitest";
import { failure, facets, home, memoryHome, octopi, record } from "../../test/sample.ts";
import { createFakeClock } from "../../test/fake-clock.ts";
import type { DnsRecord, Outcome, Zone } from "../contracts.ts";
import type { NameInput } from "../home/file.ts";
import { type ReconcileOptions, reconcile, type Round } from "../reconcile.ts";
import { roundText } from "../report.ts";
import { stepOutcomeText } from "../report/steps.ts";

const failed: Outcome = { status: "failed", failure: { ...failure, kind: "invalid", message: "refused" } };
const lost: Outcome = { status: "unconfirmed", failure };
const a = record({ type: "A", value: "192.0.2.1", ttlSeconds: 300 });

interface Ran {
  readonly round: Round;
  readonly stored: readonly DnsRecord[];
  readonly log: readonly string[];
}

/** One round of the scenario over what a zone held, where the steps of some ids end as said, not done. */
const ran = async (
  records: readonly DnsRecord[],
  endings: Readonly<Record<string, Outcome>>,
  entry: NameInput = "router",
  options: ReconcileOptions = {},
): Promise<Ran> => {
  const made = memoryHome({ ...facets, hosts: [octopi] }, records);
  const [inner] = made.targets.zones;
  if (inner === undefined) throw new Error("no zone");
  const zone: Zone = {
    ...inner,
    write: (step, call) => {
      const ending = endings[step.id];
      return ending === undefined ? inner.write(step, call) : Promise.resolve(ending);
    },
  };
  const targets = { ...made.targets, zones: [zone] };
  const desired = home({ names: { "home.taprest.fr": entry } });
  const round = await reconcile(desired, targets, { clock: createFakeClock(), allow: ["take-over"], ...options });
  return { round, stored: made.zone.stored, log: made.log };
};

const contents = (records: readonly DnsRecord[]): readonly string[] =>
  records.map(({ name, type, value, ttlSeconds }) => `${name} ${type} ${value} ${ttlSeconds}`).toSorted();
const putBacks = ({ round }: Ran): readonly string[] =>
  round.outcomes.flatMap(({ outcome, putsBack }) => (putsBack === undefined ? [] : [`${putsBack} ${outcome.status}`]));

const create = "record/home.taprest.fr/CNAME/create/1";
const remove = "record/home.taprest.fr/A/remove/1";

describe("a name left half done", () => {
  it("is put back when what replaces it is refused; nothing is published, and the report says so", async () => {
    const told: string[] = [];
    const one = await ran([a], { [create]: failed }, "router", {
      onOutcome: (done) => told.push(stepOutcomeText(done)),
    });
    expect(contents(one.stored)).toEqual(contents([a]));
    expect(putBacks(one)).toEqual([`${remove} done`]);
    expect(one.log).not.toContain("publish");
    expect(one.round.verdict).toBe("diverged");
    expect(told.at(-1)).toBe("✓ put back: + record       home.taprest.fr A 192.0.2.1 (TTL 300 s)");
    expect(roundText(one.round)).toMatch(
      /^Not converged: [^\n]+\nPut back as it was: home\.taprest\.fr\. taprest\.fr was not published\.\n/,
    );
  });

  it("that cannot be put back is told, with what is missing now", async () => {
    const one = await ran([a], { [create]: failed, [`${remove}/put-back`]: failed });
    expect(one.stored).toEqual([]);
    expect(putBacks(one)).toEqual([`${remove} failed`]);
    expect(one.log).not.toContain("publish");
    expect(one.round.outcomes.map(stepOutcomeText).at(-1)).toBe(
      "✗ put back: + record       home.taprest.fr A 192.0.2.1 (TTL 300 s)\n    failed: GET /lan/: refused",
    );
    expect(roundText(one.round)).toContain(
      "NOT put back: home.taprest.fr is half done in taprest.fr, which was not published and still serves what it did.\n    -> run it again, or put it right by hand before anybody publishes the zone\n",
    );
  });

  it("is put back whole: what was made goes, what was changed is as before", async () => {
    const old = [a, record({ value: "other.example.", name: "www.taprest.fr", ref: "9" })];
    const two: NameInput = { a: ["192.0.2.7", "192.0.2.8", "192.0.2.9"] };
    const one = await ran(old, { "record/home.taprest.fr/A/create/2": failed }, two);
    expect(contents(one.stored)).toEqual(contents(old));
    expect(putBacks(one)).toEqual(["record/home.taprest.fr/A/create/1 done", "record/home.taprest.fr/A/update/1 done"]);
  });

  it("is put back when one of two in the way would not go", async () => {
    const old = [a, record({ type: "A", value: "192.0.2.2", ref: "5001" })];
    const one = await ran(old, { "record/home.taprest.fr/A/remove/2": failed });
    expect(contents(one.stored)).toEqual(contents(old));
    expect(putBacks(one)).toEqual([`${remove} done`]);
  });

  it("is left alone while an answer is lost: nobody knows what to take back", async () => {
    const one = await ran([a], { [create]: lost });
    expect(putBacks(one)).toEqual([]);
    const cname = record();
    const both = await ran(
      [cname],
      {
        "record/home.taprest.fr/A/create/1": failed,
        "record/home.taprest.fr/AAAA/create/1": lost,
      },
      { a: "router", aaaa: "2001:db8::1" },
    );
    expect(putBacks(both)).toEqual(["record/home.taprest.fr/CNAME/remove/1 skipped"]);
    expect(roundText(both.round)).toContain("NOT put back: home.taprest.fr");
  });

  it("that lost nothing keeps what was made", async () => {
    const one = await ran([], { "record/home.taprest.fr/A/create/2": failed }, { a: ["192.0.2.7", "192.0.2.8"] });
    expect(contents(one.stored)).toEqual(["home.taprest.fr A 192.0.2.7 0"]);
    expect(putBacks(one)).toEqual([]);
  });

  it("of a run that is stopped is left, and told", async () => {
    const stop = new AbortController();
    const one = await ran([a], { [create]: failed }, "router", {
      signal: stop.signal,
      onOutcome: ({ step }) => step.id === create && stop.abort(),
    });
    expect(putBacks(one)).toEqual([`${remove} skipped`]);
    expect(roundText(one.round)).toContain("NOT put back: home.taprest.fr");
  });

  it("of a run that is stopped before what replaces it is told too", async () => {
    const stop = new AbortController();
    const one = await ran([a], {}, "router", {
      signal: stop.signal,
      onOutcome: ({ step }) => step.id === remove && stop.abort(),
    });
    expect(one.stored).toEqual([]);
    expect(putBacks(one)).toEqual([`${remove} skipped`]);
    expect(one.log).not.toContain("publish");
    expect(roundText(one.round)).toContain(
      "NOT put back: home.taprest.fr is half done in taprest.fr, which was not published and still serves what it did.",
    );
  });
});
