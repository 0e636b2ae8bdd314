import * as z from "zod";
import type { OvhAnswer, OvhOperation, OvhRequest, OvhValue } from "./api-types.ts";
import { apiPath } from "./api-path.ts";
import { receiptOf, type ApiAnswer, type ApiCall, type OvhCallOptions, type OvhJson, type OvhReceipt } from "./call.ts";
import { endpoints } from "./endpoints.ts";
import { OvhInputError } from "./errors.ts";
import { models } from "./models.ts";
import { property } from "./property.ts";
import { parseAnswer, parseReceipt } from "./schema.ts";
import type { Session } from "./session.ts";

/** One answer with its receipt. */
export interface Called<T> {
  readonly value: T;
  readonly receipt: OvhReceipt;
}

/** Makes one operation of the published description. `request`: its path's parts, and its body and query where it has them. */
export async function callEndpoint<E extends OvhOperation>(
  session: Session,
  endpoint: E,
  request: OvhRequest<E>,
  options?: OvhCallOptions,
): Promise<Called<OvhAnswer<E>>> {
  const call = endpointCall(endpoint, request);
  const isOpen = property(endpoints[endpoint], "isOpen") === true;
  const answer = await (isOpen ? session.callUnsigned(call, options) : session.call(call, options));
  return { value: parseEndpoint(endpoint, call, answer), receipt: receiptOf(answer) };
}

/** The call of an operation. Throws `OvhInputError` INVALID_OPTION for an operation or a part of its path that is not there. */
export function endpointCall<E extends OvhOperation>(endpoint: E, request: OvhRequest<E>): ApiCall {
  const [method = "", template = ""] = endpoint.split(" ");
  if (!Object.hasOwn(endpoints, endpoint) || !isMethod(method)) throw refused(`${endpoint} is not a call of this API`);
  const segments = template.split("/").slice(1);
  const path = apiPath(...segments.map((segment) => partOf(endpoint, segment, request)));
  const body = property(request, "body");
  const query = queryOf(property(request, "query"));
  return { method, path, ...(query === undefined ? {} : { query }), ...(isJsonObject(body) ? { body } : {}) };
}

/** The value of an answer, or its receipt where the operation answers nothing. Throws `OvhSchemaError`. */
export function parseEndpoint<E extends OvhOperation>(endpoint: E, call: ApiCall, answer: ApiAnswer): OvhAnswer<E> {
  const type: string = endpoints[endpoint].answer;
  if (type === "void")
    return parseAnswer(z.custom<OvhAnswer<E>>(), call, { ...answer, body: parseReceipt(call, answer) });
  return parseAnswer(schemaOf(type).pipe(z.custom<OvhAnswer<E>>()), call, answer);
}

/** Parses a value of a published type, or a list of them ("domain.zone.Task[]"). Throws `OvhSchemaError`. */
export function parseValue<T extends string>(type: T, call: ApiCall, answer: ApiAnswer): OvhValue<T> {
  return parseAnswer(schemaOf(type).pipe(z.custom<OvhValue<T>>()), call, answer);
}

/** Not sent by every endpoint: the first was added in 2025 (schemas of 2024 and 2025 compared). */
const mayBeAbsent: ReadonlyMap<string, unknown> = new Map([
  ["domain.ZoneWithIAM.dnssecActivated", false],
  ["auth.ApiCredential.ovhSupport", false],
]);

function schemaOf(type: string): z.ZodType {
  if (type.endsWith("[]")) return z.array(schemaOf(type.slice(0, -2)));
  if (type === "long") return z.int();
  if (type === "boolean") return z.boolean();
  if (type === "map[string]string") return z.record(z.string(), z.string());
  const fields = Object.entries(models).find(([name]) => name === type)?.[1];
  // Texts, dates, addresses; and enumerations, which come to hold new values.
  if (fields === undefined) return z.string();
  return z.object(
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, fieldSchema(field, mayBeAbsent.get(`${type}.${name}`))]),
    ),
  );
}

function fieldSchema(field: string, byDefault: unknown): z.ZodType {
  const type = field.replace(/^=/, "").replaceAll(/[!?]/g, "");
  const schema = schemaOf(type);
  // Beside the point for every caller: in another shape it is as if it were not told.
  if (type === "iam.ResourceMetadata") return schema.nullable().default(null).catch(null);
  if (field.endsWith("?")) return schema.nullable().default(null);
  return byDefault === undefined ? schema : schema.default(byDefault);
}

function partOf(endpoint: string, segment: string, request: unknown): string | number {
  const name = /^\{(.+)\}$/.exec(segment)?.[1];
  if (name === undefined) return segment;
  const part = property(request, name);
  if (typeof part === "string" || typeof part === "number") return part;
  throw refused(`${endpoint} needs ${name}`);
}

/** Numbers as digits, anything deeper as JSON: how OVHcloud takes a map in a query is a guess. */
function queryOf(query: unknown): Record<string, string> | undefined {
  if (typeof query !== "object" || query === null) return undefined;
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(
    given.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

function isMethod(method: string): method is ApiCall["method"] {
  return ["GET", "POST", "PUT", "DELETE"].includes(method);
}

function isJsonObject(body: unknown): body is { readonly [name: string]: OvhJson } {
  return typeof body === "object" && body !== null;
}

function refused(message: string): OvhInputError {
  return new OvhInputError(message, { code: "INVALID_OPTION", operation: "call" });
}
