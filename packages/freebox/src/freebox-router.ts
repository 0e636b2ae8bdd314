import { isDeepStrictEqual } from "node:util";
import type {
  CallOptions,
  FacetName,
  Failure,
  Outcome,
  Reading,
  Router,
  RouterItem,
  RouterReading,
  WriteStep,
} from "@porchlight/core";
import type { Freebox } from "./client.ts";
import { withOwnSignal } from "./deadline.ts";
import { answerText, isFreeboxError } from "./errors.ts";
import { failureKind } from "./failure-kind.ts";
import { routerAdvice } from "./router-advice.ts";
import { readAutomaticName, readHosts, readPortUses, readStaticNames } from "./router-facets.ts";
import { forwardShelf, leaseShelf, nameShelf, type Shelf } from "./router-shelves.ts";
import { toForward, toLease, toLine } from "./router-terms.ts";
import { toIpv6, toLan } from "./router-terms-lan.ts";

/** One reader for each facet, which gives that facet alone. */
type FacetReaders = Readonly<Record<FacetName, (options?: CallOptions) => Promise<RouterReading>>>;

/**
 * A Freebox as a router. Reads one GET per facet, in parallel; three for the uses of ports, none for the automatic name,
 * which discovery tells. Static names use the vendor's undocumented `domain` chapter, whose refusal blinds nothing else.
 * A rule that is neither TCP nor UDP is left out of the forwards. In bridge mode there are no machines.
 *
 * A write is preceded by one GET for an update or a remove. An answer lost on its way back, or not understood, makes the
 * outcome `unconfirmed`. What is thrown is a bug.
 */
export function freeboxRouter(freebox: Freebox): Router {
  const readers = facetReaders(freebox);
  const forwards = forwardShelf(freebox);
  const leases = leaseShelf(freebox);
  const names = nameShelf(freebox);

  return Object.freeze<Router>({
    id: "freebox",
    capabilities: Object.freeze({ comments: true, staticName: true, sourceFilter: true, portRanges: true }),
    advice: routerAdvice,
    read: async (needs, options) => {
      const parts = await withOwnSignal(options?.signal, (signal) =>
        Promise.all([...new Set(needs)].map((facet) => readers[facet]({ signal }))),
      );
      return parts.reduce((all, part) => ({ ...all, ...part }), {});
    },
    write: async (step, options) => {
      switch (subject(step).kind) {
        case "forward":
          return carryOut(forwards, ...sides(step, "forward"), options);
        case "lease":
          return carryOut(leases, ...sides(step, "lease"), options);
        default:
          return settleTaken(step, await carryOut(names, ...sides(step, "static-name"), options));
      }
    },
  });
}

function facetReaders(freebox: Freebox): FacetReaders {
  const { connection, lanConfig, ipv6Config, staticLeases, redirections } = freebox;
  return {
    line: async (options) => ({ line: await readingOf(connection.get(options).then(toLine)) }),
    lan: async (options) => ({ lan: await readingOf(lanConfig.get(options).then(toLan)) }),
    hosts: async (options) => ({ hosts: await readingOf(readHosts(freebox, options)) }),
    leases: async (options) => ({
      leases: await readingOf(staticLeases.list(options).then((leases) => leases.map(toLease))),
    }),
    staticNames: async (options) => ({ staticNames: await readingOf(readStaticNames(freebox, options)) }),
    automaticName: async (options) => ({ automaticName: await readingOf(readAutomaticName(freebox, options)) }),
    forwards: async (options) => ({
      forwards: await readingOf(
        redirections.list(options).then((rules) => rules.flatMap((rule) => toForward(rule) ?? [])),
      ),
    }),
    portUses: async (options) => ({ portUses: await readingOf(readPortUses(freebox, options)) }),
    ipv6: async (options) => ({ ipv6: await readingOf(ipv6Config.get(options).then(toIpv6)) }),
  };
}

