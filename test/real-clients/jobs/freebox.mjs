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

const fbx = {
  client: "freebox-cli (fbx)",
  does: "pair, then add, edit, list and remove a redirection and a lease",
  needs: ["fbx"],
  version: ["fbx", "--version"],
  work: async ({ call, freebox }) => {
    const ask = async (...args) => {
      const { stdout } = await call("fbx", ["--json", ...args]);
      return stdout.trim() === "" ? undefined : JSON.parse(stdout);
    };
    await ask("auth", "login");
    const permissions = JSON.stringify(await ask("auth", "permissions"));
    must(permissions.includes("settings"), "its rights are listed");
    await ask("fw", "redir-add", "192.168.1.42", "22", "--wan-port", "7654", "--comment", "fbx");
    const [rule] = freebox.world.redirections;
    must(rule?.lan_port === 22 && rule.wan_port_start === 7654, "the redirection is there");
    must((await ask("fw", "redirs")).length === 1, "the redirection is listed");
    await ask("fw", "redir-edit", String(rule.id), "--disabled");
    must(freebox.world.redirections[0]?.enabled === false, "the redirection is off");
    await ask("fw", "redir-rm", String(rule.id));
    must(freebox.world.redirections.length === 0, "the redirection is gone");
    await ask("dhcp", "static-add", "b8:27:eb:12:34:56", "192.168.1.42");
    must((await ask("dhcp", "static")).length === 1, "the lease is listed");
    await ask("dhcp", "static-rm", "B8:27:EB:12:34:56");
    must(freebox.world.leases.length === 0, "the lease is gone");
    for (const reading of ["incoming", "dmz", "upnp", "upnp-redirs"]) await ask("fw", reading);
    for (const reading of ["leases", "config"]) await ask("dhcp", reading);
  },
};

export const freeboxJobs = [pythonLibrary, fbx];
