/** The command line: which commands there are, and how a wrong use of it reaches the terminal. */
import { Command, CommanderError } from "commander";
import { addAwayCommands } from "./away-commands.ts";
import { exitCode } from "./exit-code.ts";
import { show } from "./guarded.ts";
import { addLoginCommands } from "./login-commands.ts";
import { type Add, addReadingCommands } from "./reading-commands.ts";
import type { Terminal } from "./terminal.ts";
import { version } from "./version.ts";
import { addWritingCommands } from "./writing-commands.ts";

const afterHelp = `
Examples:
  porchlight demo
  porchlight plan
  porchlight apply
  porchlight apply --confirm 120     # at home over SSH: put back unless you can log in anew
  porchlight plan --out p.json && porchlight apply p.json
  porchlight undo
  porchlight check
  porchlight tunnel octoprint

Exit codes:
  0  converged, nothing to do, or every asked link holds
  1  input, usage, I/O, a target that cannot be read, another run under way, or answered "no"
  2  plan --detailed-exitcode: there is something to do
  3  refused before any write: a hazard (see --allow) or impossible
  4  written and not (yet) converged, or put back; check: a link could not be judged
  5  check: a link is broken
  6  credentials are missing or refused, or lack a right
  130, 143, 129  stopped by a signal; what was done is said
`;

const wantsJson = (argv: readonly string[]): boolean =>
  argv.includes("--json") ||
  argv.includes("--format=json") ||
  argv.some((word, index) => word === "--format" && argv[index + 1] === "json");

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
    .addHelpText("after", afterHelp);
  const add: Add = (name, description) =>
    program.command(name).description(description).option("--json", "one JSON document on stdout");
  const done = (answer: number): void => {
    code = answer;
  };
  addReadingCommands(add, terminal, done);
  addWritingCommands(add, terminal, done);
  addAwayCommands(add, terminal, done);
  addLoginCommands(add, terminal, done);
  for (const command of program.commands)
    command.exitOverride().configureOutput({ writeOut: terminal.stdout, writeErr: terminal.stderr });
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitCode.done;
    if (!wantsJson(argv)) return exitCode.failed; // commander has said why
    const name = program.commands.find((command) => command.name() === argv[0])?.name() ?? "usage";
    const document = { error: "usage", message: error.message };
    return show(name, true, { exitCode: exitCode.failed, text: error.message, document }, terminal);
  }
  return code;
};
