/** From this process to an exit code: the only place that touches it. */
import "./node18.ts";
import { createAsk } from "./ask.ts";
import { exitCode } from "./exit-code.ts";
import { stopSignals } from "./platform.ts";
import { run } from "./program.ts";
import { StoppedError, type Terminal } from "./terminal.ts";

const stop = new AbortController();
const onSignal = (code: number) => (): void => {
  if (stop.signal.aborted) process.exit(code); // asked twice: at once
  stop.abort(new StoppedError(code));
};
const onInterrupt = onSignal(stopSignals.SIGINT);
const onHangup = onSignal(stopSignals.SIGHUP);
process.on("SIGINT", onInterrupt);
process.on("SIGTERM", onSignal(stopSignals.SIGTERM));
process.on("SIGHUP", onHangup);

const { env, stdin, stdout, stderr } = process;
// Whoever read along may leave (`| head -1`), and a terminal may go; what was begun is still finished. A full disk is
// told by the exit code.
for (const stream of [stdout, stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    const isGone = error.code === "EPIPE" || (error.code === "EIO" && stream.isTTY);
    if (!isGone) process.exitCode ||= exitCode.failed;
  });

const coloured = stdout.isTTY && env["NO_COLOR"] === undefined && env["TERM"] !== "dumb";
const terminal: Terminal = {
  env,
  stdout: (text) => void stdout.write(text),
  stderr: (text) => void stderr.write(text),
  ...(stdin.isTTY ? { ask: createAsk({ input: stdin, output: stderr, signal: stop.signal, onInterrupt }) } : {}),
  colour: coloured || (env["FORCE_COLOR"] !== undefined && env["FORCE_COLOR"] !== "0"),
  signal: stop.signal,
  // Left without any handler, the system's own would end the process.
  outliveHangup: () => void process.off("SIGHUP", onHangup).on("SIGHUP", () => undefined),
};

const code = await run(process.argv.slice(2), terminal).catch((error: unknown) => {
  stderr.write(
    `porchlight: a defect of the program: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return exitCode.failed;
});
if (code !== exitCode.done) process.exitCode = code;
