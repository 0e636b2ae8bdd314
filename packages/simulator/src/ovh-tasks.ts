/** What OVH does on its own time: import, restore, reset, and the tasks they are seen by. */
import { type DoorAnswer, type DoorRequest, isObject, jsonOf } from "./exchange.ts";
import { badCall, callError, done, unknownUrl } from "./ovh-errors.ts";
import { isLike, listAnswer } from "./ovh-list.ts";
import { keptTarget } from "./ovh-record-check.ts";
import { otherVoid } from "./ovh-records.ts";
import type { ZoneLine, ZoneTask } from "./ovh-state.ts";
import { linesOf } from "./ovh-zone-file.ts";
import { newZoneRecords } from "./seeds.ts";
import type { World, Zone } from "./world.ts";

const nowText = (world: World): string => new Date(world.now()).toISOString();

const shown = ({ id, function: kind, status, creationDate, doneDate, lastUpdate }: ZoneTask): object => ({
  canAccelerate: status === "todo",
  canCancel: status === "todo",
  canRelaunch: status === "error" || status === "problem" || status === "cancelled",
  comment: null,
  creationDate,
  doneDate,
  function: kind,
  id,
  lastUpdate,
  status,
  todoDate: creationDate,
});

/** Puts records in place of all there are, under new ids (reported), and serves them. */
const replaceRecords = (world: World, zone: Zone, lines: readonly ZoneLine[]): void => {
  zone.stored = lines.map((line) => {
    world.lastId.record += 1;
    const target = keptTarget(line, world.switches);
    return { id: world.lastId.record, zone: zone.name, ...line, target };
  });
  zone.served = structuredClone(zone.stored);
  zone.serial += 1;
  zone.lastUpdate = nowText(world);
};

const newTask = (world: World, zone: Zone, kind: string, records: readonly ZoneLine[]): ZoneTask => {
  world.lastId.task += 1;
  const task: ZoneTask = {
    id: world.lastId.task,
    function: kind,
    status: "todo",
    creationDate: nowText(world),
    doneDate: null,
    lastUpdate: null,
    records,
    seenEnded: false,
  };
  zone.chapters.tasks.push(task);
  return task;
};

/** One step further. */
const advance = (world: World, zone: Zone, task: ZoneTask): void => {
  if (task.status === "todo") task.status = "doing";
  else if (task.status === "doing") {
    task.status = world.switches.taskEnd;
    task.doneDate = nowText(world);
    if (task.status === "done") replaceRecords(world, zone, task.records);
  }
  task.lastUpdate = nowText(world);
};

/** POST Z/import. */
export const importAnswer = (world: World, zone: Zone, request: DoorRequest): DoorAnswer => {
  const body = jsonOf(request.body);
  const file = isObject(body) ? body["zoneFile"] : undefined;
  if (typeof file !== "string") return badCall("Missing parameter: zoneFile");
  const lines = linesOf(file, zone.name);
  return lines === undefined ? badCall("Invalid zoneFile") : done(shown(newTask(world, zone, "ZoneImport", lines)));
};

/** POST Z/reset: a zone as new, or with its name servers only. At once (a guess: the schema gives no task). */
export const resetAnswer = (world: World, zone: Zone, request: DoorRequest): DoorAnswer => {
  const body = jsonOf(request.body);
  const { DnsRecords: wished, minimized } = isObject(body) ? body : {};
  const given = (Array.isArray(wished) ? wished : []).filter(isObject).map(({ fieldType, target }) => ({
    fieldType: String(fieldType),
    subDomain: "",
    target: String(target),
    ttl: 0,
  }));
  const fresh = newZoneRecords(zone.name).filter(
    ({ fieldType, subDomain }) =>
      (minimized !== true || fieldType === "NS") &&
      !given.some((record) => record.fieldType === fieldType && record.subDomain === subDomain),
  );
  replaceRecords(world, zone, [...fresh, ...given]);
  return otherVoid(world);
};

/** Answers below Z/history. */
export const historyAnswer = (world: World, zone: Zone, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [date, action] = rest;
  const { history } = zone.chapters;
  if (date === undefined) {
    if (request.method !== "GET") return unknownUrl();
    const from = request.query.get("creationDate.from");
    const to = request.query.get("creationDate.to");
    const found = history.filter(
      ({ creationDate: at }) =>
        (from === null || Date.parse(at) >= Date.parse(from)) && (to === null || Date.parse(at) <= Date.parse(to)),
    );
    return listAnswer(world, request, found.map(pointShown), ({ creationDate }) => creationDate);
  }
  const point = history.find(({ creationDate }) => creationDate === date);
  if (point === undefined)
    return callError(404, "Client::NotFound", `The requested object (creationDate = ${date}) does not exist`);
  if (action === undefined && request.method === "GET") return done(pointShown(point));
  return action === "restore" && request.method === "POST"
    ? done(shown(newTask(world, zone, "ZoneRestore", point.records)))
    : unknownUrl();
};

const pointShown = ({ creationDate }: { readonly creationDate: string }) => ({
  creationDate,
  zoneFileUrl: `https://zones.example.invalid/${encodeURIComponent(creationDate)}`,
});

/** Answers below Z/task. */
export const taskAnswer = (world: World, zone: Zone, request: DoorRequest, rest: readonly string[]): DoorAnswer => {
  const [id, action] = rest;
  const { tasks } = zone.chapters;
  if (id === undefined) {
    if (request.method !== "GET") return unknownUrl();
    const [kind, status] = [request.query.get("function"), request.query.get("status")];
    const found = tasks.filter(
      (task) => (kind === null || isLike(task.function, kind)) && (status === null || task.status === status),
    );
    return listAnswer(
      world,
      request,
      found.map((task) => ({ ...shown(task), id: task.id })),
      (task) => task.id,
    );
  }
  const task = tasks.find((candidate) => String(candidate.id) === id);
  const isGone = task === undefined || (task.seenEnded && world.switches.taskVanishes);
  if (isGone) return callError(404, "Client::NotFound", `The requested object (id = ${id}) does not exist`);
  if (action === undefined && request.method === "GET") {
    const answer = done(shown(task));
    task.seenEnded = task.status !== "todo" && task.status !== "doing";
    advance(world, zone, task);
    return answer;
  }
  if (request.method !== "POST") return unknownUrl();
  const states = { accelerate: "doing", cancel: "cancelled", relaunch: "todo" } as const;
  const next = action === "accelerate" || action === "cancel" || action === "relaunch" ? states[action] : undefined;
  if (next === undefined) return unknownUrl();
  const isAllowed = action === "relaunch" ? task.status !== "done" && task.doneDate !== null : task.status === "todo";
  if (!isAllowed && !(action === "relaunch" && task.status === "cancelled"))
    return badCall(`Cannot ${action} this task`);
  task.status = next;
  return otherVoid(world);
};
