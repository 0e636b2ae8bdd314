import { inspect } from "node:util";
import { type FreeboxDoor, startFreebox } from "@porchlight/simulator";
import { afterEach, describe, expect, test } from "vitest";
import { createHandClock } from "../test/hand-clock.ts";
import { granted, rejection, type Reply, startTinyBox, type TinyBox } from "../test/tiny-box.ts";
import { createFreebox } from "./client.ts";
import { pairFreebox, type PairingOptions, type PairingStep } from "./pairing.ts";

const APPLICATION = { appId: "fr.test", appName: "Test", appVersion: "1.0", deviceName: "here" };

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const door = async (options: Parameters<typeof startFreebox>[0] = {}): Promise<FreeboxDoor> => {
  const opened = await startFreebox(options);
  closers.push(() => opened.close());
  return opened;
};

const box = async (answer: TinyBox["answer"]): Promise<TinyBox> => {
  const opened = await startTinyBox(answer);
  closers.push(() => opened.close());
  return opened;
};

const collect = async (options: PairingOptions): Promise<PairingStep[]> => {
  const steps: PairingStep[] = [];
  for await (const step of pairFreebox(options)) steps.push(step);
  return steps;
};

/** Options for a door, on a clock that does not wait. */
const at = (url: string): PairingOptions & { readonly clock: ReturnType<typeof createHandClock> } => ({
  application: APPLICATION,
  endpoint: url,
  timeoutMs: 5_000,
  clock: createHandClock(5_000),
});

describe("with somebody at the box", () => {
  test("who says yes: the token opens it, and lacks the right that is only ticked", async () => {
    const { url, requests, world } = await door({ person: { afterLooks: 3 } });
    const options = at(url);
    const [first, last, ...others] = await collect(options);
    expect([first, others]).toEqual([{ state: "pending", trackId: 2 }, []]);
    if (last?.state !== "granted") throw new Error("it was not granted");
    expect(last.credentials).toEqual({ appId: "fr.test", appToken: expect.any(Function), endpoint: url });
    expect(inspect(last, { depth: 9 })).not.toContain(world.apps.get("fr.test")?.token);
    expect(options.clock.pauses).toEqual([1_000, 1_000, 1_000]);
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /api_version",
      "POST /api/v16/login/authorize/",
      ...Array.from({ length: 4 }, () => "GET /api/v16/login/authorize/2"),
    ]);
    const freebox = createFreebox({ credentials: last.credentials });
    closers.push(() => freebox.close());
    expect(await freebox.rights.missing(["downloader", "settings", "constructor"])).toEqual([
      "settings",
      "constructor",
    ]);
    const app = world.apps.get("fr.test");
    if (app !== undefined) app.permissions["settings"] = true;
    expect(await freebox.rights.missing(["settings"])).toEqual([]);
    expect(await freebox.rights.list()).toMatchObject({ settings: true, downloader: true });
  });

  test("who says no", async () => {
    const { url } = await door({ person: { answer: "denies" } });
    expect(await collect(at(url))).toEqual([{ state: "pending", trackId: 2 }, { state: "denied" }]);
  });

  test("another pause is kept between the looks", async () => {
    const { url } = await door({ person: { afterLooks: 1 } });
    const options = { ...at(url), pollMs: 250 };
    await collect(options);
    expect(options.clock.pauses).toEqual([250]);
  });
});

describe("without an answer", () => {
  test("nobody comes: a timeout", async () => {
    let now = 0;
    const { url } = await door({ now: () => (now += 31_000) });
    expect((await collect(at(url))).at(-1)).toEqual({ state: "timeout" });
  });

  test("another question of the same application: this one is unknown", async () => {
    const { url } = await door();
    const one = pairFreebox(at(url));
    await one.next();
    await pairFreebox(at(url)).next();
    expect(await one.next()).toEqual({ done: false, value: { state: "unknown" } });
    expect(await one.next()).toEqual({ done: true, value: undefined });
  });

  test("stopped between two looks: the iterator throws, and nothing more is asked", async () => {
    const { url, requests } = await door();
    const stop = new AbortController();
    const steps = pairFreebox({ ...at(url), clock: { now: () => 0, sleep: sleepless(stop) }, signal: stop.signal });
    expect(await steps.next()).toMatchObject({ value: { state: "pending" } });
    expect(await rejection(steps.next())).toMatchObject({ name: "FreeboxTransportError", reason: "aborted" });
    expect(requests).toHaveLength(3);
  });

  test("left early: nothing more is asked", async () => {
    const { url, requests } = await door();
    for await (const step of pairFreebox(at(url))) if (step.state === "pending") break;
    expect(requests).toHaveLength(2);
  });
});

