import { createFreebox, freeboxFromEnv } from "@porchlight/freebox";
import { startHome } from "@porchlight/simulator";

// With FREEBOX_TOKEN: your box, which is only read. Without: a virtual home, with one rule to show.
const rule = { enabled: true, ip_proto: "tcp", src_ip: "0.0.0.0", comment: "ssh", lan_port: 22 } as const;
const redirections = [{ ...rule, wan_port_start: 7654, wan_port_end: 7654, lan_ip: "192.168.1.42" }];
const virtual = process.env["FREEBOX_TOKEN"] ? undefined : await startHome({ redirections });
const freebox = createFreebox(virtual?.freebox.clientOptions ?? { credentials: freeboxFromEnv(process.env) });
try {
  const { box_model_name = "a Freebox", api_domain = "no name" } = await freebox.apiVersion();
  console.log(`${box_model_name}, which calls itself ${api_domain}`);

  const { state, media = "?", ipv4 = "no address", ipv4_port_range = [0, 65_535] } = await freebox.connection.get();
  console.log(`Connection: ${state} over ${media}, ${ipv4}, ports ${ipv4_port_range.join(" to ")}`);

  for (const host of await freebox.lan.hosts.list()) {
    const addresses = host.l3connectivities.filter(({ active }) => active).map(({ addr }) => addr);
    console.log(`Host: ${host.primary_name ?? host.id}, ${addresses.join(", ") || "away"}`);
  }
  for (const { ip_proto, wan_port_start, lan_ip, lan_port, enabled } of await freebox.redirections.list())
    console.log(`Rule: ${ip_proto} ${wan_port_start} to ${lan_ip}:${lan_port}${enabled ? "" : ", off"}`);

  if (virtual !== undefined) await freebox.domains.reserve({ prefix: "taprest", domain: "freeboxos.fr" });
  // Undocumented by the vendor, as all of `domains` is.
  for (const { id, owner } of await freebox.domains.list())
    console.log(`Name: ${id}, ${owner === "freebox" ? "the box's own" : "chosen by its owner"}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
await Promise.all([freebox.close(), virtual?.close()]);
