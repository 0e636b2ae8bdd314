/** `porchlight demo`: the whole scenario on a virtual home, through the same commands. Nothing real is touched. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseHome, systemClock } from "@porchlight/core";
import { exitCode } from "../exit-code.ts";
import { paint } from "../paint.ts";
import { openSession, type Session } from "../session.ts";
import type { CommandResult, Terminal } from "../terminal.ts";
import { sourceOf } from "../with-session.ts";
import { apply } from "./apply.ts";
import { check } from "./check.ts";
import { plan } from "./plan.ts";

type Act = readonly [title: string, run: () => Promise<CommandResult>];

/** `state` is a folder that goes with the demo. */
const actsOf = (session: Session, terminal: Terminal, state: string): readonly Act[] => {
  const settings = { signal: terminal.signal, clock: terminal.clock ?? systemClock, timeoutMs: 10_000, resolvers: [] };
  const look = () => plan(session, { allow: [], detailedExitCode: false, format: "text" }, terminal);
  const applied = { allow: [], yes: true, timeoutSeconds: 10, state };
  return [
    ["porchlight plan", look],
    ["porchlight apply --yes", () => apply(session, applied, { ...terminal, stderr: () => undefined })],
    ["porchlight check", () => check(session, undefined, settings)],
    ["porchlight plan", look],
  ];
};

/** Runs the acts in order, telling each, and stops at the first that does not end well. */
export const demo = async (terminal: Terminal): Promise<CommandResult> => {
  const { startHome } = await import("@porchlight/simulator");
  const home = await startHome();
  const state = await mkdtemp(path.join(tmpdir(), "porchlight-demo-"));
  const told: { command: string; exitCode: number; document: object }[] = [];
  try {
    const onStage = { ...terminal, env: home.env }; // its own: what the real environment says is not about this home
    const needs = { router: "required", zones: "required" } as const;
    const session = await openSession(sourceOf(parseHome(home.homeFile)), onStage, needs, {
      ca: home.ovh.clientOptions.ca,
    });
    try {
      for (const [command, act] of actsOf(session, onStage, state)) {
        const result = await act();
        terminal.stderr(`$ ${command}\n${paint(result.text, terminal.colour)}\n\n`);
        told.push({ command, exitCode: result.exitCode, document: result.document });
        if (result.exitCode !== exitCode.done) break;
      }
    } finally {
      await session.close();
    }
  } finally {
    await rm(state, { recursive: true, force: true });
    await home.close();
  }
  const last = told.at(-1)?.exitCode ?? exitCode.failed;
  const text =
    last === exitCode.done
      ? "All of this ran on a virtual home, over real sockets. For yours: write porchlight.yaml, set the credentials in the environment, and run porchlight plan."
      : "The demo did not end well; what broke is named above.";
  return { exitCode: last, text, isError: last !== exitCode.done, document: { acts: told } };
};
