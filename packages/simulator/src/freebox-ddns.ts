/** The chapter `connection/ddns`: the box's own dynamic DNS client. No payload of a real one was ever published. */
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badRequest, ok, refused, unknownPath } from "./freebox-envelope.ts";
import { changeOf, flagOf, textOf } from "./freebox-fields.ts";
import type { DdnsAccount } from "./freebox-world.ts";
import { secondsOf, type World } from "./world.ts";

/** Between two refreshes; the true period is unknown (a guess). */
const refreshSeconds = 86_400;

/** The code is the vendor's, the messages are guesses. */
const trouble = (code: string, cause: string): DoorAnswer =>
  refused(code, `Impossible de modifier la configuration du DNS dynamique : ${cause}`);

/** Fixture connection_ddns.json "config_get": the password is never shown. */
const shown = ({ enabled, hostname, user }: DdnsAccount): object => ({ enabled, hostname, user });

/** Enabling is enough for "ok", unless something is missing or a test says otherwise by `forced`. */
const statusOf = (world: World, account: DdnsAccount): string => {
  if (!account.enabled) return "disabled";
  if (account.forced !== undefined) return account.forced;
  if (account.user === "" || account.password === "") return "nocredential";
  return world.line.up ? "ok" : "nowan";
};

const statusShown = (world: World, account: DdnsAccount): object => {
  const status = statusOf(world, account);
  const now = secondsOf(world);
  const isFailed = !["ok", "wait", "disabled"].includes(status);
  return {
    status,
    last_refresh: status === "ok" ? account.since : 0,
    next_refresh: status === "ok" ? account.since + refreshSeconds : 0,
    next_retry: isFailed ? now + refreshSeconds : 0,
    last_error: isFailed ? now : 0,
  };
};

/** Answers below /connection/ddns. PUT is partial. */
export const ddnsAnswer = (world: World, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [provider = "", view, ...deeper] = rest;
  const { method } = request;
  if (provider === "" || deeper.length > 0 || (view !== undefined && view !== "status")) return unknownPath();
  const account = world.ddns.get(provider);
  if (account === undefined) return trouble("invalid_provider", "Fournisseur invalide");
  if (view === "status") return method === "GET" ? ok(statusShown(world, account)) : unknownPath();
  if (method === "PUT") {
    const body = jsonOf(request.body);
    if (!isObject(body)) return badRequest();
    const readers = { enabled: flagOf, hostname: textOf, user: textOf, password: textOf };
    const change = changeOf<DdnsAccount>(body, readers);
    if (change === undefined) return trouble("inval", "Paramètre invalide");
    Object.assign(account, change, { since: secondsOf(world) });
  } else if (method !== "GET") return unknownPath();
  return ok(shown(account));
};
