/** Looks again until a chain is whole, as often and as long as was asked. */
import { stripVTControlCharacters } from "node:util";
import type { Clock } from "@porchlight/core";
import { exitCode } from "./exit-code.ts";
import type { CommandResult, Terminal } from "./terminal.ts";

/** How often and how long. Neither: once. */
export interface Patience {
  /** Looks after the first one. */
  readonly retries?: number;
  /** Milliseconds after the first look, within which another may begin. */
  readonly forMs?: number;
  /** Until it is whole, however long that takes. */
  readonly isEndless?: boolean;
}

const firstPauseMs = 2_000;
const longestPauseMs = 30_000;

/** Looks that another look may mend. A refused credential stays refused. */
const mayMend = ({ exitCode: code }: CommandResult): boolean => code === exitCode.pending || code === exitCode.broken;

const isOver = ({ retries, forMs, isEndless = false }: Patience, looks: number, elapsedMs: number): boolean => {
  if (retries === undefined && forMs === undefined) return !isEndless;
  return looks > (retries ?? Number.POSITIVE_INFINITY) || elapsedMs > (forMs ?? Number.POSITIVE_INFINITY);
};

/**
 * Runs a look until it is whole or patience ends, and answers the last one. Between two looks it says on stderr what the
 * last one found; pauses double from 2 s to 30 s.
 */
export const lookUntilWhole = async (
  look: () => Promise<CommandResult>,
  patience: Patience,
  terminal: Terminal,
  clock: Clock,
): Promise<CommandResult> => {
  const started = clock.now();
  for (let looks = 1, pauseMs = firstPauseMs; ; looks += 1, pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const result = await look();
    if (!mayMend(result) || isOver(patience, looks, clock.now() - started + pauseMs)) return result;
    const [head = ""] = stripVTControlCharacters(result.text).split("\n");
    terminal.stderr(`${head}; look ${looks + 1} in ${Math.round(pauseMs / 1_000)} s\n`);
    await clock.sleep(pauseMs, terminal.signal);
  }
};
