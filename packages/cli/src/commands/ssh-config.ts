/** `porchlight ssh-config`: the ways of the home file for a device without this command. Asks nobody. */
import { aliasOf } from "../away/alias.ts";
import { opensshConfig } from "../away/config-openssh.ts";
import { plinkWords, puttyConfig, puttyValues } from "../away/config-putty.ts";
import { termiusFields, termiusText } from "../away/config-termius.ts";
import { sshWaysOf, type Way, wayThrough } from "../away/way.ts";
import { readWholeKeys } from "../away/whole-keys.ts";
import { exitCode } from "../exit-code.ts";
import type { HomeSource } from "../home-source.ts";
import { tell } from "../paint.ts";
import type { CommandResult, Terminal } from "../terminal.ts";

/** For whom a configuration is written. */
type ConfigForm = "openssh" | "putty" | "termius";

/** How `porchlight ssh-config` was called. */
export interface ConfigCall {
  /** The home file, for the whole keys in it. */
  readonly file: string;
  readonly form: ConfigForm;
  /** Absent: every forward that SSH goes through. */
  readonly forward?: string | undefined;
}

const textOf = (form: ConfigForm, ways: readonly Way[], home: string, keys: ReadonlyMap<string, string>): string => {
  switch (form) {
    case "openssh":
      return ways.map((way) => opensshConfig(way, { home, wholeKey: keys.get(way.host) })).join("\n\n");
    case "putty":
      return puttyConfig(ways, { home });
    case "termius":
      return ways.map(termiusText).join("\n\n");
  }
};

const hints: Readonly<Record<ConfigForm, string>> = {
  openssh: "  · append it to ~/.ssh/config, and the line for known_hosts where it says",
  putty: "  · save it as porchlight.reg, and open that on the Windows machine; the plink lines are in it as comments",
  termius: "  · type it into Termius, a screen after the other",
};

/** Says what no configuration can: which keys nobody pinned, and that a virtual home is not on this network. */
const hint = (ways: readonly Way[], source: HomeSource, form: ConfigForm, terminal: Terminal): void => {
  tell(terminal, hints[form]);
  for (const { host, hostKey } of ways)
    if (hostKey === undefined)
      tell(terminal, `  ? ${host}: no host key is pinned, so anybody could answer: at home, porchlight trust ${host}`);
  if (source.desired.network?.map !== undefined)
    tell(terminal, "  ? the home file is of a virtual network: other programs do not reach it by its name");
};

const sessionOf = (way: Way, home: string, wholeKey: string | undefined): object => ({
  forward: way.forward,
  host: way.host,
  name: way.name,
  port: way.port,
  ...(way.user === undefined ? {} : { user: way.user }),
  ...(way.hostKey === undefined ? {} : { hostKey: way.hostKey }),
  ...(wholeKey === undefined ? {} : { knownHosts: `${aliasOf(home, way)} ${wholeKey}` }),
  tunnels: way.tunnels.map(({ name, localPort, to }) => ({ name, localPort, to })),
  plink: plinkWords(way),
  putty: Object.fromEntries(puttyValues(way)),
  termius: termiusFields(way),
});

/** Writes the configuration; stdout is the file itself, hints go to stderr. @throws CommandError when there is no way. */
export const sshConfig = async (source: HomeSource, call: ConfigCall, terminal: Terminal): Promise<CommandResult> => {
  const { form, file, forward } = call;
  const { home } = source.desired;
  const ways = forward === undefined ? sshWaysOf(source) : [wayThrough(source, forward)];
  const keys = await readWholeKeys(file);
  const text = textOf(form, ways, home, keys);
  hint(ways, source, form, terminal);
  const sessions = ways.map((way) => sessionOf(way, home, keys.get(way.host)));
  return { exitCode: exitCode.done, text, document: { for: form, text, sessions } };
};
