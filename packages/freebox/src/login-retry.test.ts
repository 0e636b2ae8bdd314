import { afterEach, beforeEach, expect, test } from "vitest";
import { inspect } from "node:util";
import { granted, refusal, rejection, type Reply, startTinyBox, type TinyBox } from "../test/tiny-box.ts";
import { createFreebox, type Freebox } from "./client.ts";
import { loginPassword } from "./session.ts";

let box: TinyBox;
let freebox: Freebox;
const POST = "POST /login/session/";
const FIRST = ["GET /api_version", "GET /login/", POST];

beforeEach(async () => {
  box = await startTinyBox();
  freebox = createFreebox({ endpoint: box.url, credentials: box.credentials });
});
afterEach(async () => {
  await freebox.close();
  await box.close();
});

/** A box that moves on to the next challenge at each refused login and takes only the answer to `right`. */
const moving = (challenges: readonly unknown[], right: string, code = "invalid_token"): void => {
  let refused = 0;
  box.answer = ({ path, body }): Reply | undefined => {
    if (path === "/login/") return granted({ challenge: "first" });
    if (path !== "/login/session/") return undefined;
    const password = loginPassword(box.credentials.appToken, right);
    if (inspect(body).includes(password)) {
      box.sessions.add("tok");
      return granted({ session_token: "tok" });
    }
    return refusal(code, { result: { challenge: challenges[refused++], password_salt: "salt" } });
  };
};

test("a challenge that changed under the login is answered anew, once, without another GET", async () => {
  moving(["second"], "second");
  await expect(freebox.redirections.list()).resolves.toEqual([]);
  expect(box.requests).toEqual([...FIRST, POST, "GET /fw/redir/"]);
});

test("a token refused twice is refused, and the error keeps no challenge", async () => {
  moving(["second", "third", "fourth"], "never");
  const error = await rejection(freebox.redirections.list());
  expect(error).toMatchObject({ name: "FreeboxApiError", code: "invalid_token", status: 403, operation: POST });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/second|third|salt/);
  expect(box.requests).toEqual([...FIRST, POST]);
});

test.each([
  ["the same challenge", ["first"], "invalid_token"],
  ["no challenge", [undefined], "invalid_token"],
  ["an empty challenge", [""], "invalid_token"],
  ["a challenge that is no text", [["a"]], "invalid_token"],
  ["another refusal", ["second"], "pending_token"],
])("%s is final", async (_, challenges, code) => {
  moving(challenges, "second", code);
  await expect(freebox.redirections.list()).rejects.toMatchObject({ code });
  expect(box.requests).toEqual(FIRST);
});
