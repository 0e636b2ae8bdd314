import { describe, expect, test } from "vitest";
import { box, client, useHandBox } from "../test/hand-box.ts";
import { rejection } from "../test/tiny-box.ts";
import type { SessionStore } from "./session.ts";

useHandBox();

const LOGIN = ["GET /login/", "POST /login/session/"];
const FIRST = ["GET /api_version", ...LOGIN];

interface Shelf extends SessionStore {
  kept: string | undefined;
  asked: number;
}

const shelf = (kept?: string): Shelf => {
  const on: Shelf = {
    kept,
    asked: 0,
    get: () => {
      on.asked += 1;
      return Promise.resolve(on.kept);
    },
    set: (token) => {
      on.kept = token;
      return Promise.resolve();
    },
  };
  return on;
};

describe("a session that is kept", () => {
  test("is gone on with by the next client, which does not log in", async () => {
    const store = shelf();
    const one = client({ sessionStore: store });
    await one.redirections.list();
    expect(store.kept).toBe("session/token-1");
    await one.close();
    expect(box.requests).toEqual([...FIRST, "GET /fw/redir/"]);
    const other = client({ sessionStore: store });
    await Promise.all([other.redirections.list(), other.redirections.list()]);
    expect(box.requests.slice(4)).toEqual(["GET /api_version", "GET /fw/redir/", "GET /fw/redir/"]);
    expect(store.asked).toBe(2);
  });

  test("is replaced once it is over, and the call goes on", async () => {
    const store = shelf("session/token-of-last-week");
    await client({ sessionStore: store }).redirections.list();
    expect(box.requests).toEqual(["GET /api_version", "GET /fw/redir/", ...LOGIN, "GET /fw/redir/"]);
    expect(store.kept).toBe("session/token-1");
  });

  test("is asked for again by a client that was closed", async () => {
    const store = shelf();
    const freebox = client({ sessionStore: store });
    await freebox.redirections.list();
    await freebox.close();
    await freebox.redirections.list();
    expect(box.requests.slice(4)).toEqual(["GET /fw/redir/"]);
    expect(store.asked).toBe(2);
  });

  test("and is no session at all is as good as none", async () => {
    await client({ sessionStore: shelf("two words\r\nand a header") }).redirections.list();
    expect(box.requests).toEqual([...FIRST, "GET /fw/redir/"]);
  });
});

describe("a store in trouble", () => {
  test("does not stop a login", async () => {
    const broken = { get: () => Promise.reject(new Error("no")), set: () => Promise.reject(new Error("full")) };
    await client({ sessionStore: broken }).redirections.list();
    expect(box.requests).toEqual([...FIRST, "GET /fw/redir/"]);
  });

  test("that never answers is waited for no longer than the caller likes", async () => {
    const stop = new AbortController();
    const silent: SessionStore = {
      get: () => {
        stop.abort();
        return new Promise(() => undefined);
      },
      set: () => Promise.resolve(),
    };
    const error = await rejection(client({ sessionStore: silent }).redirections.list({ signal: stop.signal }));
    expect(error).toMatchObject({ name: "FreeboxTransportError", reason: "aborted", sent: false });
  });
});

test("rights are those of a new session, which is kept", async () => {
  const store = shelf("session/token-0");
  box.sessions.add("session/token-0");
  const freebox = client({ sessionStore: store });
  await freebox.redirections.list();
  expect(await freebox.rights.list()).toEqual({ settings: true });
  expect(store.kept).toBe("session/token-1");
  expect(box.requests).toEqual(["GET /api_version", "GET /fw/redir/", ...LOGIN]);
});
