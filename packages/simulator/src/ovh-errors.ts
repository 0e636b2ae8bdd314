/** The two styles of OVH refusals. */
import type { DoorAnswer } from "./exchange.ts";

const reasons: Readonly<Record<number, string>> = { 400: "Bad Request", 403: "Forbidden" };

/** Refused before the call is looked at: keys, signature, rights (recorded-in-issues.json "not-granted"). */
export const gatewayError = (status: 400 | 403, errorCode: string, message: string): DoorAnswer => ({
  status,
  body: { errorCode, httpCode: `${status} ${reasons[status]}`, message },
});

/** Refused by the call itself (recorded-in-issues.json "zone-not-owned"). */
export const callError = (status: number, errorClass: string, message: string): DoorAnswer => ({
  status,
  body: { class: errorClass, message },
});

/** 400: the values do not do. */
export const badCall = (message: string): DoorAnswer => callError(400, "Client::BadRequest", message);

/** 404 for a path with an empty or unknown part (recorded-in-issues.json "empty-path-segment"). */
export const unknownUrl = (): DoorAnswer => callError(404, "Client::NotFound", "Got an invalid (or empty) URL");

/** Success; a body that is absent is the JSON `null` of a void route. */
export const done = (body: unknown = null, headers: Readonly<Record<string, string>> = {}): DoorAnswer => ({
  status: 200,
  headers,
  body,
});
