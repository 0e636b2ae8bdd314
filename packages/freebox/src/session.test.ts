import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { readFixture, withFixtures } from "../test/fixtures.ts";
import { granted, refusal, rejection, startTinyBox, type TinyBox } from "../test/tiny-box.ts";
import { createFreebox, type Freebox, type FreeboxOptions } from "./client.ts";
import { isFreeboxError } from "./errors.ts";
import { loginPassword } from "./session.ts";

const LOGIN = ["GET /login/", "POST /login/session/"];
const FIRST = ["GET /api_version", ...LOGIN];

let box: TinyBox;
let freebox: Freebox;
const client = (more: Partial<FreeboxOptions> = {}): Freebox =>
  createFreebox({ endpoint: box.url, credentials: box.credentials, ...more });

beforeEach(async () => {
  box = await startTinyBox();
  freebox = client();
});
afterEach(async () => {
  await freebox.close();
  await box.close();
});

describe("the proof of the application token", () => {
  test("is the hexadecimal HMAC-SHA1 of the challenge under the token", () => {
    expect(loginPassword("key", "The quick brown fox jumps over the lazy dog")).toBe(
      "de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9",
    );
  });

  withFixtures(() => {
    const vector = z.object({ app_token: z.string(), challenge: z.string(), password: z.string() });
    const { vectors } = readFixture("login_hmac_vectors.json", z.object({ vectors: z.array(vector).min(2) }));
    test.each(vectors)("agrees with the recorded vector for $challenge", ({ app_token, challenge, password }) => {
      expect(loginPassword(app_token, challenge)).toBe(password);
    });
  });
});

describe("logging in", () => {
  test("nothing is sent before the first call", () => {
    expect(box.requests).toEqual([]);
  });

  test("happens once, on first use", async () => {
    await freebox.redirections.list();
    await freebox.redirections.list();
    expect(box.requests).toEqual([...FIRST, "GET /fw/redir/", "GET /fw/redir/"]);
  });

  test("is shared by concurrent first calls, discovery too", async () => {
    await Promise.all([freebox.redirections.list(), freebox.staticLeases.list(), freebox.apiVersion()]);
    expect(box.requests.toSorted()).toEqual([...FIRST, "GET /fw/redir/", "GET /dhcp/static_lease/"].toSorted());
  });

  test("happens once more when the box has ended the session, and the call is repeated, a write too", async () => {
    await freebox.redirections.list();
    box.sessions.clear();
    box.requests.length = 0;
    await freebox.redirections.remove(7);
    expect(box.requests).toEqual(["DELETE /fw/redir/7", ...LOGIN, "DELETE /fw/redir/7"]);
  });

  test("`invalid_session` ends a session as well", async () => {
    let refuse = true;
    box.answer = ({ path }) => {
      if (path !== "/fw/redir/" || !refuse) return undefined;
      refuse = false;
      return refusal("invalid_session");
    };
    await expect(freebox.redirections.list()).resolves.toEqual([]);
    expect(box.requests.filter((each) => each === "GET /login/")).toHaveLength(2);
  });

  test("a second refusal is raised, after exactly one more login", async () => {
    box.answer = ({ path }) => (path === "/fw/redir/" ? refusal("auth_required") : undefined);
    await expect(freebox.redirections.list()).rejects.toMatchObject({
      name: "FreeboxApiError",
      code: "auth_required",
      status: 403,
      operation: "GET /fw/redir/",
    });
    expect(box.requests).toEqual([...FIRST, "GET /fw/redir/", ...LOGIN, "GET /fw/redir/"]);
  });

  test("100 concurrent calls on an ended session cause exactly one login", async () => {
    await freebox.redirections.list();
    box.sessions.clear();
    box.requests.length = 0;
    await Promise.all(Array.from({ length: 100 }, () => freebox.redirections.list()));
    expect(box.requests.filter((each) => each === "POST /login/session/")).toHaveLength(1);
    expect(box.requests.filter((each) => each === "GET /login/")).toHaveLength(1);
  });

  test("a refusal that comes late, for the session before, does not end the new one", async () => {
    await freebox.redirections.list();
    box.sessions.clear();
    let release: ((nothing: undefined) => void) | undefined;
    box.answer = ({ path }) => {
      if (path !== "/connection/" || release !== undefined) return undefined;
      return new Promise((resolve) => {
        release = resolve;
      });
    };
    const late = freebox.connection.get();
    await box.arrived(5);
    // This call is refused and logs in anew; only then does the other one hear that it was refused before.
    await freebox.redirections.list();
    box.requests.length = 0;
    release?.(undefined);
    await rejection(late);
    expect(box.requests).toEqual(["GET /connection/"]);
  });

  test("a session that lacks a right is not used for the next call: the owner may have ticked it since", async () => {
    let granting = false;
    box.answer = ({ method }) =>
      method === "DELETE" && !granting ? refusal("insufficient_rights", { missing_right: "settings" }) : undefined;
    await expect(freebox.redirections.remove(1)).rejects.toMatchObject({
      code: "insufficient_rights",
      missingRight: "settings",
    });
    granting = true;
    box.requests.length = 0;
    await freebox.redirections.remove(1);
    expect(box.requests).toEqual([...LOGIN, "DELETE /fw/redir/1"]);
  });

  test("a refused token says so and is not tried twice", async () => {
    freebox = client({ credentials: { appId: "fr.test", appToken: "another" } });
    await expect(freebox.redirections.list()).rejects.toMatchObject({
      code: "invalid_token",
      operation: "POST /login/session/",
    });
    expect(box.requests).toEqual(FIRST);
  });

  test("a challenge in pieces is refused by name", async () => {
    box.answer = ({ path }) => (path === "/login/" ? granted({ challenge: ["a", "b"] }) : undefined);
    await expect(freebox.redirections.list()).rejects.toMatchObject({
      name: "FreeboxSchemaError",
      paths: ["result.challenge"],
    });
  });

  test("a session token that cannot be a header is refused", async () => {
    box.answer = ({ path }) => (path === "/login/session/" ? granted({ session_token: "a\nb" }) : undefined);
    await expect(freebox.redirections.list()).rejects.toMatchObject({ paths: ["result.session_token"] });
  });

  test("a failed login is not remembered", async () => {
    box.answer = ({ path }) => (path === "/login/" ? refusal("ratelimited") : undefined);
    await expect(freebox.redirections.list()).rejects.toMatchObject({ code: "ratelimited" });
    box.answer = () => undefined;
    await expect(freebox.redirections.list()).resolves.toEqual([]);
  });
});

