import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { startOvh } from "@porchlight/simulator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFreebox, type Freebox, type FreeboxOptions } from "./client.ts";
import { FreeboxInputError } from "./errors.ts";

const KEY = "NODE_TLS_REJECT_UNAUTHORIZED";
/** Any HTTPS listener whose authority nobody trusts. */
let door: Awaited<ReturnType<typeof startOvh>>;
beforeAll(async () => {
  door = await startOvh();
});
afterAll(() => door.close());

const client = (more: Partial<FreeboxOptions> = {}): Freebox =>
  createFreebox({
    endpoint: new URL(door.url).origin,
    credentials: { appId: "fr.test", appToken: "t" },
    random: () => 0,
    clock: { now: () => 0, sleep: (ms) => (ms < 1_000 ? Promise.resolve() : new Promise(() => undefined)) },
    ...more,
  });

/** What a call meets while the environment tells Node to verify nothing. */
const meeting = async (freebox: Freebox): Promise<unknown> => {
  const before = process.env[KEY];
  process.env[KEY] = "0";
  try {
    return await freebox.apiVersion().catch((error: unknown) => error);
  } finally {
    if (before === undefined) delete process.env[KEY];
    else process.env[KEY] = before;
    await freebox.close();
  }
};

describe("certificates are verified whatever the environment says", () => {
  const distrust = { name: "FreeboxTransportError", reason: "certificate", sent: false };

  test("over sockets of our own", async () => {
    expect(await meeting(client())).toMatchObject(distrust);
  });

  test("over an agent that was given", async () => {
    const agent = new HttpsAgent();
    expect(await meeting(client({ agent }))).toMatchObject(distrust);
    agent.destroy();
  });

  test("and one that is trusted is spoken to", async () => {
    expect(await meeting(client({ ca: door.clientOptions.ca }))).toMatchObject({ reason: "status", status: 404 });
  });
});

describe("an agent", () => {
  test("that does not verify certificates is refused", () => {
    const agent = new HttpsAgent({ rejectUnauthorized: false });
    expect(() => client({ agent })).toThrow(FreeboxInputError);
    expect(() => client({ agent })).toThrow(/createFreebox: the agent does not verify certificates/);
  });

  test.each([new HttpsAgent(), new HttpsAgent({ rejectUnauthorized: true }), new HttpAgent()])(
    "that does, or needs not, is taken",
    async (agent) => {
      await client({ agent }).close();
    },
  );
});
