import type { ZoneUnderTest } from "@porchlight/core/testing";
import { zoneContract } from "@porchlight/core/testing";
import { startOvh } from "@porchlight/simulator";
import { describe, it } from "vitest";
import { createOvhDns } from "./ovh-dns.ts";
import { ovhZone } from "./ovh-zone.ts";

const methods = { create: "POST", update: "PUT", remove: "DELETE" };

/** A virtual OVHcloud with two clients: ours, and somebody else's. */
const open = async (): Promise<ZoneUnderTest> => {
  const door = await startOvh();
  const clients = [1, 2].map(() => createOvhDns({ ...door.clientOptions, random: () => 0 }));
  const [zone, other] = clients.map((client) => ovhZone(client.zone("taprest.fr")));
  if (zone === undefined || other === undefined) throw new Error("two clients were made");
  return {
    zone,
    served: () =>
      (door.world.zones.get("taprest.fr")?.served ?? []).map(({ subDomain, fieldType, target, ttl }) => ({
        kind: "record",
        name: subDomain === "" ? "taprest.fr" : `${subDomain}.taprest.fr`,
        type: fieldType,
        ttlSeconds: ttl,
        value: target,
      })),
    changesBehind: (step) => other.write(step),
    losesNextAnswer: (verb) =>
      door.fail({ door: "ovh", method: methods[verb], path: /\/record/, kind: "executed-not-answered" }),
    close: async () => {
      for (const client of clients) client.close();
      await door.close();
    },
  };
};

describe("an OVHcloud zone keeps the contract of a zone", () => {
  for (const { name, run } of zoneContract({ open })) it(name, run);
});
