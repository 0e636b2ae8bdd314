/** Which kinds of router and of zone this command can open. */
import { exitCode } from "./exit-code.ts";
import type { HomeSource } from "./home-source.ts";
import { CommandError } from "./terminal.ts";

/** Refuses a kind that nobody here can open, naming the known one. @throws CommandError with exit code 1. */
export const refuseUnknownKinds = ({ desired, locate }: HomeSource): void => {
  const { router, zones } = desired;
  const asked = [
    ...(router === undefined ? [] : [{ ...router, known: "freebox" }]),
    ...zones.map((zone) => ({ ...zone, known: "ovh" })),
  ];
  for (const { kind, path, known } of asked)
    if (kind !== known)
      throw new CommandError(
        exitCode.failed,
        `✗ ${locate([...path, "kind"])}: kind ${kind} is not known\n    -> known here: ${known}`,
        { error: "unknown-kind" },
      );
};
