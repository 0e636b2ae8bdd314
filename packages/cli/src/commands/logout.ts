/** `porchlight logout`: forgets what login kept for a home. What was granted stays granted until its owner takes it back. */
import { credentialFileOf, removeStored, type Vendor } from "../credential-store.ts";
import { exitCode } from "../exit-code.ts";
import type { CommandResult, Terminal } from "../terminal.ts";

/** What stays, and where it is ended. */
const remains: Readonly<Record<Vendor, string>> = Object.freeze({
  freebox:
    'the application stays on the box until you remove it in Freebox OS, "Paramètres de la Freebox", "Gestion des accès", "Applications"',
  ovh: "the keys stay good at OVHcloud until you revoke them in your account, among its API keys",
});

/** Removes the files of these vendors. Asks nobody, so it works where nothing can be reached. @throws CommandError */
export const logout = async (home: string, vendors: readonly Vendor[], { env }: Terminal): Promise<CommandResult> => {
  const removed: { vendor: Vendor; file: string }[] = [];
  for (const vendor of vendors) {
    const file = credentialFileOf(env, home, vendor);
    if (await removeStored(file)) removed.push({ vendor, file });
  }
  const lines = removed.map(({ vendor, file }) => `Removed ${file}.\n  ${remains[vendor]}`);
  return {
    exitCode: exitCode.done,
    text: lines.join("\n") || `Nothing is kept for home ${home}.`,
    document: { home, removed },
  };
};
