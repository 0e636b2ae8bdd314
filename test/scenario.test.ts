import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { porchlight, type Stage, stage } from "./support.ts";

let on: Stage;
beforeEach(async () => {
  on = await stage();
});
afterEach(() => on.close());

const requestsTo = (door: string): readonly { method: string; path: string }[] =>
  on.home.requests.filter((request) => request.door === door);
const isSession = (path: string): boolean => /\/login\//.test(path);
const writes = (): readonly string[] =>
  on.home.requests
    .filter((request) => request.door !== "dns" && request.method !== "GET" && !isSession(request.path))
    .map((request) => `${request.method} ${request.path}`);

describe("the whole chain", () => {
  it("is planned, applied, proved, and then there is nothing to do", async () => {
    const planned = await porchlight(on, "plan", "--detailed-exitcode");
    expect(planned.code).toBe(2);
    for (const line of [
      "octopi found on the LAN, MAC b8:27:eb:12:34:56: 192.168.1.42",
      "+ lease        b8:27:eb:12:34:56 keeps 192.168.1.42",
      "+ redirection  WAN tcp 7654 -> 192.168.1.42 port 22",
      "+ static name  taprest.freeboxos.fr",
      "+ record       home.taprest.fr CNAME taprest.freeboxos.fr.",
      "^ publish      taprest.fr",
    ])
      expect(planned.stdout).toContain(line);
    expect(writes()).toEqual([]);

    const applied = await porchlight(on, "apply", "--yes");
    expect(applied).toMatchObject({ code: 0 });
    expect(applied.stdout).toContain("Converged: 6 steps done");

    const checked = await porchlight(on, "check");
    expect(checked.stdout).toMatch(
      /^home\.taprest\.fr: all 16 asked links hold, seen from outside \(virtual network\)/,
    );
    expect(checked.code).toBe(0);

    const quiet = await porchlight(on, "plan", "--detailed-exitcode");
    expect(quiet).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Plan: nothing to do\n/) });
  });

  it("writes nothing at the second apply", async () => {
    await porchlight(on, "apply", "--yes");
    const before = JSON.stringify(on.home.state());
    const done = on.home.requests.length;
    const again = await porchlight(on, "apply", "--yes");
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain("Nothing to do");
    expect(
      on.home.requests
        .slice(done)
        .filter((request) => request.door !== "dns" && request.method !== "GET" && !isSession(request.path)),
    ).toEqual([]);
    expect(JSON.stringify(on.home.state())).toBe(before);
  });

  it("keeps to its budget of requests", async () => {
    await porchlight(on, "apply", "--yes");
    expect(requestsTo("ovh").length).toBeLessThanOrEqual(6);
    expect(requestsTo("ovh").filter((request) => request.path.endsWith("/refresh"))).toHaveLength(1);
    expect(requestsTo("freebox").length).toBeLessThanOrEqual(22);
    expect(writes().toSorted()).toEqual([
      "POST /1.0/domain/zone/taprest.fr/record",
      "POST /1.0/domain/zone/taprest.fr/refresh",
      "POST /api/v16/dhcp/static_lease/",
      "POST /api/v16/domain/reserve/",
      "POST /api/v16/fw/redir/",
    ]);
    const applied = on.home.requests.length;
    await porchlight(on, "plan");
    const quiet = on.home.requests.slice(applied);
    expect(quiet.filter((request) => request.door === "ovh")).toHaveLength(1);
    const box = quiet.filter((request) => request.door === "freebox");
    expect(
      box.filter((request) => !isSession(request.path) && !request.path.endsWith("/api_version")).length,
    ).toBeLessThanOrEqual(9);
  });

  it("never makes more than eleven exchanges wait for each other", async () => {
    const slow = await stage({ switches: { latencyMs: 100 } });
    await porchlight(slow, "apply", "--yes");
    const vendors = slow.home.requests.filter((request) => request.door !== "dns");
    await slow.close();
    // The longest row of exchanges of which each began after the one before it was answered.
    const lengths = new Map<(typeof vendors)[number], number>();
    for (const request of vendors) {
      const before = vendors.filter((other) => (other.answeredMs ?? Infinity) < request.arrivedMs);
      lengths.set(request, 1 + Math.max(0, ...before.map((other) => lengths.get(other) ?? 0)));
    }
    expect(Math.max(...lengths.values())).toBeLessThanOrEqual(11);
    expect(Math.max(...lengths.values())).toBeGreaterThan(5);
  });

  it("tells machines the same in one document", async () => {
    for (const [args, schema] of [
      [["plan", "--json"], "porchlight/plan/1"],
      [["apply", "--yes", "--json"], "porchlight/apply/1"],
      [["check", "--json"], "porchlight/check/1"],
      [["validate", "--json"], "porchlight/validate/1"],
    ] as const) {
      const { stdout, code } = await porchlight(on, ...args);
      expect(JSON.parse(stdout)).toMatchObject({ schema, exitCode: code });
    }
  });

  it("refuses to apply where nobody can confirm", async () => {
    const refused = await porchlight(on, "apply");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("add --yes");
    expect(writes()).toEqual([]);
  });

  it("needs its credentials, and says which are missing", async () => {
    const { FREEBOX_TOKEN: _token, ...env } = on.env;
    const without = await porchlight({ ...on, env }, "plan");
    expect(without.code).toBe(6);
    expect(without.stderr).toContain("FREEBOX_TOKEN");
    const wrong = await porchlight({ ...on, env: { ...on.env, FREEBOX_TOKEN: "wrong" } }, "plan");
    expect(wrong.code).toBe(6);
    expect(writes()).toEqual([]);
  });
});
