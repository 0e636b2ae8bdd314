/** How a command's result, or what stopped it, reaches the terminal. */
import { paint } from "./paint.ts";
import { CommandError, type CommandResult, stoppedExitOf, type Terminal } from "./terminal.ts";

/** Prints a result: people's text, or one JSON document, and hands back its exit code. */
export const show = (name: string, json: boolean, result: CommandResult, terminal: Terminal): number => {
  if (json)
    terminal.stdout(
      `${JSON.stringify({ schema: `porchlight/${name}/1`, exitCode: result.exitCode, ...result.document }, undefined, 2)}\n`,
    );
  else (result.isError === true ? terminal.stderr : terminal.stdout)(`${paint(result.text, terminal.colour)}\n`);
  return result.exitCode;
};

/** A thrown error as a result; a defect of the program stays thrown. */
const resultOf = (error: unknown, signal: AbortSignal): CommandResult => {
  if (error instanceof CommandError)
    return {
      exitCode: error.exitCode,
      text: error.message,
      isError: true,
      document: { message: error.message, ...error.document },
    };
  const stopped = stoppedExitOf(signal);
  if (stopped === undefined || error !== signal.reason) throw error;
  // A run that has begun to write ends with a result, never with the signal's reason.
  const message = "✗ stopped, and nothing was written";
  return { exitCode: stopped, text: message, isError: true, document: { error: "stopped", message } };
};

/** Runs one command and never throws for what a user can mend or for being stopped; a stopped run answers so. */
export const guarded = async (
  name: string,
  json: boolean,
  terminal: Terminal,
  run: () => Promise<CommandResult>,
): Promise<number> => {
  const result = await run().catch((error: unknown) => resultOf(error, terminal.signal));
  return show(name, json, { ...result, exitCode: stoppedExitOf(terminal.signal) ?? result.exitCode }, terminal);
};
