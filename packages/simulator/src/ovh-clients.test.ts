import { describe, expect, test } from "vitest";
import { signed } from "../test/ask.ts";
import { clientExpectations } from "../test/client-expectations.ts";
import { http, opened } from "../test/closing.ts";
import { parsed } from "../test/look.ts";
import { type OvhDoor, startOvh } from "./doors.ts";

const login = { login: "taprest.fr-dyn", zone: "taprest.fr", subDomain: "dyn", password: "twelve characters" };

const start = async (): Promise<OvhDoor> => {
  const door = await opened(
    startOvh({ records: [{ id: 7, fieldType: "A", subDomain: "dyn", target: "192.0.2.1", ttl: 60 }] }),
  );
  door.world.zones.get("taprest.fr")?.chapters.dynHostLogins.push({ ...login });
  return door;
};

describe("what published clients count on", () => {
  test.each(clientExpectations)("$client: $what", async ({ method, path, body, headers = {}, ...expected }) => {
    const door = await start();
    const text = body === undefined ? "" : JSON.stringify(body);
    const { origin, host } = new URL(door.url);
    const reply = await http(method, origin + path, {
      headers: { ...signed(door.world, method, path, text, host), ...headers },
      ca: door.clientOptions.ca,
      ...(text === "" ? {} : { body: text }),
    });
    expect(reply.status).toBe(expected.status);
    if (typeof expected.answer === "string") expect(reply.text).toBe(expected.answer);
    else if (expected.answer === null) expect(reply.text).toBe("null");
    else expect(parsed(reply.text)).toMatchObject(expected.answer);
    for (const [name, value] of Object.entries(expected.answerHeaders ?? {}))
      expect(reply.headers[name] ?? null).toBe(value);
  });
});
