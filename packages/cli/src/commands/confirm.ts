/** `porchlight confirm`: from a new connection, tells an apply that waits that it may stay. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { giveConfirmation, isNewConnection, readWaiting } from "../confirmation.ts";
import { connectionText } from "../connection.ts";
import { exitCode } from "../exit-code.ts";
import { askHolder } from "../lock.ts";
import { lockAddressOf, openStateFolder, stateRoot } from "../platform.ts";
import { CommandError, type CommandResult, type Terminal } from "../terminal.ts";

type Environment = Terminal["env"];

const refuse = (code: string, message: string, remedy: string): CommandError =>
  new CommandError(exitCode.failed, `✗ ${message}\n    -> ${remedy}`, { error: code });

const nothingWaits = (home: string | undefined): CommandError =>
  refuse(
    "nothing-waits",
    `nothing waits for a confirmation${home === undefined ? "" : ` of the home ${home}`}`,
    "it waits only once porchlight apply --confirm SECONDS has written everything; what was not confirmed in time is put back",
  );

const waitsIn = async (env: Environment, home: string): Promise<boolean> =>
  (await readWaiting(path.join(stateRoot(env), home))) !== undefined;

/** The homes with an apply that waits, or waited when it was killed. */
const waitingHomes = async (env: Environment): Promise<readonly string[]> => {
  const homes = await readdir(stateRoot(env)).catch(() => []);
  const waits = await Promise.all(homes.map((home) => waitsIn(env, home)));
  return homes.filter((_, index) => waits[index]);
};

/** The home that is meant: the named one, else the only one that waits. */
const homeOf = async (env: Environment, named: string | undefined): Promise<string> => {
  if (named !== undefined) return named;
  const [home, ...others] = await waitingHomes(env);
  if (home === undefined) throw nothingWaits(undefined);
  if (others.length > 0)
    throw refuse("several-wait", `several wait: ${[home, ...others].join(", ")}`, "say which: --home NAME");
  return home;
};

const requireNewConnection = (mine: string | undefined, theirs: string | undefined): string => {
  if (mine === undefined)
    throw refuse(
      "no-connection",
      "this shell did not come in by SSH, as far as it can tell: that proves nothing of the way in",
      "log in anew over SSH and confirm there, without sudo, which hides the connection",
    );
  if (!isNewConnection(theirs, mine))
    throw refuse(
      "same-connection",
      "this is the connection the apply was started from: that it still holds proves nothing of a new one",
      "log in anew and confirm there",
    );
  return mine;
};

/** Confirms the apply that waits. @throws CommandError with exit code 1 when nothing waits or this proves nothing. */
export const confirm = async (named: string | undefined, terminal: Terminal): Promise<CommandResult> => {
  const { env } = terminal;
  const home = await homeOf(env, named);
  const folder = await openStateFolder(env, home);
  const waiting = await readWaiting(folder);
  if (waiting === undefined) throw nothingWaits(home);
  const holder = await askHolder(lockAddressOf(env, home));
  if (holder === undefined || (holder !== "unknown" && holder.pid !== waiting.pid))
    throw refuse(
      "nobody-waits",
      `the apply that waited for the home ${home} was killed, and what it wrote stands`,
      "keep it as it is, or put it back: porchlight undo",
    );
  const connection = requireNewConnection(connectionText(env), waiting.connection);
  if (!(await giveConfirmation(folder, connection))) throw nothingWaits(home);
  return {
    exitCode: exitCode.done,
    text: `Confirmed: what was applied to the home ${home} stays.`,
    document: { confirmed: true, home },
  };
};
