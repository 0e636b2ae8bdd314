import type { Clock } from "@porchlight/core";

/** What a command sees of the machine it runs on. `main.ts` gives the real one; tests give their own. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For data. */
  readonly stdout: (text: string) => void;
  /** For people: progress, questions, errors. */
  readonly stderr: (text: string) => void;
  /** Asks a yes-or-no question; absent where nobody can answer. */
  readonly ask?: (question: string) => Promise<boolean>;
  /** True when stdout is a terminal that shows colours. */
  readonly colour: boolean;
  /** Aborted by SIGINT, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  /** From now on a SIGHUP does not abort `signal`: the run outlives the connection it was started from. */
  readonly outliveHangup?: () => void;
  /** Default: the real one. */
  readonly clock?: Clock;
}

/** How a command ended: its code, what people read, and the document for machines. */
export interface CommandResult {
  readonly exitCode: number;
  /** For people. Errors go to stderr, all else to stdout. */
  readonly text: string;
  readonly isError?: boolean;
  /** Becomes `{ schema, exitCode, ...document }` under `--json`. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** Something the user must mend: said in one message, without a stack. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: number;
  readonly document: Readonly<Record<string, unknown>>;
  constructor(exitCode: number, message: string, document: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.exitCode = exitCode;
    this.document = document;
  }
}

/** Why `Terminal.signal` is aborted, and what the command then answers to the shell. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
  /** 128 and the number of the signal: 130, 143 or 129. */
  readonly exitCode: number;
  constructor(exitCode: number) {
    super("stopped by a signal");
    this.exitCode = exitCode;
  }
}

/** The exit code of a run that was stopped; undefined while it was not. */
export const stoppedExitOf = ({ aborted, reason }: AbortSignal): number | undefined =>
  aborted && reason instanceof StoppedError ? reason.exitCode : undefined;
