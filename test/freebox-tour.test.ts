import { readFile } from "node:fs/promises";
import path from "node:path";
import { type FreeboxDoor, startFreebox, type WorldOptions } from "@porchlight/simulator";
import { expect, it } from "vitest";
import { expectPart } from "./readme-part.ts";
import { type Ran, root, start } from "./support.ts";

const source = path.join(root, "examples/freebox-tour.ts");
const example = path.join(root, "examples/dist/freebox-tour.js");
const PATH = process.env["PATH"] ?? "";

/** The tour of a box that is not the virtual home's own: a token in the environment, as for a real one. */
const tourOf = async (
  options: WorldOptions,
  look: (ran: Ran, door: FreeboxDoor) => void,
  token?: string,
): Promise<void> => {
  const door = await startFreebox(options);
  const { endpoint, credentials } = door.clientOptions;
  const env = {
    FREEBOX_ENDPOINT: endpoint,
    FREEBOX_APP_ID: credentials.appId,
    FREEBOX_TOKEN: token ?? credentials.appToken,
  };
  try {
    look(await start([example], { PATH, ...env }).ended, door);
  } finally {
    await door.close();
  }
};

it("runs without a token, and the README shows program and output to the letter", async () => {
  const { code, stdout, stderr } = await start([example], { PATH }).ended;
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^Rule: tcp 7654 to 192\.168\.1\.42:22$/m);
  expect(stdout).toMatch(/^Name: taprest\.freeboxos\.fr, chosen by its owner$/m);
  const printed = stdout.replaceAll(/\b[0-9a-f]{8}(?=\.fbxos\.fr)/g, "8ae22040"); // drawn anew for every virtual home
  const program = await readFile(source, "utf8");
  const shown = `\`\`\`ts\n${program}\`\`\`\n\n\`\`\`console\n$ node examples/dist/freebox-tour.js\n${printed}\`\`\`\n`;
  await expectPart(path.join(root, "packages/freebox/README.md"), "tour", shown);
});

it("only reads a box whose token is in the environment", async () => {
  await tourOf({}, ({ code, stdout, stderr }, door) => {
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Host: nas, 192.168.1.50");
    const asked = door.requests.filter(({ path: asking }) => !asking.includes("/login/"));
    expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(["GET"]));
    expect(door.requests.at(-1)?.path).toBe("/api/v16/login/logout/");
    expect(door.world.sessions.size).toBe(0);
  });
});

it("says in one line what was refused, without the token", async () => {
  const token = "a-token-that-nobody-may-see";
  await tourOf(
    {},
    ({ code, stderr }) => {
      expect(code).toBe(1);
      expect(stderr).toMatch(/^POST \/login\/session\/: the box answered invalid_token .*\n$/);
      expect(stderr).not.toContain(token);
    },
    token,
  );
});

it("is at most 40 lines", async () => {
  expect((await readFile(source, "utf8")).trimEnd().split("\n").length).toBeLessThanOrEqual(40);
});
