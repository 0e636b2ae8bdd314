/** What stood in the way of a connection, in words, with what to do and what the command answers. */
import type { ReachError } from "@porchlight/reach";
import { exitCode } from "../exit-code.ts";
import { CommandError } from "../terminal.ts";
import { type Way, wayText } from "./way.ts";

/** Troubles that may pass by themselves: the line, the box or the machine is away for a while. */
export const mayPass = ({ code }: ReachError): boolean =>
  ["refused", "timeout", "unreachable", "closed", "no-address"].includes(code);

/** The code, the sentence and the remedy of each trouble that is not one of the way itself. */
const ownWords = (
  error: ReachError,
  way: Way,
): readonly [code: number, message: string, remedy: string] | undefined => {
  const { host, tunnels } = way;
  switch (error.code) {
    case "host-key-differs":
      return [
        exitCode.broken,
        `another machine answers at ${way.name} port ${way.port}, or ${host} was set up anew: ${error.message}; it was told nothing`,
        `if you set it up anew: at home, porchlight trust ${host}; otherwise do not connect`,
      ];
    case "login-refused":
      return [
        exitCode.credentials,
        `${wayText(way)} refused the login: ${error.message}`,
        `put your key on it (ssh-copy-id -p ${way.port} ${wayText(way).replace(/:\d+$/, "")}), or name the right one: --identity FILE`,
      ];
    case "no-login":
      return [
        exitCode.credentials,
        `there is nothing to log in with: ${error.message}`,
        "start an agent and ssh-add your key, or name its file: --identity FILE",
      ];
    case "port-in-use":
      return [
        exitCode.failed,
        `${error.message}: something else on this machine has it`,
        `stop that (ss -ltnp shows it), or change local: of ${tunnels.map(({ name }) => name).join(" or ")}`,
      ];
    case "invalid":
      return [exitCode.failed, error.message, "correct it in the home file, or on the command line"];
    default:
      return undefined;
  }
};

/** A trouble as what the command ends with. */
export const commandErrorOf = (error: ReachError, way: Way): CommandError => {
  const [code, message, remedy] = ownWords(error, way) ?? [
    exitCode.failed,
    `${wayText(way)} was not reached: ${error.message}`,
    "porchlight check names the link that is broken",
  ];
  return new CommandError(code, `✗ ${message}\n    -> ${remedy}`, {
    error: error.code,
    forward: way.forward,
    tunnels: way.tunnels.map(({ name }) => name),
  });
};
