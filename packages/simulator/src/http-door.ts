/** An HTTP or HTTPS listener in front of one pure answer function, with a log and scripted troubles. */
import { createServer, type IncomingMessage, ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { type DoorAnswer, type DoorName, type DoorRequest, isObject, type OpenLogEntry } from "./exchange.ts";
import type { Fault, FaultScript } from "./faults.ts";
import { type Listener, listenOn } from "./listen.ts";
import { copyOf, type World } from "./world.ts";

/** What a door needs. */
export interface HttpDoorOptions {
  readonly door: DoorName;
  readonly world: World;
  /** Answers a request and does to the given world what it asks. */
  readonly answer: (world: World, request: DoorRequest) => DoorAnswer;
  readonly faults: FaultScript;
  readonly log: OpenLogEntry[];
  /** Tells requests that may change something; default: all but GET. */
  readonly isWrite?: (request: DoorRequest) => boolean;
  /** Called after a write was done and before it is answered. */
  readonly settle: () => Promise<void>;
  /** How a body is written; default `JSON.stringify`. */
  readonly write?: (body: unknown) => string;
  /** What answers that are not ours carry besides their own; default nothing. */
  readonly headers?: (world: World) => Readonly<Record<string, string>>;
  /** How long an idle connection is kept; default that of Node, five seconds. */
  readonly keepAliveMs?: number;
  /** Makes a socket of a request for one that was answered with success; without it there are none. */
  readonly upgrade?: (message: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>;
  /** PEM of certificate and key; absent for plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

const readBody = async (message: IncomingMessage): Promise<string> => {
  if (message.headers.upgrade !== undefined) return ""; // Node hands over what follows, and never ends the message
  const chunks: Uint8Array[] = [];
  for await (const chunk of message as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
};

const requestFrom = (message: IncomingMessage, body: string): DoorRequest => {
  const target = message.url ?? "/";
  const [path = "/", query = ""] = target.split(/\?(.*)/s, 2);
  const headers = Object.entries(message.headers).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as const] : [],
  );
  return {
    method: message.method ?? "GET",
    target,
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(headers),
    body,
  };
};

/** Ends a connection as a machine does that knows nothing of it. */
const reset = (message: IncomingMessage): void => {
  if (message.socket.destroyed) return;
  if ("encrypted" in message.socket)
    message.socket.destroy(); // the TCP socket below TLS is out of reach
  else message.socket.resetAndDestroy();
};

const send = (
  response: ServerResponse,
  { status, headers, body }: DoorAnswer,
  write: (body: unknown) => string,
): void => {
  const type = { "Content-Type": "application/json; charset=utf-8" };
  response.writeHead(status, body === undefined ? headers : { ...type, ...headers });
  response.end(body === undefined ? undefined : write(body));
};

/** An answer cut in its middle: fewer bytes than it said, and then what `after` does. */
const sendHalf = (
  response: ServerResponse,
  answer: DoorAnswer,
  write: (body: unknown) => string,
  after?: () => void,
): void => {
  const bytes = Buffer.from(write(answer.body ?? null));
  const type = { "Content-Type": "application/json; charset=utf-8" };
  response.writeHead(200, { ...type, ...answer.headers, "Content-Length": bytes.length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), after);
};

/** A text goes out as HTML, as gateways write their errors; anything else as JSON. */
const sendOwn = (
  response: ServerResponse,
  {
    status,
    headers,
    body,
  }: { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: unknown },
): void => {
  const type = { "Content-Type": typeof body === "string" ? "text/html" : "application/json; charset=utf-8" };
  response.writeHead(status, { ...type, ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
};

const portalPage = "<html><head><title>Connexion</title></head><body>Veuillez patienter</body></html>";

/** Opens the door. `close` destroys what is still open. */
export const openHttpDoor = async (options: HttpDoorOptions): Promise<Listener> => {
  const { door, world, answer, faults, log, settle } = options;
  const write = options.write ?? JSON.stringify;
  const isWrite = options.isWrite ?? (({ method }: DoorRequest): boolean => method !== "GET");

  const execute = async (request: DoorRequest): Promise<DoorAnswer> => {
    const done = answer(world, request);
    if (isWrite(request)) await settle();
    return done;
  };

  /** Lets the trouble happen; gives the status that was sent. */
  const suffer = async (fault: Fault, message: IncomingMessage, response: ServerResponse): Promise<number | "none"> => {
    const { kind } = fault;
    if (kind === "refuse") {
      fault.onHit?.();
      reset(message);
      return "none";
    }
    const request = requestFrom(message, await readBody(message));
    const isDone = kind === "executed-not-answered" || kind === "truncated" || kind === "stalled-midway";
    const done = isDone ? await execute(request) : answer(copyOf(world), request);
    fault.onHit?.();
    switch (kind) {
      case "stall":
        return "none";
      case "received-not-executed":
      case "executed-not-answered":
        reset(message);
        return "none";
      case "truncated":
        sendHalf(response, done, write, () => response.destroy());
        return 200;
      case "stalled-midway":
        sendHalf(response, done, write);
        return 200;
      case "swallowed":
        send(response, done, write);
        return done.status;
      default: {
        const own = kind === "garbage" ? { status: 200, body: portalPage } : kind;
        for (const [name, value] of Object.entries(options.headers?.(world) ?? {})) response.setHeader(name, value);
        sendOwn(response, own);
        return own.status;
      }
    }
  };

  const serve = async (
    message: IncomingMessage,
    response: ServerResponse,
    upgrade?: () => Promise<void>,
  ): Promise<void> => {
    const { path, query } = requestFrom(message, "");
    const entry: OpenLogEntry = {
      door,
      method: message.method ?? "GET",
      path,
      query: query.toString(),
      status: "none",
      arrivedMs: performance.now(),
    };
    log.push(entry);
    if (door === "freebox" && world.now() < world.awayUntil) {
      reset(message);
      return;
    }
    const fault = faults.take(door, entry.method, path);
    if (fault !== undefined) {
      entry.status = await suffer(fault, message, response);
      if (entry.status !== "none") entry.answeredMs = performance.now();
      return;
    }
    const done = await execute(requestFrom(message, await readBody(message)));
    if (world.switches.latencyMs > 0) await setTimeout(world.switches.latencyMs, undefined, { ref: false });
    const isUpgraded = upgrade !== undefined && isObject(done.body) && done.body["success"] === true;
    entry.status = isUpgraded ? 101 : done.status;
    entry.answeredMs = performance.now();
    if (isUpgraded) await upgrade();
    else send(response, done, write);
  };

  const listener = (message: IncomingMessage, response: ServerResponse): void => {
    // Only a client that leaves in the middle of its request ends up here.
    serve(message, response).catch(() => response.destroy());
  };
  const server = options.tls === undefined ? createServer(listener) : createSecureServer({ ...options.tls }, listener);
  const { upgrade } = options;
  if (upgrade !== undefined)
    server.on("upgrade", (message: IncomingMessage, socket: Duplex, head: Buffer) => {
      // Node gives the bare socket: one that is refused is answered over it as any request is, and closed.
      const response = new ServerResponse(message);
      if (socket instanceof Socket) response.assignSocket(socket);
      response.shouldKeepAlive = false;
      response.once("finish", () => socket.end());
      const accept = (): Promise<void> => {
        if (socket instanceof Socket) response.detachSocket(socket);
        return upgrade(message, socket, head);
      };
      serve(message, response, accept).catch(() => socket.destroy());
    });
  if (options.keepAliveMs !== undefined) server.keepAliveTimeout = options.keepAliveMs;
  return listenOn(server);
};
