// Clients of the Freebox that nobody here wrote.
import path from "node:path";
import { must } from "../transcript.mjs";

const pythonLibrary = {
  client: "python freebox-api",
  does: "pair, then redirections, leases, DMZ, LAN, line, UPnP and system",
  needs: ["python"],
  version: ["python", "-c", "from importlib.metadata import version; print(version('freebox-api'))"],
  work: async ({ call, freebox }) => {
    const { stdout } = await call("python", [path.join(import.meta.dirname, "freebox_library.py")]);
    must(stdout.trim().endsWith("all done"), "it came to its end");
    must(freebox.world.redirections.length === 0 && freebox.world.leases.length === 0, "nothing is left of it");
  },
};

/** What is changed, and what the box then holds. */
const changesOfBox = [
  ["fw dmz-set 192.168.1.42", ({ dmz }) => dmz.enabled && dmz.ip === "192.168.1.42"],
  ["fw dmz-off", ({ dmz }) => !dmz.enabled],
  ["fw incoming-set https --in-port 8443", ({ incomingPorts }) => incomingPorts.some((one) => one.in_port === 8443)],
  ["fw upnp-set --disabled", ({ upnp }) => !upnp.enabled],
  ["fw upnp-set --enabled", ({ upnp }) => upnp.enabled],
  ["connection config-set --no-ping", ({ connectionConfig }) => !connectionConfig.ping],
  ["connection ipv6-set --firewall", ({ ipv6 }) => ipv6.ipv6_firewall],
  ["dhcp config-set --range-end 192.168.1.200", ({ dhcp }) => dhcp.ip_range_end === "192.168.1.200"],
  ["lan rename ether-b8:27:eb:12:34:56 printer", ({ hosts }) => hosts.some(({ name }) => name === "printer")],
  ["lan rename ether-b8:27:eb:12:34:56 octopi", ({ hosts }) => hosts.some(({ name }) => name === "octopi")],
  ["lan config-set --name Maison", ({ lan }) => lan.name === "Maison"],
];

/** What is only read, as a table and so field by field. */
const readingsOfBox = [
  "auth permissions",
  "connection config",
  "connection ftth",
  "connection ipv6",
  "connection logs",
  "connection status",
  "dhcp config",
  "dhcp leases",
  "dhcp static",
  "fw dmz",
  "fw incoming",
  "fw upnp",
  "fw upnp-redirs",
  "lan config",
  "lan devices --all",
  "lan interfaces",
  "system info",
];

const fbx = {
  client: "freebox-cli (fbx)",
  does: "pair; redirections and leases; DMZ, ports, UPnP, line, DHCP, LAN changed; 17 readings",
  needs: ["fbx"],
  version: ["fbx", "--version"],
  work: async ({ call, freebox: { world } }) => {
    const ask = (line) => call("fbx", line.split(" "));
    const list = async (line) => JSON.parse((await ask(`--json ${line}`)).stdout);
    await ask("auth login");
    await ask("fw redir-add 192.168.1.42 22 --wan-port 7654 --comment fbx");
    const [rule] = world.redirections;
    must(rule?.lan_port === 22 && rule.wan_port_start === 7654, "the redirection is there");
    must((await list("fw redirs")).length === 1, "the redirection is listed");
    await ask(`fw redir-edit ${rule.id} --disabled`);
    must(world.redirections[0]?.enabled === false, "the redirection is off");
    await ask(`fw redir-rm ${rule.id}`);
    must(world.redirections.length === 0, "the redirection is gone");
    await ask("dhcp static-add b8:27:eb:12:34:56 192.168.1.42");
    must((await list("dhcp static")).length === 1, "the lease is listed");
    await ask("dhcp static-edit B8:27:EB:12:34:56 --comment fbx");
    must(world.leases[0]?.comment === "fbx", "the lease has its comment");
    await ask("dhcp static-rm B8:27:EB:12:34:56");
    must(world.leases.length === 0, "the lease is gone");
    for (const [line, holds] of changesOfBox) {
      await ask(line);
      must(holds(world), line);
    }
    for (const line of readingsOfBox) await ask(line);
  },
};

export const freeboxJobs = [pythonLibrary, fbx];
