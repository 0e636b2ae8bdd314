import { describe, expect, test } from "vitest";
import { ovhClient } from "../test/ask.ts";
import { callOvh } from "../test/call-ovh.ts";
import { type Exchange, exchangesOf, fixture, fixtureNames, withFixtures } from "../test/fixtures.ts";
import { listAt, numberAt, objectAt, textAt } from "../test/look.ts";
import { startOvh } from "./doors.ts";
import { createWorld } from "./seeds.ts";
import type { World } from "./world.ts";

interface Kept {
  readonly id: number;
  readonly fieldType: string;
  readonly subDomain: string;
  readonly target: string;
  readonly ttl: number;
}

const isRecord = (value: unknown): value is Kept => typeof value === "object" && value !== null && "fieldType" in value;

/** The zone as it was before the first exchange: what is read in it and was not made in it. */
const worldBefore = (exchanges: readonly Exchange[]): World => {
  const made = new Set<number>();
  const before = new Map<number, Kept>();
  for (const { request, response } of exchanges) {
    if (!isRecord(response.body)) continue;
    if (request.method === "POST") made.add(response.body.id);
    else if (!made.has(response.body.id)) before.set(response.body.id, response.body);
  }
  const records = [...before.values()].toSorted((one, other) => one.id - other.id);
  return createWorld({ zone: "pacalis.net", records, switches: { legacy2018: true } });
};

withFixtures(() => {
  describe("the exchanges of June 2018, replayed", () => {
    test.each(fixtureNames("ovh/recorded").map((name) => [name.replace(/\.json$/, "").replaceAll("_", " "), name]))(
      "%s",
      (_title, name) => {
        const exchanges = exchangesOf(name);
        const world = worldBefore(exchanges);
        const call = ovhClient(world);
        for (const { request, response } of exchanges) {
          if (request.method === "POST" && isRecord(response.body)) world.lastId.record = response.body.id - 1;
          const query = new URLSearchParams(request.query).toString();
          const path = query === "" ? request.path : `${request.path}?${query}`;
          const { status, body } = call(request.method, path, request.body ?? undefined);
          expect(status, `${request.method} ${path}`).toBe(response.status);
          // To the letter, key order included; only the clock is ours.
          const text = JSON.stringify(body);
          if (request.path === "/auth/time") expect(text).toMatch(/^\d{10}$/);
          else expect(text, `${request.method} ${path}`).toBe(response.rawBody);
        }
      },
    );
  });

  describe("replies quoted by users", () => {
    const entries = listAt(fixture("ovh/recorded-in-issues.json"), "entries");
    const quoted = (id: string) => {
      const response = objectAt(
        entries.find((entry) => objectAt(entry)["id"] === id),
        "response",
      );
      return { status: numberAt(response, "status"), body: objectAt(response, "body") };
    };
    const zone = "/domain/zone/taprest.fr";

    const provoked: readonly (readonly [string, (world: World) => unknown])[] = [
      ["invalid-credential", (world: World) => ((world.ovh.status = "refused"), ovhClient(world)("GET", zone))],
      ["invalid-signature", (world: World) => ovhClient(world)("GET", zone, undefined, { "x-ovh-signature": "$1$" })],
      ["not-granted", (world: World) => ((world.ovh.rules = []), ovhClient(world)("GET", zone))],
      ["query-out-of-time", (world: World) => ovhClient(world)("GET", zone, undefined, { "x-ovh-timestamp": "1" })],
      ["zone-not-owned", (world: World) => ovhClient(world)("GET", "/domain/zone/eu/status")],
      ["empty-path-segment", (world: World) => ovhClient(world)("GET", "/domain/zone//record")],
      ["record-missing-on-delete", (world: World) => ovhClient(world)("DELETE", `${zone}/record/1583058551`)],
      ["put-read-only", (world: World) => ovhClient(world)("PUT", `${zone}/record/5400000001`, { fieldType: "A" })],
      ["zone-expired", () => ovhClient(createWorld({ zoneState: { expired: true } }))("GET", `${zone}/record`)],
    ];
    test.each(provoked)("%s", (id, provoke) => {
      expect(provoke(createWorld())).toMatchObject(quoted(id));
    });

    test("internal-error, which no state brings about, can be scripted", async () => {
      const { status, body } = quoted("internal-error");
      const door = await startOvh();
      try {
        door.fail({ door: "ovh", kind: { status, body } });
        const reply = await callOvh(door, "GET", zone);
        expect([reply.status, JSON.parse(reply.text)]).toEqual([status, body]);
        expect((await callOvh(door, "GET", zone)).status).toBe(200);
      } finally {
        await door.close();
      }
    });

    test("none is left out", () => {
      const ids = [...provoked.map(([id]) => id), "internal-error", "txt-post-quoted", "txt-get-quoted"];
      expect(entries.map((entry) => textAt(entry, "id")).toSorted()).toEqual(ids.toSorted());
    });

    test("TXT comes back quoted, keys in alphabetical order", () => {
      const world = createWorld({ zone: "{zone}.ovh", records: [] });
      world.lastId.record = 5_390_038_374;
      const wish = { fieldType: "TXT", subDomain: "test", target: "test", ttl: 0 };
      const path = `/domain/zone/${encodeURIComponent("{zone}.ovh")}/record`;
      const answers = [ovhClient(world)("POST", path, wish), ovhClient(world)("GET", `${path}/5390038375`)];
      for (const [index, id] of ["txt-post-quoted", "txt-get-quoted"].entries())
        expect(JSON.stringify(answers[index]?.body)).toBe(JSON.stringify(quoted(id).body));
    });
  });
});
