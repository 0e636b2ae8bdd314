/** What the tests of login share: a person at a terminal, before a virtual home whose credentials nobody has yet. */
import { readdir } from "node:fs/promises";
import { get } from "node:https";
import path from "node:path";
import type { Clock } from "@porchlight/core";
import type { HomeOptions } from "@porchlight/simulator";
import { StoppedError } from "../packages/cli/src/terminal.ts";
import { run } from "../packages/cli/src/program.ts";
import { type Ran, type Stage, stage } from "./support.ts";

/** Pauses are over at once, and count; deadlines never come: those of the box's SDK take ten seconds, of OVHcloud's thirty. */
const hurriedClock = (deadlineMs: number): Clock => {
  let now = 0;
  return {
    now: () => now,
    sleep: (ms, signal) => {
      if (signal?.aborted === true) return Promise.reject(new Error("stopped"));
      if (ms < deadlineMs) {
        now += ms;
        return Promise.resolve();
      }
      return new Promise((_, reject) => {
        signal?.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
      });
    },
  };
};

/** A home nobody is let in at yet: its environment says where things are, and nothing of who one is. */
export interface Newcomer extends Stage {
  /** Runs the command with more variables; `heard` sees each piece of stderr as it comes, and may stop the run. */
  login(
    args: readonly string[],
    more?: Readonly<Record<string, string | undefined>>,
    heard?: (text: string, stop: () => void) => void,
  ): Promise<Ran>;
  /** Every file below the folder of the configuration. */
  kept(): Promise<readonly string[]>;
  /** Secrets that may be in no output. */
  secrets(): readonly string[];
}

export const newcomer = async (options: HomeOptions = {}): Promise<Newcomer> => {
  const on = await stage(options);
  const { FREEBOX_ENDPOINT = "", OVH_ENDPOINT = "", NODE_EXTRA_CA_CERTS = "", PORCHLIGHT_SSH_KEY = "" } = on.env;
  const env = { HOME: on.folder, FREEBOX_ENDPOINT, OVH_ENDPOINT, NODE_EXTRA_CA_CERTS, PORCHLIGHT_SSH_KEY };
  return {
    ...on,
    login: async (args, more = {}, heard) => {
      const stop = new AbortController();
      let [stdout, stderr] = ["", ""];
      const code = await run([...args, "--config", on.file], {
        env: { ...env, ...more },
        stdout: (text) => (stdout += text),
        stderr: (text) => {
          stderr += text;
          heard?.(text, () => stop.abort(new StoppedError(130)));
        },
        colour: false,
        signal: stop.signal,
        clock: hurriedClock(args.includes("ovh") ? 30_000 : 10_000),
      });
      return { code, stdout, stderr };
    },
    kept: async () => {
      const entries = await readdir(path.join(on.folder, ".config"), { recursive: true, withFileTypes: true }).catch(
        () => [],
      );
      return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    },
    secrets: () => [
      ...[...on.home.world.apps.values()].map(({ token }) => token),
      on.home.world.ovh.applicationSecret,
      on.home.world.ovh.consumerKey,
      ...on.home.world.ovh.account.issued.map(({ consumerKey }) => consumerKey),
    ],
  };
};

/** Opens a page as the owner's browser does. */
export const visit = (url: string, ca: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get(url, { ca, agent: false }, (answer) => answer.resume().on("end", () => resolve(answer.statusCode))).on(
      "error",
      reject,
    );
  });
