import * as z from "zod";
import { type LanHost, lanHostSchema } from "./lan.ts";
import { parseAnswer } from "./schema.ts";

/** What each event brings. Documented; those of virtual machines, on boxes that have them, are given as they come. */
interface EventResults {
  /** An address of a known machine appeared. A machine with several addresses causes several. */
  readonly lan_host_l3addr_reachable: LanHost;
  /** One is gone: found out some time after. */
  readonly lan_host_l3addr_unreachable: LanHost;
  readonly vm_state_changed: Readonly<Record<string, unknown>>;
  readonly vm_disk_task_done: Readonly<Record<string, unknown>>;
}

/** An event one can ask for. */
export type FreeboxEventName = keyof EventResults;

/** Something that happened; narrows on `event`. */
export type FreeboxEvent<Name extends FreeboxEventName = FreeboxEventName> = {
  [Each in Name]: { readonly event: Each; readonly result: EventResults[Each] };
}[Name];

const anything = z.record(z.string(), z.unknown());
const host = (event: string, result: unknown): LanHost => parseAnswer(event, lanHostSchema, result, "result");
const machine = (event: string, result: unknown): Readonly<Record<string, unknown>> =>
  parseAnswer(event, anything, result, "result");

const READERS: {
  readonly [Name in FreeboxEventName]: (operation: string, result: unknown) => FreeboxEvent<Name>;
} = {
  lan_host_l3addr_reachable: (on, result) => ({ event: "lan_host_l3addr_reachable", result: host(on, result) }),
  lan_host_l3addr_unreachable: (on, result) => ({ event: "lan_host_l3addr_unreachable", result: host(on, result) }),
  vm_state_changed: (on, result) => ({ event: "vm_state_changed", result: machine(on, result) }),
  vm_disk_task_done: (on, result) => ({ event: "vm_disk_task_done", result: machine(on, result) }),
};

/** True for a name one can ask for. */
export function isEventName(name: string): name is FreeboxEventName {
  return Object.hasOwn(READERS, name);
}

/** One message of the box: an answer, or something that happened. */
export interface Frame {
  readonly action: string;
  readonly success?: boolean | undefined;
  readonly source?: string | undefined;
  readonly event?: string | undefined;
  readonly result?: unknown;
}

const frame: z.ZodType<Frame> = z.looseObject({
  action: z.string(),
  success: z.boolean().optional().catch(undefined),
  source: z.string().optional().catch(undefined),
  event: z.string().optional().catch(undefined),
  result: z.unknown().optional(),
});

/**
 * The messages in a text frame: one, or one a line (the vendor's page says both). What is none is left out: a "bye" before
 * the box closes was reported.
 */
export function framesOf(text: string): readonly Frame[] {
  const whole = read(text);
  return whole === undefined ? text.split("\n").flatMap((line) => read(line) ?? []) : [whole];
}

function read(text: string): Frame | undefined {
  try {
    return frame.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * An event that was asked for; undefined for any other message. Source and event are compared joined, because where the
 * box cuts a name is not known ("lan_host" or "lan"). Throws `FreeboxSchemaError` when its result is of unknown shape.
 */
export function readEvent<Name extends FreeboxEventName>(
  operation: string,
  names: readonly Name[],
  { action, source, event, result }: Frame,
): FreeboxEvent<Name> | undefined {
  const name = action === "notification" ? names.find((each) => each === `${source}_${event}`) : undefined;
  return name === undefined ? undefined : READERS[name](operation, result);
}
