/** The commands for whoever is away from home: they read the home file, and ask neither router nor DNS account. */
import { type Command, Option } from "commander";
import { guarded } from "./guarded.ts";
import { type Shared, withFile } from "./options.ts";
import type { Add, Done } from "./reading-commands.ts";
import type { Terminal } from "./terminal.ts";
import { readHome } from "./with-session.ts";

interface Tunnelling extends Shared {
  readonly engine: "auto" | "openssh" | "builtin";
  readonly identity?: string;
}

const withIdentity = (command: Command): Command =>
  command.option("--identity <file>", "the private key to log in with; else your SSH configuration and agent say");

/** The same terminal, for a command that writes one document a line. */
const byLine = (terminal: Terminal): Terminal => ({
  ...terminal,
  stdout: (text) => terminal.stdout(text.includes("\n  ") ? `${JSON.stringify(JSON.parse(text))}\n` : text),
});

const addTunnel = (add: Add, terminal: Terminal, done: Done): void => {
  withIdentity(withFile(add("tunnel", "opens what stays inside at a port of this machine, and keeps it open")))
    .argument("[names...]", "tunnels of the home file; all of them when none is named")
    .addOption(
      new Option("--engine <engine>", "who speaks SSH: the system's OpenSSH, where there is one")
        .choices(["auto", "openssh", "builtin"])
        .default("auto"),
    )
    .action(async (names: readonly string[], { config, json = false, engine, identity }: Tunnelling) =>
      done(
        await guarded("tunnel", json, json ? byLine(terminal) : terminal, async () => {
          const { tunnel } = await import("./commands/tunnel.ts");
          return tunnel(await readHome(config), { names, file: config, engine, identity, json }, terminal);
        }),
      ),
    );
};

interface Configuring extends Shared {
  readonly for: "openssh" | "putty" | "termius";
}

const addSshConfig = (add: Add, terminal: Terminal, done: Done): void => {
  withFile(add("ssh-config", "the way home for a device without this command; asks nobody"))
    .argument("[forward]", "only this forward of the home file")
    .addOption(
      new Option("--for <program>", "whose configuration").choices(["openssh", "putty", "termius"]).default("openssh"),
    )
    .action(async (forward: string | undefined, { config, json = false, for: form }: Configuring) =>
      done(
        await guarded("ssh-config", json, terminal, async () => {
          const { sshConfig } = await import("./commands/ssh-config.ts");
          return sshConfig(await readHome(config), { file: config, form, forward }, terminal);
        }),
      ),
    );
};

interface Trusting extends Shared {
  readonly yes?: boolean;
  readonly address?: string;
}

const addTrust = (add: Add, terminal: Terminal, done: Done): void => {
  withFile(add("trust", "pins the key a host shows now, from inside its LAN only"))
    .argument("<host>", "a host of the home file")
    .option("--yes", "do not ask")
    .option("--address <address>", "its address on the LAN, where nothing else says it")
    .action(async (host: string, { config, json = false, yes = false, address }: Trusting) =>
      done(
        await guarded("trust", json, terminal, async () => {
          const { trust } = await import("./commands/trust.ts");
          return trust(await readHome(config), { host, file: config, yes, address }, terminal);
        }),
      ),
    );
};

export const addAwayCommands = (add: Add, terminal: Terminal, done: Done): void => {
  addTunnel(add, terminal, done);
  addSshConfig(add, terminal, done);
  addTrust(add, terminal, done);
};
