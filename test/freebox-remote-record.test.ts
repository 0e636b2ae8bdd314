import { findRemoteEndpoint } from "@porchlight/freebox";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Script, startDnsServer } from "../packages/reach/test/dns-server.ts";

/** A recursive resolver for this test alone. */
const resolverOf = async (
  script: Script,
): Promise<{ readonly resolvers: readonly string[]; readonly log: string[] }> => {
  const server = await startDnsServer(script);
  onTestFinished(() => server.close());
  return { resolvers: [`127.0.0.1:${server.port}`], log: server.log };
};
const srv =
  (port: number, priority = 0): Script =>
  ({ name }) => ({
    answers: [{ name, type: "SRV", ttl: 60, data: { priority, weight: 0, port, target: "elsewhere.example" } }],
  });

describe("a box known by its domain alone", () => {
  it("is found at the port that DNS tells, under its own name whatever host the record names", async () => {
    const { resolvers, log } = await resolverOf(srv(29_491));
    expect(await findRemoteEndpoint("Abcdefgh.fbxos.fr", { resolvers })).toBe("https://abcdefgh.fbxos.fr:29491");
    expect(log).toEqual([expect.stringMatching(/_https\._tcp\.abcdefgh\.fbxos\.fr SRV rd$/i)]);
  });

  it.each<readonly [string, Script]>([
    ["the name does not exist", () => ({ rcode: 3 })],
    ["it has no such record", () => ({})],
    ["the record names no port", srv(0)],
  ])("is not reached from outside when %s", async (_what, script) => {
    const { resolvers } = await resolverOf(script);
    expect(await findRemoteEndpoint("abcdefgh.fbxos.fr", { resolvers })).toBeUndefined();
  });

  it("is unknown, not absent, while no resolver tells", async () => {
    const { resolvers } = await resolverOf(() => ({ rcode: 2 }));
    await expect(findRemoteEndpoint("abcdefgh.fbxos.fr", { resolvers })).rejects.toMatchObject({ code: "ESERVFAIL" });
  });

  it("is not looked for under what is no domain, nor after a stop", async () => {
    await expect(findRemoteEndpoint("not a domain")).rejects.toMatchObject({ name: "FreeboxInputError" });
    const stop = new AbortController();
    const { resolvers } = await resolverOf(() => {
      stop.abort(new Error("enough"));
      return undefined;
    });
    const looked = findRemoteEndpoint("abcdefgh.fbxos.fr", { resolvers, signal: stop.signal });
    await expect(looked).rejects.toThrow("enough");
    await expect(findRemoteEndpoint("abcdefgh.fbxos.fr", { resolvers, signal: stop.signal })).rejects.toThrow("enough");
  });
});
