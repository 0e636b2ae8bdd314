import type { RouterUnderTest } from "@porchlight/core/testing";
import { routerContract } from "@porchlight/core/testing";
import { startFreebox } from "@porchlight/simulator";
import { describe, it } from "vitest";
import { createFreebox } from "./client.ts";
import { freeboxRouter } from "./freebox-router.ts";

const methods = { create: "POST", update: "PUT", remove: "DELETE" };

/** A virtual box with two clients: ours, and somebody else's. */
const open = async (): Promise<RouterUnderTest> => {
  const door = await startFreebox();
  const [ours, theirs] = [createFreebox(door.clientOptions), createFreebox(door.clientOptions)];
  const other = freeboxRouter(theirs);
  return {
    router: freeboxRouter(ours),
    host: { mac: "b8:27:eb:12:34:56", address: "192.168.1.42" },
    staticName: "contract.freeboxos.fr",
    changesBehind: (step) => other.write(step),
    losesNextAnswer: (verb) =>
      door.fail({ door: "freebox", method: methods[verb], path: /\/redir\//, kind: "executed-not-answered" }),
    close: async () => {
      await Promise.all([ours.close(), theirs.close()]);
      await door.close();
    },
  };
};

describe("a Freebox keeps the contract of a router", () => {
  for (const { name, run } of routerContract({ open })) it(name, run);
});
