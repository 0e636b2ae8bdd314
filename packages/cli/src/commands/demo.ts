/** `porchlight demo`: the whole scenario on a virtual home, through the same commands. Nothing real is touched. */
import { parseHome } from "@porchlight/core";
import { exitCode } from "../exit-code.ts";
import { paint } from "../paint.ts";
import { openSession, type Session } from "../session.ts";
import type { CommandResult, Terminal } from "../terminal.ts";
import { apply } from "./apply.ts";
import { check } from "./check.ts";
import { plan } from "./plan.ts";

type Act = readonly [title: string, run: () => Promise<CommandResult>];

const actsOf = (session: Session, terminal: Terminal): readonly Act[] => {
  const { signal } = terminal;
  return [
    ["porchlight plan", () => plan(session, { allow: [], detailedExitCode: false }, signal)],
    [
      "porchlight apply --yes",
      () => apply(session, { allow: [], yes: true, timeoutSeconds: 10 }, { ...terminal, stderr: () => undefined }),
    ],
    ["porchlight check", () => check(session, undefined, signal)],
    ["porchlight plan", () => plan(session, { allow: [], detailedExitCode: false }, signal)],
  ];
};

/** Runs the acts in order, telling each, and stops at the first that does not end well. */
export const demo = async (terminal: Terminal): Promise<CommandResult> => {
  const { startHome } = await import("@porchlight/simulator");
  const home = await startHome();
  const told: { command: string; exitCode: number; document: object }[] = [];
  try {
    const source = {
      desired: parseHome(home.homeFile),
      locate: (path: readonly (string | number)[]) => path.join("."),
    };
    const needs = { router: "required", zones: true } as const;
    const session = await openSession(source, { ...terminal, env: home.env }, needs, { ca: home.ovh.clientOptions.ca });
    try {
      for (const [command, act] of actsOf(session, terminal)) {
        const result = await act();
        terminal.stderr(`$ ${command}\n${paint(result.text, terminal.colour)}\n\n`);
        told.push({ command, exitCode: result.exitCode, document: result.document });
        if (result.exitCode !== exitCode.done) break;
      }
    } finally {
      await session.close();
    }
  } finally {
    await home.close();
  }
  const last = told.at(-1)?.exitCode ?? exitCode.failed;
  const text =
    last === exitCode.done
      ? "All of this ran on a virtual home, over real sockets. For yours: write porchlight.yaml, set the credentials in the environment, and run porchlight plan."
      : "The demo did not end well; what broke is named above.";
  return { exitCode: last, text, isError: last !== exitCode.done, document: { acts: told } };
};
