/** The commands that may write: apply, confirm, undo, destroy and prune. */
import type { Command } from "commander";
import { guarded } from "./guarded.ts";
import { type Shared, withConfirm, withFile, withPrevious, type Writing, withWriting } from "./options.ts";
import type { Add, Done } from "./reading-commands.ts";
import type { CommandResult, Terminal } from "./terminal.ts";
import { readHome, sourceOf, withRun } from "./with-session.ts";

interface Applying extends Writing {
  readonly previous?: string;
  readonly confirm?: number;
}

const waysOf = ({ allow, yes = false, timeout }: Writing) => ({ allow, yes, timeoutSeconds: timeout });
const confirmOf = ({ confirm }: Applying): { readonly confirmSeconds?: number } =>
  confirm === undefined ? {} : { confirmSeconds: confirm };

const applyHome = async (options: Applying, terminal: Terminal): Promise<CommandResult> => {
  const [{ apply }, { refusedOffline }] = await Promise.all([
    import("./commands/apply.ts"),
    import("./commands/plan.ts"),
  ]);
  const source = await readHome(options.config, options.previous);
  return (
    refusedOffline(source) ??
    withRun(source, terminal, { command: "apply", audit: options.audit }, (session, state) =>
      apply(session, { ...waysOf(options), ...confirmOf(options), state }, terminal),
    )
  );
};

const applyPlanFile = async (file: string, options: Applying, terminal: Terminal): Promise<CommandResult> => {
  const [{ apply }, { readPlanFile }] = await Promise.all([import("./commands/apply.ts"), import("./plan-store.ts")]);
  const { desired, allow, plan: agreed } = await readPlanFile(file);
  return withRun(sourceOf(desired), terminal, { command: "apply", audit: options.audit }, (session, state) =>
    apply(session, { ...waysOf(options), ...confirmOf(options), allow, agreed, state }, terminal),
  );
};

/** What the plan file holds already and must not be said a second time, maybe otherwise. */
const refuseBesidePlanFile = (command: Command): void => {
  for (const option of ["config", "previous", "allow"])
    if (command.getOptionValueSource(option) === "cli")
      command.error(`error: --${option} does not go with a plan file, which holds it already`);
};

const addApply = (add: Add, terminal: Terminal, done: Done): void => {
  withWriting(withConfirm(withPrevious(withFile(add("apply", "makes it so, and proves it")))))
    .argument("[file]", "a plan file: exactly that plan is done, or none")
    .action(async (file: string | undefined, options: Applying, command: Command) => {
      if (file !== undefined) refuseBesidePlanFile(command);
      done(
        await guarded("apply", options.json ?? false, terminal, () =>
          file === undefined ? applyHome(options, terminal) : applyPlanFile(file, options, terminal),
        ),
      );
    });
};

const withHome = (command: Command): Command =>
  command.option("--home <name>", "the home's name, where its file is not at hand");

const homeNameOf = async (config: string): Promise<string> => (await readHome(config)).desired.home;

const addConfirm = (add: Add, terminal: Terminal, done: Done): void => {
  withHome(add("confirm", "tells an apply --confirm that waits that you can still get in"))
    .option("--config <file>", "the home file; without it and --home, the only home that waits")
    .action(async ({ home, config, json = false }: Partial<Shared> & { readonly home?: string }) =>
      done(
        await guarded("confirm", json, terminal, async () => {
          const { confirm } = await import("./commands/confirm.ts");
          return confirm(home ?? (config === undefined ? undefined : await homeNameOf(config)), terminal);
        }),
      ),
    );
};

const undoLast = async (home: string, options: Writing, terminal: Terminal): Promise<CommandResult> => {
  const [{ nothingToUndo, undo }, { newestJournal }, { openStateFolder }] = await Promise.all([
    import("./commands/undo.ts"),
    import("./journal.ts"),
    import("./platform.ts"),
  ]);
  const kept = await newestJournal(await openStateFolder(terminal.env, home));
  if (kept === undefined) throw nothingToUndo(home);
  const source = sourceOf(kept.journal.desired);
  return withRun(source, terminal, { command: "undo", audit: options.audit }, (session) =>
    undo(session, kept, waysOf(options), terminal),
  );
};

const addUndo = (add: Add, terminal: Terminal, done: Done): void => {
  withWriting(withHome(withFile(add("undo", "puts back what the last run wrote")))).action(
    async (options: Writing & { readonly home?: string }) =>
      done(
        await guarded("undo", options.json ?? false, terminal, async () =>
          undoLast(options.home ?? (await homeNameOf(options.config)), options, terminal),
        ),
      ),
  );
};

export const addWritingCommands = (add: Add, terminal: Terminal, done: Done): void => {
  addApply(add, terminal, done);
  addConfirm(add, terminal, done);
  addUndo(add, terminal, done);
  withWriting(withFile(add("destroy", "removes what the home file makes, where it is still as it was made")))
    .option("--release-name", "give the router's static name up too; somebody else may take it")
    .action(async (options: Writing & { readonly releaseName?: boolean }) =>
      done(
        await guarded("destroy", options.json ?? false, terminal, async () => {
          const { destroy } = await import("./commands/remove.ts");
          const { config, audit, releaseName = false } = options;
          return withRun(await readHome(config), terminal, { command: "destroy", audit }, (session, state) =>
            destroy(session, { ...waysOf(options), releaseName, state }, terminal),
          );
        }),
      ),
    );
  withWriting(withPrevious(withFile(add("prune", "removes what bears this home's mark and left its file")))).action(
    async (options: Applying) =>
      done(
        await guarded("prune", options.json ?? false, terminal, async () => {
          const { prune } = await import("./commands/remove.ts");
          const { config, previous, audit } = options;
          return withRun(await readHome(config, previous), terminal, { command: "prune", audit }, (session, state) =>
            prune(session, { ...waysOf(options), state }, terminal),
          );
        }),
      ),
  );
};