async function readingOf<T>(work: Promise<T>): Promise<Reading<T>> {
  try {
    return { known: true, value: await work };
  } catch (error) {
    return { known: false, failure: failureOf(error) };
  }
}

function subject(step: WriteStep<RouterItem>): RouterItem {
  return step.verb === "create" ? step.after : step.before;
}

/** Both sides of a step that are of one kind; an update across kinds is a bug of whoever planned it. */
function sides<K extends RouterItem["kind"]>(
  step: WriteStep<RouterItem>,
  kind: K,
): [before: Extract<RouterItem, { kind: K }> | undefined, after: Extract<RouterItem, { kind: K }> | undefined] {
  const ofKind = (item: RouterItem | undefined): Extract<RouterItem, { kind: K }> | undefined => {
    if (item === undefined || isKind(item, kind)) return item;
    throw new TypeError(`step ${step.id} turns a ${kind} into a ${item.kind}`);
  };
  return [
    ofKind(step.verb === "create" ? undefined : step.before),
    ofKind(step.verb === "remove" ? undefined : step.after),
  ];
}

async function carryOut<I extends RouterItem>(
  shelf: Shelf<I>,
  before: I | undefined,
  after: I | undefined,
  options?: CallOptions,
): Promise<Outcome> {
  const method = before === undefined ? "POST" : after === undefined ? "DELETE" : "PUT";
  const failed = (kind: Failure["kind"], message: string): Outcome => {
    return { status: "failed", failure: { kind, operation: `${method} ${shelf.path}`, message } };
  };
  const refusal = shelf.refusal(before, after);
  if (refusal !== undefined) return failed("invalid", refusal);
  try {
    if (before !== undefined) {
      const key = shelf.key(before);
      if (key === undefined) return failed("invalid", "the item carries no key of this box to find it by");
      const found = await shelf.look(key, options).catch(goneAsUndefined);
      if (found === undefined) return failed("conflict", "it is no longer there, nothing was written");
      if (!isDeepStrictEqual({ ...found, ref: "" }, { ...before, ref: "" }))
        return failed("conflict", "it was changed since it was read, nothing was written");
      if (after !== undefined) return { status: "done", item: await shelf.update(key, after, options) };
      await shelf.remove(key, options);
      return { status: "done" };
    }
    return after === undefined ? { status: "done" } : { status: "done", item: await shelf.create(after, options) };
  } catch (error) {
    const failure = failureOf(error);
    return { status: failure.kind === "unconfirmed" ? "unconfirmed" : "failed", failure };
  }
}

/** A name that is taken may have been taken by this box a moment ago, before it is listed: only looking again can tell. */
function settleTaken({ verb }: WriteStep<RouterItem>, outcome: Outcome): Outcome {
  if (verb !== "create" || outcome.status !== "failed" || outcome.failure.kind !== "conflict") return outcome;
  const message = `${outcome.failure.message}: the name is taken, by this box a moment ago or by somebody else`;
  return { status: "unconfirmed", failure: { ...outcome.failure, kind: "unconfirmed", message } };
}

function goneAsUndefined(error: unknown): undefined {
  if (!isFreeboxError(error) || error.code !== "noent") throw error;
}

/** The failure an error of the SDK stands for; any other error is a bug and goes on. */
function failureOf(error: unknown): Failure {
  if (!isFreeboxError(error)) throw error;
  const { operation } = error;
  // Whoever reports a failure says what to do about its kind: the remedy of the code would say it twice.
  const isAnswer = error.name === "FreeboxApiError";
  const message = isAnswer ? answerText(error) : error.message.slice(operation.length + 2);
  const right = isAnswer ? error.missingRight : undefined;
  return { kind: failureKind(error), operation, message, ...(right === undefined ? {} : { right }) };
}

function isKind<K extends RouterItem["kind"]>(item: RouterItem, kind: K): item is Extract<RouterItem, { kind: K }> {
  return item.kind === kind;
}
