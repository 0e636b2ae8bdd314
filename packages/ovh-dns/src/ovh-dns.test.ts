import { Agent } from "node:https";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { clientOf, credentials, scripted, json } from "../test/toy-api.ts";
import { systemClock } from "./clock.ts";
import { isOvhError, OvhError, OvhTransportError } from "./errors.ts";
import { createOvhDns } from "./ovh-dns.ts";

describe("createOvhDns", () => {
  it.each([0, -1, 1.5, 2 ** 31, Number.NaN])("refuses a timeout of %d ms", (timeoutMs) => {
    expect(() => createOvhDns({ credentials, timeoutMs })).toThrow(/createOvhDns: timeoutMs is/);
  });

  it.each([0, 1.5, Number.NaN])("refuses %d calls at once", (maxConcurrentCalls) => {
    expect(() => createOvhDns({ credentials, maxConcurrentCalls })).toThrow(/maxConcurrentCalls is/);
  });

  it.each([-1, Number.NaN, 60_000])("refuses %d ms between calls", (minIntervalMs) => {
    expect(() => createOvhDns({ credentials, minIntervalMs })).toThrow(/minIntervalMs is/);
  });

  it("keeps the time between calls it is told to", async () => {
    const { transport } = scripted(json(200, []), json(200, []), json(200, []));
    const ovh = clientOf(transport, { minIntervalMs: 1000 });
    for (let count = 0; count < 3; count += 1) await ovh.zones.list();
    expect(ovh.clock.waits).toEqual([1000, 1000]);
  });

  it("makes no more calls at once than told", async () => {
    let [running, most] = [0, 0];
    const ovh = createOvhDns({
      credentials,
      maxConcurrentCalls: 2,
      transport: async () => {
        most = Math.max(most, (running += 1));
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return { status: 200, headers: {}, body: "[]" };
      },
    });
    await Promise.all(Array.from({ length: 9 }, () => ovh.zones.list()));
    expect(most).toBe(2);
  });

  it("refuses an agent that does not verify certificates, and leaves a good one open on close", () => {
    const careless = new Agent({ rejectUnauthorized: false });
    expect(() => createOvhDns({ credentials, agent: careless })).toThrow(/does not verify certificates/);
    let destroyed = false;
    const agent = new Agent();
    agent.destroy = () => {
      destroyed = true;
    };
    createOvhDns({ credentials, agent }).close();
    expect(destroyed).toBe(false);
  });

  it("gives a client that shows nothing of its keys", () => {
    const ovh = createOvhDns({ credentials, ca: ["pem"] });
    const printed = inspect([ovh, ovh.zone("taprest.fr")], { depth: 9, showHidden: true });
    for (const secret of Object.values(credentials)) expect(printed).not.toContain(secret);
    ovh.close();
    ovh.close();
  });

  it("names itself to OVHcloud as told", async () => {
    const { transport, requests } = scripted(json(200, []), json(200, []));
    await createOvhDns({ credentials, transport }).zones.list();
    await createOvhDns({ credentials, transport, userAgent: "my-tool/1" }).zones.list();
    expect(requests.map((request) => request.headers["User-Agent"])).toEqual(["porchlight-ovh-dns", "my-tool/1"]);
  });
});

describe("systemClock", () => {
  it("sleeps, and wakes when told to", async () => {
    const before = systemClock.now();
    await systemClock.sleep(1);
    expect(systemClock.now()).toBeGreaterThan(before);
    await expect(systemClock.sleep(60_000, AbortSignal.abort())).rejects.toThrow();
  });
});

describe("errors", () => {
  it("have a name of their own and no property without a value", () => {
    const error = new OvhTransportError("lost", {
      code: "UNREACHABLE",
      operation: "GET /auth/time",
      reason: "refused",
      sent: false,
    });
    expect([error.name, error.message]).toEqual(["OvhTransportError", "GET /auth/time: lost"]);
    expect(Object.keys(error).toSorted()).toEqual(["code", "operation", "reason", "sent"]);
    expect([isOvhError(error), isOvhError(new OvhError("x", { code: "X", operation: "y" }))]).toEqual([true, true]);
    expect([new Error("x"), { name: "OvhApiError", operation: "x" }, undefined].map(isOvhError)).toEqual([
      false,
      false,
      false,
    ]);
  });
});
