import type { WebSocket } from "ws";
import type { FreeboxClock } from "./clock.ts";
import type { FrameSocket } from "./frames.ts";

/** Who does not fetch what came is cut off before it fills the memory: devices on the LAN cause the frames. */
const MOST_WAITING = 10_000;

/**
 * The frames of an open WebSocket, kept until they are asked for. The box is asked now and then whether it is there, for
 * one that lost its power closes nothing; to answer that is every server's duty (RFC 6455), that a box does is a guess.
 */
export function createFrameSocket(socket: WebSocket, clock: FreeboxClock, heartbeatMs: number): FrameSocket {
  const frames: string[] = [];
  const ended = new AbortController();
  let wake: (() => void) | undefined;
  let isAlive = true;

  const end = (): void => {
    ended.abort();
    socket.terminate();
    wake?.();
  };
  const beat = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(heartbeatMs, ended.signal);
      if (!isAlive) {
        end();
        return;
      }
      isAlive = false;
      socket.ping();
    }
  };

  socket.on("message", (data: Buffer) => {
    if (ended.signal.aborted) return;
    isAlive = true;
    frames.push(data.toString("utf8"));
    wake?.();
    if (frames.length >= MOST_WAITING) end();
  });
  socket.on("pong", () => {
    isAlive = true;
  });
  socket.once("close", end);
  beat().catch(() => undefined); // ended

  return Object.freeze<FrameSocket>({
    next: async () => {
      while (frames.length === 0 && !ended.signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      return frames.shift();
    },
    send: (frame) => socket.send(frame, () => undefined), // one that cannot be sent is told by the closing
    close: end,
  });
}
