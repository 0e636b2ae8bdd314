import { Agent, createServer } from "node:http";
import { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { box, client, useHandBox } from "../test/hand-box.ts";
import { closedPort, listen, rejection } from "../test/tiny-box.ts";
import type { HttpFunction } from "./http.ts";

useHandBox();

describe("a box that is not there", () => {
  test("is refused, nothing was sent", async () => {
    const port = await closedPort();
    const error = await rejection(client({ endpoint: `http://127.0.0.1:${port}` }).redirections.list());
    expect(error).toMatchObject({ reason: "refused", sent: false, cause: { code: "ECONNREFUSED" } });
  });

  test("is refused under a name with several addresses too", async () => {
    const port = await closedPort();
    const both = ["127.0.0.1", "127.0.0.2"].map((address) => ({ address, family: 4 }));
    const agent = new Agent({ lookup: (_name, _options, callback) => callback(null, both), autoSelectFamily: true });
    const error = await rejection(client({ endpoint: `http://localhost:${port}`, agent }).apiVersion());
    expect(error).toMatchObject({ reason: "refused", sent: false, cause: { code: "ECONNREFUSED" } });
  });

  test("without a way to it nothing was sent, which the socket's own error tells", async () => {
    class NoRouteAgent extends Agent {
      override createConnection(): Socket {
        const socket = new Socket();
        const error = Object.assign(new Error("no route"), { code: "EHOSTUNREACH", syscall: "connect" });
        process.nextTick(() => socket.destroy(error));
        return socket;
      }
    }
    const error = await rejection(client({ agent: new NoRouteAgent() }).apiVersion());
    expect(error).toMatchObject({ reason: "unreachable", sent: false, cause: { message: "no route" } });
  });

  test("is not there for TLS either when it speaks plain HTTP", async () => {
    const error = await rejection(client({ endpoint: box.url.replace("http:", "https:") }).apiVersion());
    expect(error).toMatchObject({ name: "FreeboxTransportError", reason: "dropped" });
  });

  test.each([
    [{ code: "ENOTFOUND", syscall: "getaddrinfo" }, "unresolved", "no address"],
    [{ code: "EAI_AGAIN", syscall: "getaddrinfo" }, "unresolved", "no address"],
    [{ code: "EHOSTUNREACH", syscall: "connect" }, "unreachable", "EHOSTUNREACH"],
    [{ code: "ETIMEDOUT", syscall: "connect" }, "unreachable", "ETIMEDOUT"],
    [{ code: "CERT_HAS_EXPIRED" }, "certificate", "clock"],
    [{ code: "CERT_NOT_YET_VALID" }, "certificate", "clock"],
    [{ code: "ERR_TLS_CERT_ALTNAME_INVALID" }, "certificate", "by its name"],
    [{ code: "SELF_SIGNED_CERT_IN_CHAIN" }, "certificate", '"ca"'],
  ])("%o is told as %s", async (fault, reason, words) => {
    const transport: HttpFunction = () => Promise.reject(Object.assign(new Error("raw"), fault));
    const error = await rejection(client({ transport }).apiVersion());
    expect(error).toMatchObject({ reason, sent: false });
    expect(String(error)).toContain(words);
  });

  test("a rejection that is not even an error is a dropped connection", async () => {
    const odd = { toString: () => "bang" };
    const transport: HttpFunction = () => Promise.reject(odd);
    await expect(client({ transport }).apiVersion()).rejects.toMatchObject({ reason: "dropped" });
  });
});

describe("what is sent", () => {
  test("is JSON with a user agent, the token only where a session is needed, never through a proxy", async () => {
    const seen: { path: string; token: boolean; agent: string | undefined; type: string | undefined }[] = [];
    const server = createServer((request, response) => {
      const path = request.url ?? "";
      seen.push({
        path,
        token: request.headers["x-fbx-app-auth"] !== undefined,
        agent: request.headers["user-agent"],
        type: request.headers["content-type"],
      });
      const result = path.includes("login") ? { challenge: "c", session_token: "t" } : undefined;
      response.end(
        JSON.stringify(
          path === "/api_version" ? { api_version: "4.0", api_base_url: "/api/" } : { success: true, result },
        ),
      );
    });
    const endpoint = `http://127.0.0.1:${await listen(server)}/`;
    const before = process.env["http_proxy"];
    process.env["http_proxy"] = "http://127.0.0.1:9";
    try {
      await client({ endpoint, userAgent: "a-tool/1" }).redirections.remove(3);
    } finally {
      if (before === undefined) delete process.env["http_proxy"];
      else process.env["http_proxy"] = before;
      server.close();
      server.closeAllConnections();
    }
    expect(seen).toEqual([
      { path: "/api_version", token: false, agent: "a-tool/1", type: undefined },
      { path: "/api/v4/login/", token: false, agent: "a-tool/1", type: undefined },
      { path: "/api/v4/login/session/", token: false, agent: "a-tool/1", type: "application/json" },
      { path: "/api/v4/fw/redir/3", token: true, agent: "a-tool/1", type: undefined },
    ]);
  });

  test("goes over the agent given, which stays the caller's", async () => {
    let connections = 0;
    class CountingAgent extends Agent {
      override createConnection(...args: Parameters<Agent["createConnection"]>): ReturnType<Agent["createConnection"]> {
        connections += 1;
        return super.createConnection(...args);
      }
    }
    const agent = new CountingAgent({ keepAlive: true });
    const freebox = client({ agent });
    await freebox.redirections.list();
    await freebox.close();
    expect(connections).toBe(1);
    expect(Object.keys(agent.freeSockets)).toHaveLength(1);
    agent.destroy();
  });
});
