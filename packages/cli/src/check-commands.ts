/** The command line of `check`: of a home file, or of a name alone. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { parseHome, systemClock } from "@porchlight/core";
import type { Net } from "@porchlight/reach";
import { lookUntilWhole, type Patience } from "./check-again.ts";
import { exitCode } from "./exit-code.ts";
import { guarded } from "./guarded.ts";
import { collect, type Shared, secondsFrom, withFile } from "./options.ts";
import type { Add, Done } from "./reading-commands.ts";
import { CommandError, type CommandResult, type Terminal } from "./terminal.ts";
import type { CheckSettings } from "./commands/check-settings.ts";
import { readHome, withSession } from "./with-session.ts";

interface Checking extends Shared {
  readonly port: readonly number[];
  readonly hostKey?: string;
  readonly expect: readonly string[];
  readonly resolver: readonly string[];
  readonly echo?: string;
  readonly vantage?: "inside" | "outside";
  readonly from?: string;
  readonly identity?: string;
  readonly host?: string | true;
  readonly timeout: number;
  readonly retries?: number;
  readonly retryFor?: number;
  readonly wait?: boolean;
  readonly since?: string;
}

const unitSeconds: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3_600 };

/** "90", "30s", "5m", "1h": seconds. */
const durationFrom = (value: string): number => {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(value.trim()) ?? [];
  const seconds = Number(digits) * (unitSeconds[unit] ?? Number.NaN);
  if (!(seconds > 0)) throw new InvalidArgumentError("a time as 90, 30s, 5m or 1h");
  return seconds;
};

const portFrom = (value: string, before: readonly number[]): readonly number[] => {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (port < 1 || port > 65_535) throw new InvalidArgumentError("a port, 1 to 65535");
  return before.includes(port) ? before : [...before, port];
};

const countFrom = (value: string): number => {
  if (!/^\d{1,6}$/.test(value)) throw new InvalidArgumentError("a whole number");
  return Number(value);
};

const patienceOf = ({ retries, retryFor, wait }: Checking): Patience => ({
  ...(retries === undefined ? {} : { retries }),
  ...(retryFor === undefined ? {} : { forMs: retryFor * 1_000 }),
  ...(wait === true ? { isEndless: true } : {}),
});

const usage = (message: string, remedy: string): CommandError =>
  new CommandError(exitCode.failed, `✗ ${message}\n    -> ${remedy}`, { error: "usage" });

/** The network of a virtual home, for a look without its file. Everything seen in it is said to be virtual. */
const networkOf = (env: Terminal["env"]): Net => {
  const text = env["PORCHLIGHT_NETWORK"];
  if (text === undefined || text === "") return {};
  try {
    return parseHome({ version: 1, home: "none", network: JSON.parse(text) }).network ?? {};
  } catch {
    throw usage("PORCHLIGHT_NETWORK is no network of a home file, as JSON", "correct it, or leave it unset");
  }
};

const isOfNameAlone = ({ port, hostKey, expect }: Checking): boolean =>
  port.length > 0 || expect.length > 0 || hostKey !== undefined;

const settingsOf = async (options: Checking, terminal: Terminal): Promise<CheckSettings> => {
  const [{ ownVantage }, { parseEndpoint }] = await Promise.all([
    import("./commands/check-settings.ts"),
    import("@porchlight/reach"),
  ]);
  const { resolver: resolvers, timeout, vantage, echo } = options;
  const wrong = resolvers.find((resolver) => parseEndpoint(resolver, 53) === undefined);
  if (wrong !== undefined)
    throw usage(
      `--resolver ${wrong}: it is not the address of a resolver`,
      "--resolver 192.0.2.53, with :PORT if it is not 53",
    );
  return {
    signal: terminal.signal,
    clock: terminal.clock ?? systemClock,
    timeoutMs: timeout * 1_000,
    resolvers,
    surroundings: ownVantage(terminal.env),
    ...(vantage === undefined ? {} : { vantage }),
    ...(echo === undefined ? {} : { echo }),
  };
};

/** The network the look is made in: this machine's, or another's. */
const netFor = async (base: Net, { from, identity, resolver }: Checking, terminal: Terminal): Promise<Net> => {
  if (from === undefined) return base;
  const { destinationOf, netFromSsh } = await import("./away/from-ssh.ts");
  return netFromSsh({ destination: destinationOf(from), identity }, base, resolver, terminal);
};

