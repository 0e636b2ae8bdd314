import type { RequestListener } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { TunnelSeen } from "@porchlight/core";
import { startPages } from "../test/home.ts";
import { readPage, titleOf } from "./http-page.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
const read = async (listener: RequestListener, host = "localhost"): Promise<TunnelSeen> => {
  const pages = await startPages(listener);
  closers.push(pages.close);
  return readPage(async () => connect(pages.port, "127.0.0.1"), { host, port: 80 });
};

describe("the title of a page", () => {
  test.each([
    ["<html><head><TITLE lang=en>\n Octo\tPrint\u0007 </TITLE>", "Octo Print"],
    ["<title></title>", undefined],
    ["<title> </title>", undefined],
    ["<p>no title</p>", undefined],
    ["<title>cut before its e", undefined],
    [`<title>${"x".repeat(300)}</title>`, "x".repeat(200)],
  ])("of %j", (html, title) => {
    expect(titleOf(html)).toBe(title);
  });
});

describe("a page", () => {
  test("is asked for at its own host, by GET, without compression", async () => {
    const seen = await read((request, response) => {
      const { host, connection } = request.headers;
      response.end(
        `<title>${request.method} ${request.url} ${host} ${connection} ${request.headers["accept-encoding"]}</title>`,
      );
    });
    expect(seen).toEqual({ httpStatus: 200, title: "GET / localhost:80 close identity" });
    await expect(
      read((request, response) => void response.end(`<title>${request.headers.host}`.concat("</title>")), "::1"),
    ).resolves.toMatchObject({
      title: "[::1]:80",
    });
  });

  test("without a title is its status", async () => {
    await expect(read((_request, response) => void response.writeHead(503).end())).resolves.toEqual({
      httpStatus: 503,
    });
  });

  test("is read no further than 64 kB", async () => {
    const seen = await read((_request, response) => {
      response.write("<title>long</title>");
      const more = (): void => {
        while (!response.destroyed && response.write("x".repeat(10_000)));
      };
      response.on("drain", more);
      more();
    });
    expect(seen).toEqual({ httpStatus: 200, title: "long" });
  });

  test("that is cut has still shown what came", async () => {
    const seen = await read((_request, response) => {
      response.setHeader("content-length", "1000");
      response.write("<title>cut</title>", () => response.destroy());
    });
    expect(seen).toEqual({ httpStatus: 200, title: "cut" });
  });

  test("is followed to where it redirects at the same place", async () => {
    const seen = await read((request, response) => {
      if (request.url === "/") response.writeHead(302, { location: "/login/?redirect=%2F" }).end();
      else response.end(`<title>${request.url}</title>`);
    });
    expect(seen).toEqual({ httpStatus: 200, title: "/login/?redirect=%2F" });
  });

  test.each(["https://localhost/", "http://elsewhere.example/", "http://[bad"])(
    "is not followed to %s",
    async (location) => {
      const seen = await read(
        (_request, response) => void response.writeHead(301, { location }).end("<title>Moved</title>"),
      );
      expect(seen).toEqual({ httpStatus: 301, title: "Moved" });
    },
  );

  test("is not followed in circles", async () => {
    let asked = 0;
    const seen = await read((_request, response) => {
      asked += 1;
      response.writeHead(302, { location: "/" }).end();
    });
    expect(seen).toEqual({ httpStatus: 302 });
    expect(asked).toBe(4);
  });
});