describe("the application token", () => {
  test("is asked for at each login", async () => {
    let asked = 0;
    freebox = client({
      credentials: {
        appId: "fr.test",
        appToken: () => {
          asked += 1;
          return Promise.resolve(box.credentials.appToken);
        },
      },
    });
    await freebox.redirections.list();
    box.sessions.clear();
    await freebox.redirections.list();
    expect(asked).toBe(2);
  });

  test.each([
    ["that cannot be read", () => Promise.reject(new Error("hunter2"))],
    ["that is empty", () => Promise.resolve("")],
  ])("%s is an input error, without what its source said", async (_, appToken) => {
    freebox = client({ credentials: { appId: "fr.test", appToken } });
    const error = await rejection(freebox.redirections.list());
    expect(error).toMatchObject({ name: "FreeboxInputError", code: "CREDENTIALS" });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("hunter2");
  });

  test("whose source never answers stops with the call", async () => {
    freebox = client({ credentials: { appId: "fr.test", appToken: () => new Promise(() => undefined) } });
    const stop = new AbortController();
    const call = rejection(freebox.redirections.list({ signal: stop.signal }));
    await box.arrived(1);
    stop.abort();
    expect(await call).toMatchObject({ name: "FreeboxTransportError", reason: "aborted", sent: false });
  });
});

describe("giving up while others wait", () => {
  test("one caller who gives up leaves the shared login to the others", async () => {
    let release: (() => void) | undefined;
    const gate = new Promise<string>((resolve) => {
      release = () => resolve(box.credentials.appToken);
    });
    freebox = client({ credentials: { appId: "fr.test", appToken: () => gate } });
    const stop = new AbortController();
    const leaving = rejection(freebox.redirections.create(RULE, { signal: stop.signal }));
    const staying = freebox.staticLeases.list();
    await box.arrived(1);
    stop.abort();
    const error = await leaving;
    expect(isFreeboxError(error) && error.name === "FreeboxTransportError" && !error.sent).toBe(true);
    release?.();
    await expect(staying).resolves.toEqual([]);
    expect(box.requests).toEqual([...FIRST, "GET /dhcp/static_lease/"]);
  });

  test("when the last one has given up, the next call logs in anew", async () => {
    let stalled = true;
    box.answer = ({ path }) => (path === "/login/" && stalled ? "stall" : undefined);
    const stop = new AbortController();
    const left = rejection(freebox.redirections.list({ signal: stop.signal }));
    await box.arrived(2);
    stop.abort();
    expect(await left).toMatchObject({ reason: "aborted", operation: "POST /login/session/" });
    stalled = false;
    await expect(freebox.redirections.list()).resolves.toEqual([]);
  });
});

const RULE = { ip_proto: "tcp", wan_port_start: 7654, lan_ip: "192.168.1.42", lan_port: 22 } as const;

describe("closing", () => {
  test("logs out once, and a client that never logged in sends nothing", async () => {
    await freebox.close();
    expect(box.requests).toEqual([]);
    await freebox.redirections.list();
    await freebox.close();
    await freebox.close();
    expect(box.requests).toEqual([...FIRST, "GET /fw/redir/", "POST /login/logout/"]);
    expect(box.sessions.size).toBe(0);
  });

  test("a box that no longer answers does not make it fail", async () => {
    await freebox.redirections.list();
    box.answer = () => "reset";
    await expect(freebox[Symbol.asyncDispose]()).resolves.toBeUndefined();
  });

  test("a later call opens a new session", async () => {
    await freebox.redirections.list();
    await freebox.close();
    await expect(freebox.redirections.list()).resolves.toEqual([]);
  });
});
