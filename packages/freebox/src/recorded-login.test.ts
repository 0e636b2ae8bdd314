import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { client, VERSION } from "../test/answering.ts";
import { FOLDER, recordedCases, withFixtures } from "../test/fixtures.ts";
import type { Freebox } from "./client.ts";
import type { HttpFunction } from "./http.ts";
import { pairFreebox, type PairingStep } from "./pairing.ts";

/** What this package leaves alone, by how its file begins: keys and passwords, and what is set up once. */
const ELSEWHERE = /^(vpn_(config|user)|wifi_(bss|custom_key|mac_filter|radar))\./;

const byPath =
  (answers: Readonly<Record<string, { status?: number | undefined; body: unknown }>>) =>
  (path: string): { status?: number; body: unknown } => {
    const { status = 200, body } = answers[path.replace(/^\/api\/v16/, "")] ?? { body: undefined };
    return { status, body };
  };

const box = (challenge: unknown, session: { status?: number | undefined; body: unknown }): Freebox =>
  client(
    byPath({
      "/api_version": { body: VERSION },
      "/login/": { body: challenge },
      "/login/session/": session,
    }),
  );

const OPEN = { body: { success: true, result: { session_token: "t", permissions: {} } } };

/** The steps of a pairing whose question and looks are answered so, the last look again and again. */
const stepsOf = async (asked: { status: number | undefined; body: unknown }, looks: readonly unknown[]) => {
  let looked = 0;
  const transport: HttpFunction = ({ url, method }) => {
    const path = new URL(url).pathname;
    const look = { body: looks[Math.min(looked, looks.length - 1)], status: 200 };
    if (method === "GET" && path.includes("/authorize/")) looked += 1;
    const { status = 200, body } =
      path === "/api_version" ? { body: VERSION } : path.endsWith("/authorize/") ? asked : look;
    return Promise.resolve({ status, headers: {}, body: JSON.stringify(body) });
  };
  const application = { appId: "a", appName: "A", appVersion: "1", deviceName: "d" };
  const steps: PairingStep["state"][] = [];
  for await (const { state } of pairFreebox({ application, transport, pollMs: 0 })) steps.push(state);
  return steps;
};

describe("the recorded logins", () => {
  withFixtures(() => {
    test.each(recordedCases("login_challenge.json"))("login_challenge.json: $name is answered", async ({ body }) => {
      expect(await box(body, OPEN).rights.list()).toEqual({});
    });

    const [challenge] = recordedCases("login_challenge.json");
    test.each(recordedCases("login_session.json"))("login_session.json: $name", async ({ status, body }) => {
      const rights = box(challenge?.body, { status, body }).rights.list();
      if (body.error_code === undefined) expect(await rights).toMatchObject({ settings: true, calls: false });
      else await expect(rights).rejects.toMatchObject({ name: "FreeboxApiError", code: body.error_code, status });
    });

    test.each(recordedCases("lan_wol.json"))("lan_wol.json: $name", async ({ body }) => {
      const freebox = client(
        byPath({
          "/api_version": { body: VERSION },
          "/login/": { body: challenge?.body },
          "/login/session/": OPEN,
          "/lan/wol/pub/": { body },
        }),
      );
      await expect(freebox.lan.wake({ mac: "B8:27:EB:12:34:56" })).resolves.toBeUndefined();
    });

    test("login_authorize.json and login_track.json are a pairing from its question to its answer", async () => {
      const [granted, refused] = recordedCases("login_authorize.json");
      const track = recordedCases("login_track.json");
      expect(track.map(({ name }) => name)).toEqual(["pending", "granted", "granted_doc"]);
      const [pending, ...answers] = track.map(({ body }) => body);
      if (granted === undefined || refused === undefined) throw new Error("nothing is recorded");
      for (const answer of answers) expect(await stepsOf(granted, [pending, answer])).toEqual(["pending", "granted"]);
      expect(await stepsOf(refused, [])).toEqual(["refused"]);
    });

    test("no recorded file of a chapter of this package is left unread by its tests", () => {
      const tests = readdirSync(import.meta.dirname)
        .filter((file) => file.endsWith(".test.ts"))
        .map((file) => readFileSync(new URL(file, import.meta.url), "utf8"))
        .join("");
      const files = readdirSync(FOLDER).filter((file) => file.endsWith(".json") && !ELSEWHERE.test(file));
      expect(files.length).toBeGreaterThan(35);
      expect(files.filter((file) => !tests.includes(file))).toEqual([]);
    });
  });
});
