/** Web redirections of a zone. */
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badCall, callError, done, unknownUrl } from "./ovh-errors.ts";
import { isLike, listAnswer } from "./ovh-list.ts";
import { otherVoid } from "./ovh-records.ts";
import type { ZoneRedirection } from "./ovh-state.ts";
import type { World, Zone } from "./world.ts";

const types = new Set(["invisible", "visible", "visiblePermanent"]);

/** Empty and absent texts are both null: which of them OVH stores is unknown. */
const textOr = (value: unknown, before: string | null): string | null => {
  if (value === undefined) return before;
  return typeof value === "string" && value !== "" ? value : null;
};

/** What a body says on top of what there is, or a refusal whose text is a guess. */
const merged = (body: unknown, before: ZoneRedirection): ZoneRedirection | DoorAnswer => {
  if (!isObject(body)) return badCall("Invalid body");
  const { type = before.type, target = before.target } = body;
  if (typeof type !== "string" || !types.has(type)) return badCall("Invalid type");
  if (typeof target !== "string" || !/^https?:\/\/./.test(target)) return badCall("Invalid target");
  return {
    ...before,
    type,
    target,
    title: textOr(body["title"], before.title),
    keywords: textOr(body["keywords"], before.keywords),
    description: textOr(body["description"], before.description),
  };
};

const create = (world: World, zone: Zone, request: DoorRequest): DoorAnswer => {
  const body = jsonOf(request.body);
  const subDomain = isObject(body) && typeof body["subDomain"] === "string" ? body["subDomain"] : "";
  const empty = { title: null, keywords: null, description: null };
  const made = merged(body, {
    id: world.lastId.record + 1,
    zone: zone.name,
    subDomain,
    type: "",
    target: "",
    ...empty,
  });
  if (!("id" in made)) return made;
  world.lastId.record = made.id;
  zone.chapters.redirections.push(made);
  return done(made);
};

/** Answers below Z/redirection. */
export const redirectionAnswer = (
  world: World,
  zone: Zone,
  request: DoorRequest,
  id: string | undefined,
): DoorAnswer => {
  const { method } = request;
  const all = zone.chapters.redirections;
  if (id === undefined) {
    if (method === "POST") return create(world, zone, request);
    const name = request.query.get("subDomain");
    const found = all.filter(({ subDomain }) => name === null || isLike(subDomain, name));
    return method === "GET" ? listAnswer(world, request, found, (one) => one.id) : unknownUrl();
  }
  const redirection = all.find((candidate) => String(candidate.id) === id);
  if (redirection === undefined)
    return callError(404, "Client::NotFound", `The requested object (id = ${id}) does not exist`);
  if (method === "GET") return done(redirection);
  if (method === "PUT") {
    const body = jsonOf(request.body);
    if (isObject(body) && "subDomain" in body) return badCall("Try to alter read-only properties: subDomain");
    const after = merged(body, redirection);
    if (!("id" in after)) return after;
    Object.assign(redirection, after);
    return otherVoid(world);
  }
  if (method !== "DELETE") return unknownUrl();
  zone.chapters.redirections = all.filter((candidate) => candidate !== redirection);
  return otherVoid(world);
};