/** One look, made as often as it is called: of the name alone, or of the home file. */
const withLook = async (
  name: string | undefined,
  options: Checking,
  terminal: Terminal,
  run: (look: () => Promise<CommandResult>) => Promise<CommandResult>,
): Promise<CommandResult> => {
  const settings = await settingsOf(options, terminal);
  const { check, checkResult } = await import("./commands/check.ts");
  if (name !== undefined && isOfNameAlone(options)) {
    const { lookFromAway } = await import("./commands/check-away.ts");
    const { port: ports, expect: expects, hostKey } = options;
    const asked = { name, ports, expects, ...(hostKey === undefined ? {} : { hostKey }) };
    const net = await netFor(networkOf(terminal.env), options, terminal);
    return run(async () => checkResult(await lookFromAway(asked, net, settings)));
  }
  const needs = { router: "if-possible", zones: "if-possible" } as const;
  return withSession(await readHome(options.config), terminal, needs, async (session) => {
    const net = await netFor(session.net, options, terminal);
    return run(() => check({ ...session, net }, name, settings));
  });
};

const runCheck = async (name: string | undefined, options: Checking, terminal: Terminal): Promise<CommandResult> => {
  if (name === undefined && isOfNameAlone(options))
    throw usage("--port, --host-key and --expect are about one name", "give it: porchlight check NAME --port PORT");
  const { withSince } = await import("./commands/check.ts");
  return withLook(name, options, terminal, (look) =>
    withSince(options.since, () => lookUntilWhole(look, patienceOf(options), terminal, terminal.clock ?? systemClock)),
  );
};

const runHostNotes = async (
  host: string | true,
  { config: file, identity }: Checking,
  terminal: Terminal,
): Promise<CommandResult> => {
  const { checkHost } = await import("./host-notes/check-host.ts");
  return checkHost(await readHome(file), { file, identity, host: host === true ? undefined : host }, terminal);
};

const withExpectations = (command: Command): Command =>
  command
    .addOption(
      new Option("--port <port>", "a TCP port that must answer; no home file is read then (repeatable)")
        .argParser(portFrom)
        .default([], "none"),
    )
    .option("--host-key <fingerprint>", 'the SSH host key at the port, or "dns": the one a validated SSHFP names')
    .addOption(
      new Option("--expect <type=value>", "a record that must be served; no home file is read then (repeatable)")
        .argParser(collect)
        .default([], "none"),
    );

const withPlace = (command: Command): Command =>
  command
    .addOption(
      new Option("--resolver <address>", "a recursive resolver to ask besides the system's (repeatable)")
        .argParser(collect)
        .default([], "none"),
    )
    .addOption(new Option("--vantage <place>", "where this machine stands").choices(["inside", "outside"]))
    .option("--from <machine>", "look from another machine: ssh:HOST, as you would write ssh HOST")
    .option("--identity <file>", "the private key for --from and --host; else your SSH configuration and agent say")
    .option("--echo <url>", "a page that answers the asker's IPv4 address, to compare; asked from inside");

const withPatience = (command: Command): Command =>
  command
    .option("--timeout <seconds>", "for one look at one chain", secondsFrom(0.1), 10)
    .option("--retries <count>", "look again as often until it is whole", countFrom)
    .option("--retry-for <time>", "look again until it is whole, as long as 30s, 5m, 1h", durationFrom)
    .option("--wait", "look again until it is whole")
    .option("--since <file>", "what changed since check --json wrote that file");

export const addCheck = (add: Add, terminal: Terminal, done: Done): void => {
  const described = add("check", "walks the chain and names the first broken link");
  withPatience(withPlace(withExpectations(withFile(described))))
    .argument("[name]", "only this name of the home file; with --port or --expect any name, without a home file")
    .option("--host [host]", "look at the host itself instead, over your own SSH, and note what could be better")
    .action(async (name: string | undefined, options: Checking) => {
      const { json = false, host } = options;
      if (host === undefined) done(await guarded("check", json, terminal, () => runCheck(name, options, terminal)));
      else done(await guarded("host-notes", json, terminal, () => runHostNotes(host, options, terminal)));
    });
};
