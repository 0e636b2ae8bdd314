/** The commands about who one is: login, logout and whoami. */
import { Argument } from "commander";
import type { Vendor } from "./credential-store.ts";
import { guarded } from "./guarded.ts";
import { type Shared, withFile } from "./options.ts";
import type { Add, Done } from "./reading-commands.ts";
import type { Terminal } from "./terminal.ts";
import { readHome } from "./with-session.ts";

interface LoggingIn extends Shared {
  readonly again?: boolean;
}

const vendors: readonly Vendor[] = ["freebox", "ovh"];

const addLogin = (add: Add, terminal: Terminal, done: Done): void => {
  withFile(add("login", "lets this home in at its router or DNS account, and keeps the credentials"))
    .addArgument(new Argument("<vendor>", "where to log in").choices(vendors))
    .option("--again", "ask anew, though there are credentials that work")
    .action(async (vendor: Vendor, { config, json = false, again = false }: LoggingIn) =>
      done(
        await guarded("login", json, terminal, async () => {
          const { loginSettingOf } = await import("./login-setting.ts");
          const setting = await loginSettingOf(await readHome(config), terminal);
          if (vendor === "freebox") return (await import("./commands/login-freebox.ts")).loginFreebox(setting, again);
          const { loginOvh } = await import("./commands/login-ovh.ts");
          return loginOvh(setting, again);
        }),
      ),
    );
};

export const addLoginCommands = (add: Add, terminal: Terminal, done: Done): void => {
  addLogin(add, terminal, done);
  withFile(add("logout", "forgets the credentials that login kept for this home"))
    .addArgument(new Argument("[vendor]", "only these").choices(vendors))
    .action(async (vendor: Vendor | undefined, { config, json = false }: Shared) =>
      done(
        await guarded("logout", json, terminal, async () => {
          const { home } = (await readHome(config)).desired;
          return (await import("./commands/logout.ts")).logout(
            home,
            vendor === undefined ? vendors : [vendor],
            terminal,
          );
        }),
      ),
    );
  withFile(add("whoami", "whose credentials are used, from where, and what they may do; shows no secret")).action(
    async ({ config, json = false }: Shared) =>
      done(
        await guarded("whoami", json, terminal, async () => {
          const { loginSettingOf } = await import("./login-setting.ts");
          const source = await readHome(config);
          const { router, zones } = source.desired;
          const asked = [...(router ? (["freebox"] as const) : []), ...(zones.length > 0 ? (["ovh"] as const) : [])];
          return (await import("./commands/whoami.ts")).whoami(await loginSettingOf(source, terminal), asked);
        }),
      ),
  );
};
