import { once } from "node:events";
import { request } from "node:https";
import { expect, test } from "vitest";
import { login, replyOf, requestOf } from "../test/ask.ts";
import { opened } from "../test/closing.ts";
import { startFreebox } from "./doors.ts";
import { outsideAnswer } from "./freebox-outside.ts";
import { startHome } from "./home.ts";
import { createWorld } from "./seeds.ts";

const ask = (world: ReturnType<typeof createWorld>, method: string, path: string, token?: string) =>
  outsideAnswer(world, requestOf(method, path, undefined, token === undefined ? {} : { "x-fbx-app-auth": token }));

test("a stranger outside is told where the box is, and no more", () => {
  const world = createWorld();
  const told = ask(world, "GET", "/api_version").body;
  expect(Object.keys(told ?? {}).toSorted()).toEqual([
    "api_base_url",
    "api_domain",
    "api_version",
    "https_available",
    "https_port",
  ]);
  expect(ask(world, "GET", "/api_version", login(world)).body).toMatchObject({ uid: world.uid });
  expect(replyOf(ask(world, "POST", "/api/v16/login/authorize/"))).toMatchObject({
    status: 403,
    error_code: "denied_from_external_ip",
  });
  expect(ask(world, "GET", "/api/v16/system/", login(world)).status).toBe(200);
  world.isReachableOutside = false;
  expect(ask(world, "GET", "/api_version").status).toBe(404);
});

test.each([
  ["a box alone", () => startFreebox({ switches: { remoteDoor: "open" } })],
  [
    "a whole home",
    async () => {
      const home = await startHome({ switches: { remoteDoor: "open" } });
      return { ...home.freebox, close: home.close };
    },
  ],
] as const)("%s is met under its own name and port", async (_, begin) => {
  const { remote } = await opened(begin());
  const asked = request(`${remote?.endpoint}/api_version`, { agent: remote?.agent ?? false });
  asked.end();
  const [answer]: { statusCode?: number; resume(): unknown }[] = await once(asked, "response");
  answer?.resume();
  expect(answer?.statusCode).toBe(200);
  expect(remote?.endpoint).toMatch(/^https:\/\/[0-9a-f]{8}\.fbxos\.fr:\d+$/);
});

test("there is no such door unless it is asked for", async () => {
  expect(await opened(startFreebox())).not.toHaveProperty("remote");
});
