import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { box, client, useHandBox } from "../test/hand-box.ts";
import { APP_TOKEN, granted, refusal, rejection, type Reply } from "../test/tiny-box.ts";
import { FreeboxTransportError } from "./errors.ts";
import type { HttpFunction } from "./http.ts";
import type { Exchange } from "./transport.ts";

const RULE = { ip_proto: "tcp", wan_port_start: 7654, lan_ip: "192.168.1.42", lan_port: 22 } as const;

useHandBox();

/** Everything a program could show of an error; the inspection has its stack and its cause. */
function shown(error: unknown): string {
  return [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error), String(error)].join();
}

describe("an observer", () => {
  test("is told of every exchange, without secrets, and cannot break a call", async () => {
    const seen: Exchange[] = [];
    const onExchange = (exchange: Exchange): void => {
      seen.push(exchange);
      throw new Error("a broken observer");
    };
    let broken = false;
    box.answer = ({ path }) => {
      if (path !== "/fw/redir/" || broken) return undefined;
      broken = true;
      return "reset";
    };
    const freebox = client({ onExchange });
    await freebox.redirections.list();
    await rejection(client({ onExchange, transport: () => Promise.reject(new Error("no")) }).apiVersion());
    box.answer = ({ method }) => (method === "DELETE" ? refusal("noent") : undefined);
    await rejection(freebox.redirections.remove(75));
    expect(seen.map(({ method, path, status, errorCode }) => ({ method, path, status, errorCode }))).toEqual([
      { method: "GET", path: "/api_version", status: 200, errorCode: undefined },
      { method: "GET", path: "/login/", status: 200, errorCode: undefined },
      { method: "POST", path: "/login/session/", status: 200, errorCode: undefined },
      { method: "GET", path: "/fw/redir/", status: undefined, errorCode: "dropped" },
      { method: "GET", path: "/fw/redir/", status: 200, errorCode: undefined },
      ...[1, 2, 3].map(() => ({ method: "GET", path: "/api_version", status: undefined, errorCode: "dropped" })),
      { method: "DELETE", path: "/fw/redir/75", status: 200, errorCode: "noent" },
    ]);
    expect(JSON.stringify(seen)).not.toMatch(/session\/token|app-token/);
    expect(seen.every(({ ms }) => ms >= 0)).toBe(true);
  });
});

describe("secrets", () => {
  test.each<[string, (secret: string) => Reply]>([
    ["a box that quotes them in its message", (secret) => refusal("inval", { msg: `bad token ${secret}` })],
    ["a box that quotes them in its code", (secret) => refusal(`inval_${secret}`, { missing_right: secret })],
    ["a page that quotes them", (secret) => ({ raw: `<p>${secret}</p>` })],
    ["an odd answer that holds them", (secret) => granted([{ id: secret, wan_port_start: secret }])],
    ["a dropped connection", () => "reset"],
  ])("do not show after %s", async (_, reply) => {
    const freebox = client();
    await freebox.redirections.list();
    const [session = ""] = box.sessions;
    expect(session).not.toBe("");
    box.answer = ({ path }) => (path.startsWith("/fw/") ? reply(session) : undefined);
    expect(shown(await rejection(freebox.redirections.list()))).not.toContain(session);
    expect(shown(await rejection(freebox.redirections.create(RULE)))).not.toContain(session);
  });

  test("the application token and its proof do not show after a failed login", async () => {
    let proof = "";
    box.answer = ({ path, body }) => {
      if (path !== "/login/session/") return undefined;
      proof = z.object({ password: z.string() }).parse(body).password;
      return refusal("invalid_token", { msg: `${APP_TOKEN} ${proof}` });
    };
    const error = shown(await rejection(client().redirections.list()));
    expect(error).toContain("[secret] [secret]");
    expect(error).not.toContain(APP_TOKEN);
    expect(error).not.toContain(proof);
  });

  test("do not show in the client itself", async () => {
    const freebox = client();
    await freebox.redirections.list();
    expect(inspect(freebox, { depth: 20, showHidden: true })).not.toMatch(/session\/token|app-token/);
  });

  test("what an HTTP function rejects with is not kept: only its name, code and message are, redacted", async () => {
    const config = { headers: { "x-fbx-app-auth": APP_TOKEN } };
    const transport: HttpFunction = () =>
      Promise.reject(Object.assign(new Error("socket hang up"), { code: "EPIPE", config }));
    const error = await rejection(client({ transport }).apiVersion());
    expect(error).toBeInstanceOf(FreeboxTransportError);
    const cause = error instanceof Error ? error.cause : undefined;
    expect(cause).toMatchObject({ message: "socket hang up", name: "Error", code: "EPIPE" });
    expect(Object.keys(cause ?? {}).toSorted()).toEqual(["code", "name"]);
    expect(shown(error)).not.toContain(APP_TOKEN);
  });
});
