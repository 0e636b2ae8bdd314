import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import type { SocketOptions } from "./axios-http.ts";
import { bareError } from "./bare-error.ts";
import type { FreeboxClock } from "./clock.ts";
import { openEnvelope } from "./envelope.ts";
import { type AnyFreeboxError, FreeboxTransportError, isFreeboxError } from "./errors.ts";
import { stopFault, transportFault } from "./fault.ts";
import { createFrameSocket } from "./frame-socket.ts";
import type { FrameSocket } from "./frames.ts";
import type { Access } from "./session.ts";
import { type Exchange, report } from "./transport.ts";

/** How sockets are opened. */
export interface SocketDoorOptions {
  /** Scheme and authority, as for requests. */
  readonly endpoint: string;
  readonly sockets: (url: string) => SocketOptions;
  readonly clock: FreeboxClock;
  readonly userAgent: string;
  readonly onExchange?: (exchange: Exchange) => void;
}

/** What one socket is opened for. */
interface SocketCall extends Access {
  /** Below the version: "/ws/event". */
  readonly path: string;
  /** How often it is seen whether the box is still there. */
  readonly heartbeatMs: number;
}

/**
 * Opens a WebSocket to the box, shown to it with the session. Rejects with an error of this package: the vendor's own where
 * it answers the upgrade with an envelope. The call's signal stops the opening alone; what is open has to be closed.
 */
export type SocketDoor = (call: SocketCall) => Promise<FrameSocket>;

/** The largest frame the vendor's page allows. */
const LONGEST_FRAME_BYTES = 1024 * 1024;
/** An envelope that refuses is some hundred bytes. */
const LONGEST_REFUSAL = 64 * 1024;

/** A way to open sockets. No I/O. */
export function createSocketDoor(options: SocketDoorOptions): SocketDoor {
  const { clock } = options;
  return async (call) => {
    const operation = `GET ${call.path}`;
    const exchange = { method: "GET", path: call.path } as const;
    const started = clock.now();
    try {
      const socket = await connect(operation, options, call);
      report(options, { ...exchange, status: 101, ms: clock.now() - started });
      return createFrameSocket(socket, clock, call.heartbeatMs);
    } catch (error) {
      const fault = call.signal.aborted ? stopFault(operation, call.signal, true) : faultOf(operation, error, call);
      report(options, { ...exchange, ...shown(fault), ms: clock.now() - started });
      throw fault;
    }
  };
}

async function connect(operation: string, options: SocketDoorOptions, call: SocketCall): Promise<WebSocket> {
  const { WebSocket: Opened } = await import("ws"); // on use: most programs ask and do not listen
  call.signal.throwIfAborted();
  const socket = new Opened(`${options.endpoint.replace(/^http/, "ws")}${call.base}${call.path}`, {
    ...options.sockets(options.endpoint),
    rejectUnauthorized: true,
    headers: { "user-agent": options.userAgent, "x-fbx-app-auth": call.token },
    maxPayload: LONGEST_FRAME_BYTES,
    perMessageDeflate: false,
  });
  const stop = (): void => socket.terminate();
  call.signal.addEventListener("abort", stop, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.on("error", reject); // stays: one that comes later is told by the closing
      socket.once("unexpected-response", (_, response) => {
        refusalOf(operation, response, call.token).then(reject, reject);
      });
    });
    return socket;
  } catch (error) {
    socket.terminate();
    throw error;
  } finally {
    call.signal.removeEventListener("abort", stop);
  }
}

/** What the box says in the place of a socket. */
async function refusalOf(operation: string, response: IncomingMessage, token: string): Promise<unknown> {
  const status = response.statusCode ?? 0;
  let body = "";
  response.setEncoding("utf8");
  for await (const chunk of response as AsyncIterable<string>) {
    body += chunk;
    if (body.length > LONGEST_REFUSAL) break;
  }
  try {
    openEnvelope(operation, { status, headers: {}, body }, [token]);
  } catch (error) {
    return error;
  }
  const message = "the box answered in the place of a socket";
  return new FreeboxTransportError(operation, { reason: "status", sent: true, status, message });
}

function faultOf(operation: string, error: unknown, { token }: SocketCall): AnyFreeboxError {
  return isFreeboxError(error) ? error : transportFault(operation, bareError(error), [token]);
}

function shown(error: AnyFreeboxError): Pick<Exchange, "status" | "errorCode"> {
  const errorCode = error.name === "FreeboxTransportError" ? error.reason : error.code;
  const status = "status" in error ? error.status : undefined;
  return status === undefined ? { errorCode } : { status, errorCode };
}
