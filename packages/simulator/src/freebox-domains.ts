/** The chapter `domain`, which the vendor documents nowhere: names the box answers to. Guesses are marked. */
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badRequest, ok, refused, unknownPath } from "./freebox-envelope.ts";
import type { Domain, World } from "./world.ts";

const reservable = "freeboxos.fr";

/** A name as the box shows it; a certificate that was asked for is there once its time has come. */
const shown = (world: World, { id, type, owner, certs, askedAt = {} }: Domain): object => {
  const isDue = (keyType: string): boolean =>
    world.now() - (askedAt[keyType] ?? Infinity) >= world.switches.certificateMs;
  for (const keyType of Object.keys(certs)) if (isDue(keyType)) certs[keyType] = { status: "issued", days_left: 90 };
  return { id, type, certs, owner };
};

/** Every code and message of this chapter but "exists" is a guess. */
const trouble = (code: string, cause: string): DoorAnswer =>
  refused(code, `Impossible de traiter le nom de domaine : ${cause}`);

const isName = (name: string): boolean => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9-]{1,63})*$/.test(name);

const isFree = (world: World, prefix: string): boolean =>
  !world.takenNames.includes(prefix) && !world.domains.some(({ id }) => id === `${prefix}.${reservable}`);

const listOwned = (world: World): DoorAnswer => {
  const visible = world.domains.filter(({ hiddenReads }) => hiddenReads <= 0);
  for (const domain of world.domains) domain.hiddenReads = Math.max(0, domain.hiddenReads - 1);
  return ok(visible.map((domain) => shown(world, domain)));
};

const addOwn = (world: World, request: DoorRequest): DoorAnswer => {
  const body = jsonOf(request.body);
  if (!isObject(body)) return badRequest();
  const id = String(body["id"]).toLowerCase();
  if (typeof body["id"] !== "string" || !isName(id)) return trouble("inval", "Nom invalide");
  if (world.domains.some((domain) => domain.id === id)) return trouble("exists", "Existe déjà");
  // No check that the name leads here: ".lan" names were taken (fixture domain_owned.json "post_add").
  const domain: Domain = { id, type: "custom", owner: "user", certs: {}, hiddenReads: 0 };
  world.domains.push(domain);
  return ok(shown(world, domain));
};

const ownedAnswer = (world: World, request: DoorRequest, id: string | undefined): DoorAnswer => {
  const { method } = request;
  if (id === undefined) {
    if (method === "POST") return addOwn(world, request);
    return method === "GET" ? listOwned(world) : unknownPath();
  }
  const domain = world.domains.find((candidate) => candidate.id === id.toLowerCase());
  if (domain === undefined || domain.hiddenReads > 0) return trouble("noent", "Entrée non trouvée");
  if (method === "GET") return ok(shown(world, domain));
  if (method !== "DELETE") return unknownPath();
  if (domain.type === "auto") return trouble("inval", "Ce nom ne peut pas être supprimé");
  world.domains = world.domains.filter((candidate) => candidate !== domain);
  if (world.defaultDomain === domain.id) world.defaultDomain = ""; // a guess
  return ok();
};

const reserve = (world: World, request: DoorRequest): DoorAnswer => {
  const body = jsonOf(request.body);
  if (!isObject(body)) return badRequest();
  const prefix = String(body["prefix"]).toLowerCase();
  if (typeof body["prefix"] !== "string" || prefix.includes(".") || !isName(prefix))
    return trouble("inval", "Nom invalide");
  if ((body["domain"] ?? reservable) !== reservable) return trouble("inval", "Domaine invalide");
  if (!isFree(world, prefix)) return trouble("exists", "Existe déjà");
  const domain: Domain = {
    id: `${prefix}.${reservable}`,
    type: world.switches.reservedType,
    owner: "user",
    certs: {},
    hiddenReads: world.staticNameDelayReads,
  };
  world.domains.push(domain);
  return ok(shown(world, domain)); // a guess: the answer was never published
};

const isPem = (value: unknown, label: string): boolean =>
  typeof value === "string" && value.includes(`-----BEGIN ${label}`) && value.includes("\n");

/** A certificate is imported at once (observed), or asked for and there after a while (nobody published that). */
const certificateAnswer = (world: World, request: DoorRequest, id: string, how: string): DoorAnswer => {
  if (how !== "import_cert" && how !== "request_cert") return unknownPath();
  const domain = world.domains.find((candidate) => candidate.id === id.toLowerCase());
  if (domain === undefined || domain.hiddenReads > 0) return trouble("noent", "Entrée non trouvée");
  const body = jsonOf(request.body);
  if (!isObject(body)) return badRequest();
  const { key_type: keyType, cert_pem: certificate, key_pem: key } = body;
  if (keyType !== "rsa" && keyType !== "ec") return trouble("inval", "Type de clé invalide");
  if (how === "import_cert" && !(isPem(certificate, "CERTIFICATE") && isPem(key, "")))
    return trouble("inval", "Certificat invalide");
  if (domain.certs[keyType] !== undefined) return trouble("exists", "Existe déjà"); // the one code that was reported
  const issued = { status: "issued", days_left: 90 };
  if (how === "request_cert") domain.askedAt = { ...domain.askedAt, [keyType]: world.now() };
  domain.certs[keyType] = how === "import_cert" ? issued : { status: world.switches.pendingCertificate, days_left: 0 };
  return ok();
};

/** The name the box shows as its own: `api_domain` of discovery. */
export const defaultDomainOf = (world: World): string =>
  world.defaultDomain === "" ? (world.domains.find(({ type }) => type === "auto")?.id ?? "") : world.defaultDomain;

const configAnswer = (world: World, request: DoorRequest): DoorAnswer => {
  if (request.method === "PUT") {
    const body = jsonOf(request.body);
    if (!isObject(body)) return badRequest();
    const name = String(body["default_domain"]).toLowerCase();
    if (!world.domains.some(({ id }) => id === name)) return trouble("noent", "Entrée non trouvée");
    world.defaultDomain = name;
  } else if (request.method !== "GET") return unknownPath();
  return ok({ default_domain: defaultDomainOf(world) });
};

/** Answers below /domain. */
export const domainAnswer = (world: World, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [chapter, id, ...deeper] = rest;
  if (world.switches.domainApi === "missing" || deeper.length > 1) return unknownPath();
  if (deeper[0] !== undefined)
    return chapter === "owned" && request.method === "POST"
      ? certificateAnswer(world, request, id ?? "", deeper[0])
      : unknownPath();
  if (chapter === "owned") return ownedAnswer(world, request, id);
  if (chapter === "availability" && request.method === "GET" && id !== undefined)
    return ok({ available: isFree(world, id.toLowerCase().replace(`.${reservable}`, "")) }); // the shape is a guess
  if (id !== undefined) return unknownPath();
  if (chapter === "reserve" && request.method === "POST") return reserve(world, request);
  return chapter === "config" ? configAnswer(world, request) : unknownPath();
};
