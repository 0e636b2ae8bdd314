/** `porchlight tunnel`: opens what stays inside at a port of this machine, and keeps it open until it is stopped. */
import { systemClock } from "@porchlight/core";
import type { Net } from "@porchlight/reach";
import { commandErrorOf } from "../away/trouble.ts";
import type { Engine, EngineSetting } from "../away/engine.ts";
import { keepOpen, type WayEvent } from "../away/keep-open.ts";
import { type PinnedKey, settleKey } from "../away/pinned-key.ts";
import { opensshVersion } from "../away/ssh-program.ts";
import { type Way, waysOf, wayText } from "../away/way.ts";
import { readWholeKeys } from "../away/whole-keys.ts";
import { exitCode } from "../exit-code.ts";
import type { HomeSource } from "../home-source.ts";
import { tell } from "../paint.ts";
import { CommandError, type CommandResult, stoppedExitOf, type Terminal } from "../terminal.ts";

/** How `porchlight tunnel` was called. */
export interface TunnelCall {
  readonly names: readonly string[];
  /** The home file, for the whole keys in it. */
  readonly file: string;
  readonly engine: "auto" | "openssh" | "builtin";
  readonly identity?: string | undefined;
  readonly json: boolean;
}

const chooseEngine = async (wanted: TunnelCall["engine"], setting: EngineSetting): Promise<Engine> => {
  const version = wanted === "builtin" ? undefined : await opensshVersion(setting.terminal.env, setting.signal);
  if (version !== undefined) return (await import("../away/openssh-engine.ts")).createOpenSsh(version, setting);
  if (wanted === "openssh")
    throw new CommandError(
      exitCode.failed,
      "✗ there is no OpenSSH client on the PATH\n    -> install it (Debian: openssh-client), or leave --engine away",
      { error: "no-openssh" },
    );
  return (await import("../away/builtin-engine.ts")).createBuiltin(setting);
};

const seconds = (ms: number): string => `${ms / 1000} s`;

/** What a service was seen as: its title is somebody else's text. */
const seenText = (event: Extract<WayEvent, { event: "open" | "restored" }>): string => {
  const { seen } = event;
  if (seen.status !== "answers" || seen.page === undefined) return "answers, not with a page";
  const { title = "no title", httpStatus } = seen.page;
  return `"${title}" (HTTP ${httpStatus})`;
};

const writeLine = (terminal: Terminal, document: object): void =>
  terminal.stdout(`${JSON.stringify({ schema: "porchlight/tunnel/1", ...document })}\n`);

/** Tells of everything that happens to a way: addresses on stdout, all else on stderr; `--json`: a line of each on stdout. */
const teller = (
  way: Way,
  key: PinnedKey,
  engine: Engine,
  setting: EngineSetting,
  json: boolean,
): ((event: WayEvent) => void) => {
  const { terminal, net } = setting;
  const virtual = net.map !== undefined;
  const line = (document: object): void => writeLine(terminal, document);
  return (event: WayEvent): void => {
    const base = { event: event.event, forward: way.forward, engine: engine.title, virtual };
    if ("tunnel" in event) {
      const { name: tunnel, localPort } = event.tunnel;
      const url = `http://127.0.0.1:${localPort}/`;
      if (json) line({ ...base, tunnel, url, hostKey: key.fingerprint, seen: event.seen });
      else if (event.event === "open")
        terminal.stdout(`${tunnel}  ${url}  by ${engine.title}${virtual ? " (virtual network)" : ""}\n`);
      if (!json) tell(terminal, `  ✓ ${tunnel}  ${seenText(event)}${event.event === "restored" ? ": restored" : ""}`);
      return;
    }
    const { reason, againInMs } = event;
    if (json) line({ ...base, tunnels: way.tunnels.map(({ name }) => name), reason, againInMs });
    else {
      const what = event.event === "dropped" ? "the connection dropped" : "not back yet";
      tell(terminal, `  ? ${wayText(way)}: ${what}: ${reason}; again in ${seconds(againInMs)}`);
    }
  };
};

const settle = async (way: Way, file: string, setting: EngineSetting): Promise<PinnedKey> => {
  const { isReachError } = await import("@porchlight/reach");
  try {
    return await settleKey(way, (await readWholeKeys(file)).get(way.host), setting);
  } catch (error) {
    throw isReachError(error) ? commandErrorOf(error, way) : error;
  }
};

const refuseTakenPorts = async (ways: readonly Way[]): Promise<void> => {
  const { freeLocalPorts, isReachError } = await import("@porchlight/reach");
  for (const way of ways)
    try {
      await freeLocalPorts(way.tunnels.map(({ localPort }) => localPort));
    } catch (error) {
      throw isReachError(error) ? commandErrorOf(error, way) : error;
    }
};

/** A way that fails ends alone; the others stay. Resolves when all are over, with what failed. */
const keepAll = async (
  ways: readonly Way[],
  call: TunnelCall,
  engine: Engine,
  setting: EngineSetting,
): Promise<readonly CommandError[]> => {
  const failed: CommandError[] = [];
  await Promise.all(
    ways.map(async (way) => {
      try {
        const key = await settle(way, call.file, setting);
        if (!call.json) tell(setting.terminal, `  · ${wayText(way)} is ${way.host}, by its key ${key.fingerprint}`);
        const onEvent = teller(way, key, engine, setting, call.json);
        await keepOpen(way, { engine, key, onEvent, clock: setting.clock, signal: setting.signal });
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        failed.push(error);
        if (ways.length === 1) return;
        const { exitCode: code, message, document } = error;
        if (call.json) writeLine(setting.terminal, { event: "failed", exitCode: code, message, ...document });
        else tell(setting.terminal, message);
      }
    }),
  );
  return failed;
};

/**
 * Opens the named tunnels, all of the home file's when none is named, and keeps them open until it is stopped. Asks
 * neither the router nor any DNS account; listens on 127.0.0.1 alone; leaves no process, socket or file.
 *
 * @throws CommandError when none could be opened or all have failed for good.
 */
export const tunnel = async (source: HomeSource, call: TunnelCall, terminal: Terminal): Promise<CommandResult> => {
  const { home, network: net = {} satisfies Net } = source.desired;
  const { signal, clock = systemClock } = terminal;
  const ways = waysOf(source, call.names);
  await refuseTakenPorts(ways);
  const setting: EngineSetting = { home, net, terminal, clock, signal, identity: call.identity };
  const engine = await chooseEngine(call.engine, setting);
  const failed = await keepAll(ways, call, engine, setting).finally(() => engine.close());
  const stopped = stoppedExitOf(signal);
  const [first] = failed;
  if (stopped === undefined && first !== undefined && ways.length === 1) throw first;
  return {
    exitCode: stopped ?? first?.exitCode ?? exitCode.done,
    text: stopped === undefined ? "✗ no tunnel is left open" : "Stopped: the tunnels are closed.",
    isError: true,
    document: { event: "stopped", tunnels: ways.flatMap((way) => way.tunnels.map(({ name }) => name)) },
  };
};
