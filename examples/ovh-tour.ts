import { Resolver } from "node:dns/promises";
import { createOvhDns, ovhFromEnv, type OvhZone } from "@porchlight/ovh-dns";
import { startHome } from "@porchlight/simulator";

// With OVH_* in the environment: your account, which is only read. Without: a virtual home. An argument names a name.
const [name = "home"] = process.argv.slice(2);
const isReal = Object.keys(process.env).some((variable) => variable.startsWith("OVH_"));
const virtual = isReal ? undefined : await startHome();

const show = async (zone: OvhZone): Promise<void> => {
  const records = await zone.records.list({ name });
  const lines = records.map(({ fieldType, target, ttl }) => `${fieldType} ${target}, TTL ${ttl || "of the zone"}`);
  console.log(`  ${name}: ${lines.join("; ") || "no records"}`);
};
try {
  const ovh = createOvhDns(virtual?.ovh.clientOptions ?? { credentials: ovhFromEnv(process.env) });
  for (const zoneName of await ovh.zones.list()) {
    const zone = ovh.zone(zoneName);
    console.log(`${zoneName}, served by ${(await zone.get()).nameServers.join(", ")}`);
    await show(zone);
    if (virtual !== undefined) {
      const wanted = { name, type: "CNAME", ttlSeconds: 300, values: ["taprest.freeboxos.fr."] };
      console.log(`  set: ${(await zone.set(wanted)).status}`);
      console.log(`  set again: ${(await zone.set(wanted)).status}`);
      const resolver = new Resolver();
      resolver.setServers([virtual.net.map["213.251.188.147:53"] ?? ""]);
      const ask = async (): Promise<string> => (await resolver.resolveCname(`${name}.${zoneName}`)).join();
      await zone.waitUntilServed(wanted, { isServed: async () => (await ask()) === "taprest.freeboxos.fr" });
      console.log(`  served: ${await ask()}`);
      await show(zone);
    }
    const { isDeployed, errors, warnings } = await zone.status();
    console.log(`  status: ${[isDeployed ? "deployed" : "not deployed yet", ...errors, ...warnings].join(", ")}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
await virtual?.close();
