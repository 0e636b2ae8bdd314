/** What stands around a command: its targets opened and closed, and for one that may write, its lock and audit line. */
import type { Audit } from "./audit.ts";
import { exitCode } from "./exit-code.ts";
import type { HomeSource } from "./home-source.ts";
import type { RunResult } from "./round.ts";
import type { Needs, Session } from "./session.ts";
import { CommandError, type CommandResult, stoppedExitOf, type Terminal } from "./terminal.ts";

/** The home file, with what an earlier one declared besides when that is given. @throws CommandError */
export const readHome = async (file: string, previous?: string): Promise<HomeSource> => {
  const [{ readSource, withPlaces }, { withPrevious }] = await Promise.all([
    import("./home-source.ts"),
    import("@porchlight/core"),
  ]);
  const source = await readSource(file);
  if (previous === undefined) return source;
  const before = await readSource(previous);
  return { ...source, desired: withPlaces(source.locate, () => withPrevious(source.desired, before.desired)) };
};

/** A parsed home that was kept without its file: its places are named by their keys. */
export const sourceOf = (desired: HomeSource["desired"]): HomeSource => ({
  desired,
  locate: (path) => path.join("."),
});

/** Opens the targets of a home, runs, and closes them. What the file alone makes impossible is answered first. */
export const withSession = async (
  source: HomeSource,
  terminal: Terminal,
  needs: Needs,
  run: (session: Session) => Promise<CommandResult>,
): Promise<CommandResult> => {
  const [{ openSession }, { refusedOffline }] = await Promise.all([
    import("./session.ts"),
    import("./commands/plan.ts"),
  ]);
  const refused = refusedOffline(source);
  if (refused !== undefined) return refused;
  const session = await openSession(source, terminal, needs);
  try {
    return await run(session);
  } finally {
    await session.close();
  }
};

/** A run that may write: what it is called, and where its audit line goes. */
export interface RunSetup {
  readonly command: "apply" | "undo" | "destroy" | "prune";
  readonly audit: string | undefined;
}

interface AuditedRun extends RunSetup {
  readonly home: string;
  readonly terminal: Terminal;
}

const withAudit = async (
  { command, audit: file, home, terminal }: AuditedRun,
  run: () => Promise<RunResult>,
): Promise<CommandResult> => {
  if (file === undefined) return run();
  const { openAudit } = await import("./audit.ts");
  const audit: Audit = await openAudit(file);
  const facts = { home, command };
  let result: RunResult;
  try {
    result = await run();
  } catch (error) {
    const stopped = stoppedExitOf(terminal.signal);
    const code = stopped ?? (error instanceof CommandError ? error.exitCode : exitCode.failed);
    const verdict = stopped === undefined ? "failed" : "stopped";
    await audit
      .end({ ...facts, verdict, exitCode: code, outcomes: [], refusals: [] })
      .catch((trouble: Error) => terminal.stderr(`${trouble.message}\n`)); // the run's own error counts more
    throw error;
  }
  try {
    await audit.end({ ...facts, ...result, exitCode: stoppedExitOf(terminal.signal) ?? result.exitCode });
    return result;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    // What was done stays done and said; only the line is missing.
    const document = { ...result.document, auditError: error.message };
    return {
      ...result,
      exitCode: result.exitCode || exitCode.failed,
      text: `${result.text}\n${error.message}`,
      document,
    };
  }
};

/**
 * Runs a command that may write: alone on its home among this machine's, with its state folder, and with exactly one
 * audit line whatever becomes of it.
 */
export const withRun = async (
  source: HomeSource,
  terminal: Terminal,
  setup: RunSetup,
  run: (session: Session, state: string) => Promise<RunResult>,
): Promise<CommandResult> => {
  const [{ openSession }, { takeLock }, { lockAddressOf, openStateFolder }, { forgetWaiting }] = await Promise.all([
    import("./session.ts"),
    import("./lock.ts"),
    import("./platform.ts"),
    import("./confirmation.ts"),
  ]);
  const { home } = source.desired;
  const { env } = terminal;
  const session = await openSession(source, terminal, { router: "required", zones: "required" });
  try {
    return await withAudit({ ...setup, home, terminal }, async () => {
      const state = await openStateFolder(env, home);
      const lock = await takeLock(lockAddressOf(env, home), home, setup.command);
      try {
        await forgetWaiting(state);
        return await run(session, state);
      } finally {
        await lock.release();
      }
    });
  } finally {
    await session.close();
  }
};
