/** `porchlight validate`: is the home file right, as far as the file alone can tell? Asks nobody. */
import { refusalsText, refuseOffline } from "@porchlight/core";
import { exitCode } from "../exit-code.ts";
import { refusalsDocument } from "../failures.ts";
import { refuseUnknownKinds } from "../kinds.ts";
import type { HomeSource } from "../home-source.ts";
import type { CommandResult } from "../terminal.ts";

/** @throws CommandError when a kind is unknown. */
export const validate = ({ desired, locate }: HomeSource): CommandResult => {
  refuseUnknownKinds({ desired, locate });
  const refusals = refuseOffline(desired);
  if (refusals.length > 0)
    return {
      exitCode: exitCode.refused,
      text: refusalsText(refusals, locate),
      isError: true,
      document: { valid: false, refusals: refusalsDocument(refusals, locate) },
    };
  const counted = [
    [desired.hosts.length, "host"],
    [desired.forwards.length, "forward"],
    [desired.records.length, "name"],
    [desired.tunnels.length, "tunnel"],
  ] as const;
  const summary = counted.map(([number, thing]) => `${number} ${thing}${number === 1 ? "" : "s"}`).join(", ");
  return {
    exitCode: exitCode.done,
    text: `Valid: home ${desired.home}, ${summary}.`,
    document: { valid: true, home: desired.home },
  };
};
