// A real certificate authority that proves names by DNS: pebble, which asks the real name server.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { createTestIdentity } from "../../packages/simulator/dist/certificate.js";
import { addresses } from "./network.mjs";
import { start } from "./programs.mjs";

/** Where clients find it. */
export const acmeDirectory = "https://acme.test:14000/dir";

/** A certificate for pebble's own door, and the authority to trust for it. */
export const createAcmeIdentity = () => createTestIdentity("valid", ["acme.test"]);

/** Starts pebble; gives how to end it. */
export const openAcme = async (folder, pebble, { cert, key }) => {
  const [certFile, keyFile, file] = ["acme.pem", "acme.key", "pebble.json"].map((name) => path.join(folder, name));
  await writeFile(certFile, cert);
  await writeFile(keyFile, key, { mode: 0o600 });
  const settings = {
    listenAddress: `${addresses.acme}:14000`,
    managementListenAddress: `${addresses.acme}:15000`,
    certificate: certFile,
    privateKey: keyFile,
    httpPort: 5002,
    tlsPort: 5001,
  };
  await writeFile(file, JSON.stringify({ pebble: settings }));
  const env = { PEBBLE_VA_NOSLEEP: "1", PEBBLE_WFE_NONCEREJECT: "0" };
  return start(pebble, ["-config", file, "-dnsserver", `${addresses.names}:53`], /ACME directory available/, { env });
};
