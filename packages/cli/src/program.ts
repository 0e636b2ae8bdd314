/** The command line: which commands there are, what they take, and how a result reaches the terminal. */
import { Command, CommanderError, InvalidArgumentError } from "commander";
import type { HazardName } from "@porchlight/core";
import { exitCode } from "./exit-code.ts";
import { guarded, show } from "./guarded.ts";
import type { CommandResult, Terminal } from "./terminal.ts";
import { version } from "./version.ts";

interface Shared {
  readonly config: string;
  readonly json?: boolean;
}
interface Allowing extends Shared {
  readonly allow: readonly HazardName[];
}

const collectHazard = (value: string, previous: readonly HazardName[]): readonly HazardName[] => {
  if (value !== "take-over") throw new InvalidArgumentError("known hazards: take-over");
  return [...previous, value];
};
const seconds = (value: string): number => {
  const number = Number(value);
  if (!Number.isFinite(number) || number < 0) throw new InvalidArgumentError("a number of seconds, 0 or more");
  return number;
};

const withSession = async (
  file: string,
  terminal: Terminal,
  needs: { readonly router: "required" | "if-possible"; readonly zones: boolean },
  run: (session: import("./session.ts").Session) => Promise<CommandResult>,
): Promise<CommandResult> => {
  const [{ readSource }, { openSession }, { refusedOffline }] = await Promise.all([
    import("./home-source.ts"),
    import("./session.ts"),
    import("./commands/plan.ts"),
  ]);
  const source = await readSource(file);
  const refused = refusedOffline(source);
  if (refused !== undefined) return refused;
  const session = await openSession(source, terminal, needs);
  try {
    return await run(session);
  } finally {
    await session.close();
  }
};

const withFile = (command: Command): Command => command.option("--config <file>", "the home file", "porchlight.yaml");
const withAllow = (command: Command): Command =>
  command.option("--allow <hazard>", "accept a hazard for this run", collectHazard, []);

const addCommands = (program: Command, terminal: Terminal, done: (code: number) => void): void => {
  const add = (name: string, description: string): Command =>
    program.command(name).description(description).option("--json", "one JSON document on stdout");
  const writing = { router: "required", zones: true } as const;

  add("demo", "the whole scenario on a virtual home: nothing real is touched").action(
    async ({ json = false }: { json?: boolean }) =>
      done(await guarded("demo", json, terminal, async () => (await import("./commands/demo.ts")).demo(terminal))),
  );
  withFile(add("validate", "is the home file right? asks nobody")).action(async ({ config, json = false }: Shared) =>
    done(
      await guarded("validate", json, terminal, async () => {
        const [{ readSource }, { validate }] = await Promise.all([
          import("./home-source.ts"),
          import("./commands/validate.ts"),
        ]);
        return validate(await readSource(config));
      }),
    ),
  );
  withAllow(withFile(add("plan", "what apply would do; writes nothing")))
    .option("--detailed-exitcode", "exit 2 when there is something to do")
    .action(
      async ({ config, json = false, allow, detailedExitcode = false }: Allowing & { detailedExitcode?: boolean }) =>
        done(
          await guarded("plan", json, terminal, () =>
            withSession(config, terminal, writing, async (session) =>
              (await import("./commands/plan.ts")).plan(
                session,
                { allow, detailedExitCode: detailedExitcode },
                terminal.signal,
              ),
            ),
          ),
        ),
    );
  withAllow(withFile(add("apply", "makes it so, and proves it")))
    .option("--yes", "do not ask")
    .option("--timeout <seconds>", "how long to wait until names are active and served", seconds, 120)
    .action(
      async ({ config, json = false, allow, yes = false, timeout }: Allowing & { yes?: boolean; timeout: number }) =>
        done(
          await guarded("apply", json, terminal, () =>
            withSession(config, terminal, writing, async (session) =>
              (await import("./commands/apply.ts")).apply(session, { allow, yes, timeoutSeconds: timeout }, terminal),
            ),
          ),
        ),
    );
  withFile(add("check", "walks the chain and names the first broken link"))
    .argument("[name]", "only this name of the home file")
    .action(async (name: string | undefined, { config, json = false }: Shared) =>
      done(
        await guarded("check", json, terminal, () =>
          withSession(config, terminal, { router: "if-possible", zones: false }, async (session) =>
            (await import("./commands/check.ts")).check(session, name, terminal.signal),
          ),
        ),
      ),
    );
};

/**
 * Runs the command line and answers the exit code. Reads the files and environment it is given, writes to the
 * terminal it is given, and leaves nothing running.
 */
export const run = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  let code: number = exitCode.done;
  const program = new Command("porchlight")
    .description("Reach a machine at home by a name of your own: router, DNS and proof, from one short file.")
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: terminal.stdout, writeErr: terminal.stderr })
    .addHelpText(
      "after",
      "\nExamples:\n  porchlight demo\n  porchlight plan\n  porchlight apply\n  porchlight check\n",
    );
  addCommands(program, terminal, (answer) => {
    code = answer;
  });
  for (const command of program.commands)
    command.exitOverride().configureOutput({ writeOut: terminal.stdout, writeErr: terminal.stderr });
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitCode.done;
    if (!argv.includes("--json")) return exitCode.failed; // commander has said why
    const name = program.commands.find((command) => command.name() === argv[0])?.name() ?? "usage";
    const document = { error: "usage", message: error.message };
    return show(name, true, { exitCode: exitCode.failed, text: error.message, document }, terminal);
  }
  return code;
};
