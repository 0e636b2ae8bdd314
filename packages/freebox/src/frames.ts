/** A socket of text frames, open until one side closes it. */
export interface FrameSocket {
  /** The next frame; undefined once the socket is closed and everything it brought was given. */
  next(): Promise<string | undefined>;
  send(frame: string): void;
  /** Ends it at once. May be called again. */
  close(): void;
}
