import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { box, client, clock, useHandBox } from "../test/hand-box.ts";
import { granted, refusal, rejection, type Reply } from "../test/tiny-box.ts";
import type { HttpFunction } from "./http.ts";
import type { Exchange } from "./transport.ts";

const RULE = { ip_proto: "tcp", wan_port_start: 7654, lan_ip: "192.168.1.42", lan_port: 22 } as const;

useHandBox();

/** Answers the list of redirections with each reply in turn, then with an empty list; how often it was asked. */
function inTurn(...replies: readonly Reply[]): () => number {
  let asked = 0;
  box.answer = ({ path }) => {
    if (path !== "/fw/redir/") return undefined;
    asked += 1;
    return replies[asked - 1] ?? granted();
  };
  return () => asked;
}

describe("a read is tried again", () => {
  test.each<[string, Reply]>([
    ["a dropped connection", "reset"],
    ["a truncated answer", "truncate"],
    ["a bare 503", { status: 503, raw: "<h1>busy</h1>" }],
    ["a bare 429", { status: 429, raw: "" }],
    ["an enveloped 500", { status: 500, body: { success: false, error_code: "service_down", msg: "" } }],
  ])("after %s, at most twice, with growing pauses", async (_, reply) => {
    const asked = inTurn(reply, reply);
    await expect(client().redirections.list()).resolves.toEqual([]);
    expect(asked()).toBe(3);
    expect(clock.pauses).toEqual([150, 300]);
  });

  test("and then its last error is raised", async () => {
    const asked = inTurn("reset", "reset", { status: 502, raw: "" });
    await expect(client().redirections.list()).rejects.toMatchObject({
      code: "TRANSPORT",
      reason: "status",
      status: 502,
    });
    expect(asked()).toBe(3);
  });

  test("not before the wait the box asks for", async () => {
    inTurn({ status: 429, headers: { "retry-after": "2" }, raw: "" });
    await client().redirections.list();
    expect(clock.pauses).toEqual([2_000]);
  });

  test("not at all when that wait is longer than the deadline", async () => {
    const asked = inTurn({ status: 503, headers: { "retry-after": "60" }, raw: "" });
    await expect(client().redirections.list()).rejects.toMatchObject({ status: 503 });
    expect(asked()).toBe(1);
  });

  test("not after the caller has stopped: the last error stands", async () => {
    const stop = new AbortController();
    let asked = 0;
    box.answer = ({ path }) => {
      if (path !== "/fw/redir/") return undefined;
      asked += 1;
      return "reset";
    };
    const onExchange = ({ path }: Exchange): void => {
      if (path === "/fw/redir/") stop.abort();
    };
    await expect(client({ onExchange }).redirections.list({ signal: stop.signal })).rejects.toMatchObject({
      reason: "dropped",
    });
    expect(asked).toBe(1);
  });

  test.each<[string, Reply, object]>([
    ["a business error", refusal("noent"), { code: "noent" }],
    ["a bare 404", { status: 404, raw: "nothing here" }, { reason: "status", status: 404 }],
    [
      "a redirect, which is not followed",
      { status: 302, headers: { location: "/elsewhere" }, raw: "" },
      { status: 302 },
    ],
    ["a page that is not JSON", { raw: "<html>a hotel portal</html>" }, { reason: "not-json", status: 200 }],
    ["JSON without an envelope", { body: [1] }, { name: "FreeboxSchemaError", paths: ["success"] }],
    ["JSON of another service with an error status", { status: 400, body: {} }, { reason: "status", status: 400 }],
  ])("not after %s", async (_, reply, error) => {
    const asked = inTurn(reply);
    await expect(client().redirections.list()).rejects.toMatchObject(error);
    expect(asked()).toBe(1);
    expect(clock.pauses).toEqual([]);
  });
});

describe("a write is sent once", () => {
  test.each<[string, Reply, object]>([
    ["a dropped connection", "reset", { reason: "dropped", sent: true }],
    ["a truncated answer", "truncate", { reason: "dropped", sent: true }],
    ["a bare 503", { status: 503, raw: "" }, { reason: "status", sent: true, status: 503 }],
    ["garbage", { raw: "{" }, { reason: "not-json", sent: true }],
  ])("also after %s, and the error says that it left", async (_, reply, error) => {
    const asked = inTurn(reply);
    await expect(client().redirections.create(RULE)).rejects.toMatchObject(error);
    expect(asked()).toBe(1);
  });
});

describe("a deadline", () => {
  test("ends a call to a box that never answers, and leaves no timer", async () => {
    inTurn("stall");
    const call = rejection(client().redirections.create(RULE));
    await box.arrived(4);
    clock.pass();
    expect(await call).toMatchObject({
      reason: "timeout",
      sent: true,
      message: "POST /fw/redir/: no answer within 5000 ms",
    });
  });

  test("covers discovery and login, which count as not sent", async () => {
    box.answer = ({ path }) => (path === "/login/session/" ? "stall" : undefined);
    const call = rejection(client().redirections.create(RULE));
    await box.arrived(3);
    clock.pass();
    expect(await call).toMatchObject({ reason: "timeout", sent: false, operation: "POST /login/session/" });
  });

  test("holds for an HTTP function that heeds no signal", async () => {
    let asked: (() => void) | undefined;
    const reached = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const transport: HttpFunction = () => {
      asked?.();
      return new Promise(() => undefined);
    };
    const call = rejection(client({ transport }).apiVersion());
    await reached;
    clock.pass();
    expect(await call).toMatchObject({ reason: "timeout", operation: "GET /api_version" });
  });
});

describe("a caller's signal", () => {
  test("that has fired sends nothing", async () => {
    const freebox = client();
    await freebox.redirections.list();
    box.requests.length = 0;
    await expect(freebox.redirections.create(RULE, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      reason: "aborted",
      sent: false,
    });
    expect(box.requests).toEqual([]);
  });

  test("stops a call under way; a write may have been done", async () => {
    inTurn("stall");
    const stop = new AbortController();
    const call = rejection(client().redirections.create(RULE, { signal: stop.signal }));
    await box.arrived(4);
    stop.abort(new Error("hunter2"));
    const error = await call;
    expect(error).toMatchObject({ reason: "aborted", sent: true });
    expect(inspect(error)).not.toContain("hunter2");
  });
});
