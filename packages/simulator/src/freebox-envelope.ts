/** The envelope every Freebox answer but /api_version comes in, and the refusals. */
import type { DoorAnswer } from "./exchange.ts";
import type { World } from "./world.ts";

/**
 * Success. An empty list leaves `result` out, as boxes do (fixture fw_redir.json "list_empty"); so does nothing at all.
 */
export const ok = (result?: unknown): DoorAnswer => ({
  status: 200,
  body:
    result === undefined || (Array.isArray(result) && result.length === 0)
      ? { success: true }
      : { success: true, result },
});

/** What the box understood and will not do: HTTP 200 with `success: false` (fixture errors.json "redir_noent_get"). */
export const refused = (errorCode: string, message: string): DoorAnswer => ({
  status: 200,
  body: { success: false, error_code: errorCode, msg: message },
});

/** No such path: 404 with an envelope (fixture errors.json "unknown_path"). */
export const unknownPath = (): DoorAnswer => ({
  status: 404,
  body: { success: false, error_code: "invalid_request", msg: "Requête invalide (404)" },
});

/** A body that is not the JSON object it should be (documented; the status is a guess). */
export const badRequest = (): DoorAnswer => refused("invalid_request", "Requête invalide");

const authMessages: Readonly<Record<string, string>> = {
  auth_required: "Vous devez vous connecter pour accéder à cette fonction",
  invalid_session: "Vous devez vous connecter pour accéder à cette fonction", // guess: only the code was reported
  invalid_token: "Erreur d'authentification de l'application",
  pending_token: "L'application n'est pas encore autorisée", // guess
  denied_from_external_ip: "Accès refusé depuis l'extérieur", // guess
  new_apps_denied: "L'association de nouvelles applications est désactivée",
};

/** Not let in: 403 with the box's uid and a challenge to answer (fixture login_session.json "invalid_token"). */
export const notLetIn = (world: World, errorCode: string): DoorAnswer => ({
  status: 403,
  body: {
    uid: world.uid,
    success: false,
    msg: authMessages[errorCode] ?? errorCode,
    result: { challenge: world.login.challenge, password_salt: world.login.passwordSalt },
    error_code: errorCode,
  },
});

/** Too many wrong passwords: 403 without a challenge, for none would be heard (fixture errors.json "ratelimited"). */
export const rateLimited = (): DoorAnswer => ({
  status: 403,
  body: { success: false, error_code: "ratelimited", msg: "Trop d'échec de connexion depuis cette ip" },
});

/** The session lacks a right: 403 naming it, without a challenge (fixture errors.json "insufficient_rights"). */
export const rightMissing = (world: World, right: string): DoorAnswer => ({
  status: 403,
  body: {
    uid: world.uid,
    success: false,
    missing_right: right,
    msg: "Cette application n'est pas autorisée à accéder à cette fonction",
    result: { password_salt: world.login.passwordSalt },
    error_code: "insufficient_rights",
  },
});
