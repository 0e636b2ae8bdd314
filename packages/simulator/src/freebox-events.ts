/** The box's events over WebSockets: who listens, and what they are told of the table of machines. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { isObject, jsonOf } from "./exchange.ts";
import { lanHost } from "./freebox-lan.ts";
import type { Host, World } from "./world.ts";

/** Those who listen for events, as a test sees them. */
export interface EventAccess {
  /** How many sockets are open. */
  readonly listeners: number;
  /** Sends a frame to each of them, whatever they asked for: a text as it is, anything else as JSON. */
  readonly send: (frame: unknown) => void;
  /** Cuts all of them off. */
  readonly drop: () => void;
}

/** What keeps the sockets of one box. */
export interface EventHub extends EventAccess {
  /** Makes a socket of a request that was let in. */
  readonly accept: (message: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>;
  /** Tells of every address that came or went since it was last called; ends what a box that is away cannot keep. */
  readonly settle: () => void;
}

/** Documented; what the box says to another name is a guess. */
const eventNames: readonly string[] = [
  "lan_host_l3addr_reachable",
  "lan_host_l3addr_unreachable",
  "vm_state_changed",
  "vm_disk_task_done",
];

/** Which machine is there at which address. */
const presenceOf = (world: World): ReadonlyMap<string, Host> =>
  new Map(
    world.hosts.flatMap((host) =>
      host.reachable ? host.addresses.map((address) => [`${host.mac} ${address}`, structuredClone(host)] as const) : [],
    ),
  );

/** Answers a text frame: only "register" is known. A number it is given comes back (documented). */
const answerTo = (text: string, wanted: Set<string>): object => {
  const body = jsonOf(text);
  const { action, events, request_id: id } = isObject(body) ? body : {};
  const same = {
    action: typeof action === "string" ? action : "",
    ...(typeof id === "number" ? { request_id: id } : {}),
  };
  const refusal = { ...same, success: false, error_code: "invalid_request", msg: "Requête invalide" };
  if (action !== "register" || !Array.isArray(events)) return refusal;
  const names = events.filter((name): name is string => eventNames.some((known) => known === name));
  if (names.length < events.length) return refusal;
  for (const name of names) wanted.add(name);
  return { ...same, success: true };
};

/** The hub of a world. No I/O until somebody listens. `write` is how a frame is written. */
export const createEventHub = (world: World, write: (body: unknown) => string): EventHub => {
  const open = new Map<WebSocket, Set<string>>();
  const tokens = new WeakMap<WebSocket, string>();
  let present = presenceOf(world);

  const notify = (name: string, host: Host): void => {
    const { eventSource: source } = world.switches;
    const frame = write({
      action: "notification",
      success: true,
      source,
      event: name.slice(source.length + 1),
      result: lanHost(host),
    });
    for (const [socket, wanted] of open) if (wanted.has(name)) socket.send(frame);
  };
  const drop = (): void => {
    for (const socket of open.keys()) socket.terminate();
  };

  return {
    get listeners() {
      return open.size;
    },
    send: (frame) => {
      for (const socket of open.keys()) socket.send(typeof frame === "string" ? frame : write(frame));
    },
    drop,
    accept: async (message, socket, head) => {
      const { WebSocketServer } = await import("ws"); // on use: few homes are listened to
      const server = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 }); // documented
      server.handleUpgrade(message, socket, head, (connection) => {
        const wanted = new Set<string>();
        open.set(connection, wanted);
        tokens.set(connection, String(message.headers["x-fbx-app-auth"]));
        connection.on("error", () => undefined); // its closing tells enough
        connection.once("close", () => open.delete(connection));
        connection.on("message", (data: Buffer) => connection.send(write(answerTo(data.toString("utf8"), wanted))));
      });
    },
    settle: () => {
      if (world.now() < world.awayUntil) drop();
      if (world.switches.orphanedEvents === "cut")
        for (const socket of open.keys()) if (!world.sessions.has(tokens.get(socket) ?? "")) socket.terminate();
      const before = present;
      present = presenceOf(world);
      for (const [key, host] of present) if (!before.has(key)) notify("lan_host_l3addr_reachable", host);
      for (const [key, host] of before)
        if (!present.has(key)) {
          const now = world.hosts.find(({ mac }) => mac === host.mac) ?? { ...host, reachable: false, active: false };
          notify("lan_host_l3addr_unreachable", now);
        }
    },
  };
};
