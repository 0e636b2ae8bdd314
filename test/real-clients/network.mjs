// The private network: the vendors' names, the ports clients expect, and whom they trust. Only ever called inside namespaces.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import path from "node:path";
import { connect as connectSecurely } from "node:tls";

/** Who is where: all of it on the loopback of this network alone. */
export const addresses = { ovh: "127.0.0.10", freebox: "127.0.0.11", acme: "127.0.0.12", names: "127.0.0.53" };

const hostsOf = (boxName) =>
  [
    "127.0.0.1 localhost",
    `${addresses.ovh} eu.api.ovh.com www.ovh.com dns.eu.ovhapis.com`,
    `${addresses.freebox} mafreebox.freebox.fr ${boxName}`,
    `${addresses.acme} acme.test`,
    `${addresses.names} dns103.ovh.net ns103.ovh.net`,
    "",
  ].join("\n");

const cover = (file, over) => {
  if (existsSync(over)) execFileSync("mount", ["--bind", file, over]);
};

/** Brings loopback up and lays our hosts, resolver and authorities over the system's. `trusted` is PEM. */
export const openNetwork = async (folder, { ip, boxName, trusted }) => {
  execFileSync(ip, ["link", "set", "lo", "up"]);
  const files = { hosts: hostsOf(boxName), "resolv.conf": `nameserver ${addresses.names}\n`, "ca.pem": trusted };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  cover(path.join(folder, "hosts"), "/etc/hosts");
  cover(path.join(folder, "resolv.conf"), "/etc/resolv.conf");
  cover(path.join(folder, "ca.pem"), "/etc/ssl/certs/ca-certificates.crt");
  return path.join(folder, "ca.pem");
};

/** Listens at an address and carries every connection on to a loopback port, over TLS when `secure` says how. */
export const openRelay = async (address, port, toPort, secure) => {
  const sockets = new Set();
  const server = createServer((near) => {
    const to = { host: "127.0.0.1", port: toPort };
    const far = secure === undefined ? connect(to) : connectSecurely({ ...to, ...secure });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.once("close", () => sockets.delete(one));
      one.pipe(other);
    }
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, resolve);
  });
  return () => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  };
};
