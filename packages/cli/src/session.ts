/** The composition root: from a home file and an environment to targets that can be read and written. */
import { readFile } from "node:fs/promises";
import type { Router, Targets, Zone } from "@porchlight/core";
import type { Net, SshLogin } from "@porchlight/reach";
import { findCredentials, type Vendor } from "./credential-store.ts";
import { exitCode } from "./exit-code.ts";
import type { HomeSource } from "./home-source.ts";
import { refuseUnknownKinds } from "./kinds.ts";
import { withSecretFiles } from "./secrets.ts";
import { CommandError, type Terminal } from "./terminal.ts";

/** Everything a command works with. `close` ends every session; nothing is left open. */
export interface Session extends HomeSource {
  readonly targets: Targets;
  readonly net: Net;
  /** How to log in at the machine, when the environment has a key or an agent. */
  readonly login: (user: string) => SshLogin | undefined;
  close(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** An authority to trust besides the system's and the vendors'. */
export interface SessionExtras {
  readonly ca?: string;
}

/**
 * The authorities NODE_EXTRA_CA_CERTS names. Node itself forgets them for a connection that is given any of its own, as
 * the Freebox's are; a file that cannot be read is left to Node's own warning.
 */
export const extraAuthorities = async (env: Environment): Promise<SessionExtras> => {
  const file = env["NODE_EXTRA_CA_CERTS"];
  if (file === undefined || file === "") return {};
  const ca = await readFile(file, "utf8").catch(() => undefined);
  return ca === undefined ? {} : { ca };
};

/** What a home logs in with; of OVHcloud a service account where any of it is set, else three keys. */
const neededOf = (env: Environment, vendor: Vendor): readonly string[] => {
  if (vendor === "freebox") return ["FREEBOX_TOKEN"];
  const account = ["OVH_CLIENT_ID", "OVH_CLIENT_SECRET"];
  return account.some((name) => env[name]?.trim())
    ? account
    : ["OVH_APPLICATION_KEY", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY"];
};

/**
 * The environment with what login kept for this home.
 *
 * @throws CommandError with exit code 6 that names every variable that has to be set and is not, in one message.
 */
const withCredentials = async (env: Environment, home: string, vendor: Vendor): Promise<Environment> => {
  const found = await findCredentials(env, home, vendor);
  const missing = neededOf(found.env, vendor).filter((name) => !found.env[name]?.trim());
  if (missing.length === 0) return found.env;
  const what = `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not set`;
  const files = missing.map((name) => `${name}_FILE`).join(", ");
  throw new CommandError(
    exitCode.credentials,
    `✗ ${what}\n    -> set ${missing.length === 1 ? "it" : "them"}, or ${files} to a file that holds it; or run porchlight login ${vendor}`,
    { error: "credentials" },
  );
};

/** A variable that is set and cannot be used; the SDK says why, after the name of its function. */
export const malformed = (error: unknown, env: Environment, prefix: "FREEBOX" | "OVH"): CommandError => {
  const message = (error instanceof Error ? error.message : String(error)).replace(/^\w+: /, "");
  const wrong =
    env[`${prefix}_ENDPOINT`] && /endpoint/i.test(message) ? `${prefix}_ENDPOINT` : `the ${prefix}_ variables`;
  return new CommandError(exitCode.failed, `✗ ${message}\n    -> correct ${wrong}`, { error: "environment" });
};

/** A target nobody can log in to is none; any other trouble is told. */
const withoutCredentials = (error: unknown): undefined => {
  if (error instanceof CommandError && error.exitCode === exitCode.credentials) return undefined;
  throw error;
};

const openRouter = async (
  source: HomeSource,
  env: Environment,
  extras: SessionExtras,
): Promise<{ router: Router; close: () => Promise<void> } | undefined> => {
  const { router } = source.desired;
  if (router === undefined) return undefined;
  const own = await withCredentials(env, source.desired.home, "freebox");
  const [{ createFreebox, freeboxFromEnv }, { freeboxRouter }] = await Promise.all([
    import("@porchlight/freebox"),
    import("@porchlight/freebox/router"),
  ]);
  try {
    const freebox = createFreebox({ credentials: freeboxFromEnv(own), ...extras });
    return { router: freeboxRouter(freebox), close: () => freebox.close() };
  } catch (error) {
    throw malformed(error, own, "FREEBOX");
  }
};

const openZones = async (source: HomeSource, env: Environment, extras: SessionExtras): Promise<readonly Zone[]> => {
  const { zones } = source.desired;
  if (zones.length === 0) return [];
  const own = await withCredentials(env, source.desired.home, "ovh");
  const [{ createOvhDns, ovhFromEnv }, { ovhZone }] = await Promise.all([
    import("@porchlight/ovh-dns"),
    import("@porchlight/ovh-dns/zone"),
  ]);
  try {
    const ovh = createOvhDns({ credentials: ovhFromEnv(own), ...extras });
    return zones.map((zone) => ovhZone(ovh.zone(zone.name)));
  } catch (error) {
    throw malformed(error, own, "OVH");
  }
};

/** Whether a command can do without the credentials of a target. */
export interface Needs {
  readonly router: "required" | "if-possible";
  readonly zones: "required" | "if-possible";
}

/**
 * Opens what the home file names. Nothing is sent yet.
 *
 * @throws CommandError when a kind is unknown or a variable malformed (1), or a credential is missing (6).
 */
export const openSession = async (
  source: HomeSource,
  terminal: Terminal,
  needs: Needs,
  given?: SessionExtras,
): Promise<Session> => {
  refuseUnknownKinds(source);
  const env = await withSecretFiles(terminal.env);
  const extras = given ?? (await extraAuthorities(env));
  const opening = openRouter(source, env, extras);
  const router = await (needs.router === "required" ? opening : opening.catch(withoutCredentials));
  const zoning = openZones(source, env, extras);
  const zones = (await (needs.zones === "required" ? zoning : zoning.catch(withoutCredentials))) ?? [];
  const { createReach, createSshLogin } = await import("@porchlight/reach");
  const net: Net = source.desired.network ?? {};
  return {
    ...source,
    targets: { ...(router === undefined ? {} : { router: router.router }), zones, reach: createReach({ net }) },
    net,
    login: (user) => {
      const { PORCHLIGHT_SSH_KEY: privateKey, SSH_AUTH_SOCK: agent } = env;
      if (!privateKey && !agent) return undefined;
      return createSshLogin({ user, privateKey: privateKey || undefined, agent: agent || undefined });
    },
    close: async () => {
      await router?.close();
    },
  };
};
