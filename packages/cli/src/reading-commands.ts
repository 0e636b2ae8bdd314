/** The commands that write nothing to a router or a zone: demo, validate, plan and check. */
import type { Command } from "commander";
import { addCheck } from "./check-commands.ts";
import { guarded } from "./guarded.ts";
import { type Allowing, type Shared, withAllow, withFile, withFormat, withPrevious } from "./options.ts";
import type { Terminal } from "./terminal.ts";
import { readHome, withSession } from "./with-session.ts";

/** Adds a command with the options all of them have. */
export type Add = (name: string, description: string) => Command;
/** Takes the exit code of the command that ran. */
export type Done = (code: number) => void;

interface Planning extends Allowing {
  readonly detailedExitcode?: boolean;
  readonly format: "text" | "markdown" | "json";
  readonly out?: string;
  readonly previous?: string;
}

const addPlan = (add: Add, terminal: Terminal, done: Done): void => {
  withAllow(withFormat(withPrevious(withFile(add("plan", "what apply would do; writes nothing")))))
    .option("--detailed-exitcode", "exit 2 when there is something to do")
    .action(async (options: Planning) => {
      const { config, json = false, allow, detailedExitcode = false, format, out, previous } = options;
      const planned = { allow, detailedExitCode: detailedExitcode, format, ...(out === undefined ? {} : { out }) };
      done(
        await guarded("plan", json || format === "json", terminal, async () =>
          withSession(
            await readHome(config, previous),
            terminal,
            { router: "required", zones: "required" },
            async (session) => (await import("./commands/plan.ts")).plan(session, planned, terminal),
          ),
        ),
      );
    });
};

export const addReadingCommands = (add: Add, terminal: Terminal, done: Done): void => {
  add("demo", "the whole scenario on a virtual home: nothing real is touched").action(
    async ({ json = false }: { json?: boolean }) =>
      done(await guarded("demo", json, terminal, async () => (await import("./commands/demo.ts")).demo(terminal))),
  );
  withFile(add("validate", "is the home file right? asks nobody")).action(async ({ config, json = false }: Shared) =>
    done(
      await guarded("validate", json, terminal, async () =>
        (await import("./commands/validate.ts")).validate(await readHome(config)),
      ),
    ),
  );
  addPlan(add, terminal, done);
  addCheck(add, terminal, done);
};
