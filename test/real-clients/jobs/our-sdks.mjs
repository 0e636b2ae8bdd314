// Our own two SDKs under the vendors' names, as a user has them: no address and no port of a simulator is given.
// Keys from the environment; arguments: the zone, a DynHost name.
import assert from "node:assert/strict";
import { Resolver } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { createFreebox, freeboxFromEnv } from "@porchlight/freebox";
import { createDynHost, createOvhDns, ovhFromEnv } from "@porchlight/ovh-dns";

const [zoneName = "", hostname = ""] = process.argv.slice(2);

const ovh = createOvhDns({ credentials: ovhFromEnv(process.env) });
const zone = ovh.zone(zoneName);
const wanted = { name: "sdk", type: "CNAME", ttlSeconds: 300, values: ["home.example.com."] };
const ask = async () => (await new Resolver().resolveCname(`sdk.${zoneName}`)).join();
assert.equal((await zone.set(wanted)).status, "published");
await zone.waitUntilServed(wanted, { isServed: async () => (await ask()) === "home.example.com" });
assert.equal((await zone.set(wanted)).status, "unchanged");
assert.equal((await zone.set({ ...wanted, values: ["other.example.com."] })).status, "published");
assert.equal(await ask(), "other.example.com");
assert.equal((await zone.set({ ...wanted, values: [] })).status, "published");
assert.deepEqual(await zone.records.list({ name: "sdk" }), []);

const dynHost = createDynHost({
  login: process.env["DYNHOST_LOGIN"] ?? "",
  password: process.env["DYNHOST_PASSWORD"] ?? "",
});
assert.equal((await dynHost.update({ hostname, ip: "203.0.113.30" })).status, "changed");
assert.equal((await dynHost.update({ hostname, ip: "203.0.113.30" })).status, "unchanged");

// This one has a list of its own of whom it trusts, the makers' roots included: what Node trusts besides is not on it.
const ca = await readFile(process.env["NODE_EXTRA_CA_CERTS"] ?? "", "utf8");
const freebox = createFreebox({ credentials: freeboxFromEnv(process.env), ca });
const rule = {
  enabled: true,
  ip_proto: "tcp",
  src_ip: "0.0.0.0",
  comment: "sdk",
  lan_ip: "192.168.1.42",
  lan_port: 22,
};
const made = await freebox.redirections.create({ ...rule, wan_port_start: 7654, wan_port_end: 7654 });
assert.equal((await freebox.redirections.list()).length, 1);
assert.equal((await freebox.redirections.update(made.id, { enabled: false })).enabled, false);
await freebox.redirections.remove(made.id);
assert.deepEqual(await freebox.redirections.list(), []);
await freebox.close();

console.log("all done");
