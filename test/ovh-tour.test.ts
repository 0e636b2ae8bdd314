import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type OvhDoor, startOvh } from "@porchlight/simulator";
import { expect, it } from "vitest";
import { expectPart } from "./readme-part.ts";
import { type Ran, root, start } from "./support.ts";

const source = path.join(root, "examples/ovh-tour.ts");
const example = path.join(root, "examples/dist/ovh-tour.js");
const PATH = process.env["PATH"] ?? "";

/** The tour against an account that is not the virtual home's own: keys in the environment, as for a real one. */
const tourOf = async (door: OvhDoor, env: Readonly<Record<string, string>> = {}): Promise<Ran> => {
  const folder = await mkdtemp(path.join(tmpdir(), "porchlight-test-"));
  const authority = path.join(folder, "ca.pem");
  const { endpoint, credentials, ca } = door.clientOptions;
  await writeFile(authority, ca);
  const keys = {
    OVH_ENDPOINT: endpoint,
    OVH_APPLICATION_KEY: credentials.applicationKey,
    OVH_APPLICATION_SECRET: credentials.applicationSecret,
    OVH_CONSUMER_KEY: credentials.consumerKey,
  };
  try {
    return await start([example, "www"], { PATH, NODE_EXTRA_CA_CERTS: authority, ...keys, ...env }).ended;
  } finally {
    await rm(folder, { recursive: true });
  }
};

it("runs without keys, and the README shows program and output to the letter", async () => {
  const { code, stdout, stderr } = await start([example], { PATH }).ended;
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/set: published\n {2}set again: unchanged\n {2}served: taprest\.freeboxos\.fr\n/);
  const program = await readFile(source, "utf8");
  const shown = `\`\`\`ts\n${program}\`\`\`\n\n\`\`\`console\n$ node examples/dist/ovh-tour.js\n${stdout}\`\`\`\n`;
  await expectPart(path.join(root, "packages/ovh-dns/README.md"), "tour", shown);
});

it("only reads an account whose keys are in the environment", async () => {
  const door = await startOvh();
  try {
    const { code, stdout, stderr } = await tourOf(door);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("www: CNAME taprest.fr., TTL of the zone");
    expect(door.requests.length).toBeGreaterThan(3);
    expect(new Set(door.requests.map(({ method }) => method))).toEqual(new Set(["GET"]));
  } finally {
    await door.close();
  }
});

it("says in one line what is missing or refused, without a key", async () => {
  const bare = await start([example], { PATH, OVH_ENDPOINT: "ovh-eu" }).ended;
  expect(bare).toMatchObject({ code: 1, stdout: "" });
  expect(bare.stderr).toMatch(/^ovhFromEnv: set OVH_APPLICATION_KEY, .*\n$/);
  const door = await startOvh();
  try {
    door.world.ovh.rules = [];
    const refused = await tourOf(door);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(/^GET \/domain\/zone: 403 NOT_GRANTED_CALL, .*"GET \/domain\/zone"\n$/);
    for (const secret of Object.values(door.clientOptions.credentials)) expect(refused.stderr).not.toContain(secret);
  } finally {
    await door.close();
  }
});

it("is at most 40 lines", async () => {
  expect((await readFile(source, "utf8")).trimEnd().split("\n").length).toBeLessThanOrEqual(40);
});