/** A clock whose pause of a second is when the caller gives up; deadlines last. */
function sleepless(stop: AbortController): (ms: number, signal?: AbortSignal) => Promise<void> {
  return (ms, signal) =>
    new Promise((_, reject) => {
      signal?.addEventListener("abort", () => reject(new Error("stopped")));
      if (ms === 1_000) stop.abort();
    });
}

describe("a box that will not even ask", () => {
  test("its owner lets no new applications in", async () => {
    const { url } = await door({ switches: { newApps: "denied" } });
    expect(await collect(at(url))).toEqual([
      {
        state: "refused",
        because: "no-new-applications",
        vendorMessage: "L'association de nouvelles applications est désactivée",
      },
    ]);
  });

  test("it is a bridge", async () => {
    const { url } = await door({ lanMode: "bridge" });
    expect(await collect(at(url))).toMatchObject([{ state: "refused", because: "not-on-lan" }]);
  });

  test("its owner lets no applications in at all", async () => {
    const { url } = await box(({ path }) =>
      path === "/login/authorize/" ? { status: 403, body: { success: false, error_code: "apps_denied" } } : undefined,
    );
    expect(await collect(at(url))).toEqual([{ state: "refused", because: "no-applications", vendorMessage: "" }]);
  });
});

describe("what is no answer", () => {
  const TOKEN = "app-token-that-must-not-be-told";
  const tracked = (reply: Reply) =>
    box(({ path }) => {
      if (path === "/login/authorize/") return granted({ app_token: TOKEN, track_id: "7" });
      return path === "/login/authorize/7" ? reply : undefined;
    });

  test.each<[string, Reply, string]>([
    ["a refusal", { status: 403, body: { success: false, error_code: "ratelimited", msg: TOKEN } }, "ratelimited"],
    ["another shape", granted({ status: 7 }), "SCHEMA"],
    ["garbage", { raw: `<html>${TOKEN}` }, "TRANSPORT"],
  ])("%s is thrown, without the token", async (_, reply, code) => {
    const { url } = await tracked(reply);
    const error = await rejection(collect(at(url)));
    expect(error).toMatchObject({ code, operation: "GET /login/authorize/7" });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(TOKEN);
  });

  test("a word nobody knows is waited out", async () => {
    const { url } = await box(({ path }) => {
      if (path === "/login/authorize/") return granted({ app_token: TOKEN, track_id: 7 });
      return path === "/login/authorize/7" ? granted({ status: looks++ < 2 ? "thinking" : "denied" }) : undefined;
    });
    let looks = 0;
    expect((await collect(at(url))).at(-1)).toEqual({ state: "denied" });
    expect(looks).toBe(3);
  });

  test("a question that is refused otherwise, and one that is answered with nothing, are thrown", async () => {
    const { url } = await box(() => undefined);
    expect(await rejection(collect(at(url)))).toMatchObject({ code: "auth_required" });
    const other = await box(({ path }) => (path === "/login/authorize/" ? granted({}) : undefined));
    expect(await rejection(collect(at(other.url)))).toMatchObject({
      paths: ["result.app_token", "result.track_id"],
      operation: "POST /login/authorize/",
    });
  });

  test("an application without a name is refused before anything is sent, and nothing is sent before it is asked for", async () => {
    const { url, requests } = await box(() => undefined);
    pairFreebox(at(url));
    const nameless = { ...at(url), application: { ...APPLICATION, appName: "" } };
    expect(await rejection(collect(nameless))).toMatchObject({ name: "FreeboxInputError", operation: "pairFreebox" });
    expect(await rejection(collect({ ...at(url), endpoint: "here" }))).toMatchObject({ operation: "pairFreebox" });
    expect(requests).toEqual([]);
  });
});
