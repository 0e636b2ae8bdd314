/** The internet as another machine sees it: each connection is opened there, by the system's OpenSSH client. */
import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import { type Endpoint, endpointText, type Net, ReachError } from "@porchlight/reach";
import { exitCode } from "../exit-code.ts";
import { CommandError, type Terminal } from "../terminal.ts";
import { runProgram, withoutOwnSecrets } from "./ssh-program.ts";
import { endOf } from "./ssh-words.ts";

/** Somebody else's machine to look from, as OpenSSH takes it: an alias, USER@HOST, or ssh://USER@HOST:PORT. */
export interface FarMachine {
  readonly destination: string;
  readonly identity?: string | undefined;
}

const refuse = (message: string, remedy: string): CommandError =>
  new CommandError(exitCode.failed, `✗ ${message}\n    -> ${remedy}`, { error: "from" });

/** "ssh:HOST" or "ssh://USER@HOST:PORT". @throws CommandError for anything else. */
export const destinationOf = (text: string): string => {
  const destination = text.startsWith("ssh://") ? text : text.replace(/^ssh:/, "");
  // What begins with a dash would be an option of ssh.
  if (destination === text ? !text.startsWith("ssh://") : !/^[^-\s][^\s]*$/.test(destination))
    throw refuse(`--from ${text}: it is no machine to look from`, "--from ssh:HOST, as you would write ssh HOST");
  return destination;
};

/** The user's own settings, and no forwarding of theirs. A password cannot be asked for many connections. */
const settingsOf = ({ identity }: FarMachine): readonly string[] => [
  "-T",
  ...["BatchMode=yes", "ForwardAgent=no", "ForwardX11=no", "ClearAllForwardings=yes", "ControlMaster=no"].flatMap(
    (option) => ["-o", option],
  ),
  ...(identity === undefined ? [] : ["-i", identity, "-o", "IdentitiesOnly=yes"]),
];

const isOpen = (line: string): boolean => line.startsWith("debug2: channel 0: open confirm");
const refusalIn = (lines: readonly string[]): string | undefined =>
  lines.map((line) => /^channel 0: open failed: (.*)$/.exec(line)?.[1]).find((text) => text !== undefined);

/** Why there is no connection: the far machine could not open it, or could not be reached itself. */
const troubleOf = (far: FarMachine, lines: readonly string[]): ReachError => {
  const refusal = refusalIn(lines);
  if (refusal === undefined)
    return new ReachError("unreachable", `${far.destination}, to look from: ${endOf(lines).detail}`);
  const { code } = endOf([refusal]);
  // Some servers give no reason: then it was tried and failed, which a timeout or a missing route would have said.
  const isPlain = code === "closed" && refusal.startsWith("connect failed");
  return new ReachError(isPlain ? "refused" : code, `from ${far.destination}: ${refusal.replace(/: $/, "")}`);
};

/**
 * Opens a connection at the far machine. The client's own words tell when it stands; a shell joins its two pipes into one
 * socket, because Node has no pair to give.
 */
const connectFrom =
  (far: FarMachine, env: Terminal["env"]) =>
  (to: Endpoint, signal: AbortSignal): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const args = [...settingsOf(far), "-o", "LogLevel=DEBUG2", "-W", endpointText(to), far.destination];
      const child = spawn("sh", ["-c", 'exec ssh "$@" <&3 >&3', "sh", ...args], {
        env: { ...withoutOwnSecrets(env), LC_ALL: "C" },
        stdio: ["ignore", "ignore", "pipe", "pipe"],
      });
      const [, , words, socket] = child.stdio;
      if (!(socket instanceof Socket) || words === null || words === undefined || !("setEncoding" in words))
        throw new TypeError("the child has no pipes");
      const end = (): void => void child.kill();
      const lines: string[] = [];
      socket.on("error", () => undefined);
      socket.once("close", end);
      signal.addEventListener("abort", end, { once: true });
      createInterface({ input: words }).on("line", (line) => {
        if (isOpen(line)) resolve(socket);
        else if (lines.length < 2_000) lines.push(line);
      });
      child.once("error", (error) => reject(new ReachError("invalid", `ssh could not be started: ${error.message}`)));
      child.once("close", () => {
        signal.removeEventListener("abort", end);
        socket.destroy();
        reject(signal.aborted ? signal.reason : troubleOf(far, lines));
      });
    });

/** The addresses of a resolv.conf; a zone of an IPv6 address means nothing here. */
const resolversIn = (text: string): readonly string[] =>
  [...text.matchAll(/^nameserver\s+(\S+)/gm)].map(([, address = ""]) => address.replace(/%.*$/, ""));

/**
 * A network as a far machine sees it. Its recursive resolvers are the far machine's own, unless some are given.
 *
 * @throws CommandError when it cannot be asked for them.
 */
export const netFromSsh = async (
  far: FarMachine,
  base: Net,
  given: readonly string[],
  terminal: Terminal,
): Promise<Net> => {
  const { env, signal } = terminal;
  const connect = connectFrom(far, env);
  if (given.length > 0) return { ...base, vantage: "outside", resolvers: given, connect };
  const args = [...settingsOf(far), far.destination, "cat", "/etc/resolv.conf"];
  const { code, stdout, stderr } = await runProgram("ssh", args, { env, signal });
  const resolvers = resolversIn(stdout);
  if (code === 0 && resolvers.length > 0) return { ...base, vantage: "outside", resolvers, connect };
  const why = code === 0 ? "its /etc/resolv.conf names no resolver" : endOf(stderr.split("\n")).detail;
  throw refuse(
    `${far.destination}, to look from: ${code === undefined ? "there is no ssh program here" : why}`,
    "log in there once by hand (ssh), or name a resolver it can ask: --resolver ADDRESS",
  );
};
