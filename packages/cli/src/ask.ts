/** Asks a yes-or-no question of whoever sits at a terminal. */
import { createInterface } from "node:readline/promises";

export interface AskOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Default: whether `output` is one. */
  readonly terminal?: boolean;
  /** Ends the question, which then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Told of a Ctrl-C: while a question is open the terminal sends a key and no signal. */
  readonly onInterrupt: () => void;
}

/** A question that only "y" and "yes" answer with true. The end of the input (Ctrl-D) is a no. */
export const createAsk =
  ({ input, output, terminal, signal, onInterrupt }: AskOptions) =>
  async (question: string): Promise<boolean> => {
    signal.throwIfAborted();
    const lines = createInterface({ input, output, ...(terminal === undefined ? {} : { terminal }) });
    lines.on("SIGINT", onInterrupt);
    const ended = new Promise<undefined>((resolve) => lines.once("close", () => resolve(undefined)));
    try {
      // An interface that closes rejects its question on some versions of Node and forgets it on others.
      const asked = lines.question(question, { signal }).catch(() => undefined);
      const answer = await Promise.race([asked, ended]);
      signal.throwIfAborted();
      return answer !== undefined && /^y(es)?$/i.test(answer.trim());
    } finally {
      lines.close();
    }
  };
