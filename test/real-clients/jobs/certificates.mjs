// Clients that prove a name by DNS: a real certificate, by way of pebble and Knot.
import { readFile, writeFile } from "node:fs/promises";
import { X509Certificate } from "node:crypto";
import path from "node:path";
import { acmeDirectory } from "../acme.mjs";
import { must } from "../transcript.mjs";
import { asOfOld, ovhEnv, servedAt } from "./records.mjs";
import { addresses } from "../network.mjs";

/** Rejects unless a file holds a certificate for a name, and the name's proof is taken away again. */
const proved = async (stage, file, host) => {
  const certificate = new X509Certificate(await readFile(file));
  must(certificate.checkHost(host) !== undefined, `the certificate is for ${host}`);
  const name = `_acme-challenge.${host}`.slice(0, -stage.zone.length - 1);
  must(servedAt(stage, name).length === 0, "the proof is taken away again");
};

const lego = {
  client: "lego",
  does: "a certificate by DNS-01: pebble asks Knot, which each refresh feeds",
  needs: ["lego", "pebble", "knotd", "knotc"],
  version: ["dpkg-query", "-W", "lego"],
  work: async (stage) => {
    const host = `lego.${stage.zone}`;
    const env = {
      ...ovhEnv(stage.ovh.clientOptions.credentials),
      LEGO_CA_CERTIFICATES: stage.trusted,
      OVH_POLLING_INTERVAL: "1",
    };
    const names = ["--dns", "ovh", "--dns.resolvers", `${addresses.names}:53`, "--domains", host, "--path", stage.home];
    const account = ["--server", acmeDirectory, "--accept-tos", "--email", "owner@example.com"];
    await stage.call("lego", [...account, ...names, "run"], { env });
    await proved(stage, path.join(stage.home, "certificates", `${host}.crt`), host);
  },
};

const legoLibrary = {
  client: "lego 5, its OVH provider",
  does: "find the zone by DNS, set a name's proof and take it away, twice",
  needs: ["lego of today", "knotd", "knotc"],
  version: ["lego of today", "version"],
  work: async (stage) => {
    const env = ovhEnv(stage.ovh.clientOptions.credentials);
    const { stdout } = await stage.call("lego of today", [`five.${stage.zone}`], { env });
    must(stdout.trim().endsWith("all done"), "it came to its end");
    must(servedAt(stage, "_acme-challenge.five").length === 0, "the proof is taken away again");
  },
};

/** certbot at its certificate, by the name of the tool. */
const certbotWork = async (stage, tool) => {
  const host = `${tool.replaceAll(" ", "-")}.${stage.zone}`;
  const { applicationKey, applicationSecret, consumerKey } = stage.ovh.clientOptions.credentials;
  const keys = path.join(stage.home, "ovh.ini");
  const lines = [
    "dns_ovh_endpoint = ovh-eu",
    `dns_ovh_application_key = ${applicationKey}`,
    `dns_ovh_application_secret = ${applicationSecret}`,
    `dns_ovh_consumer_key = ${consumerKey}`,
    "",
  ];
  await writeFile(keys, lines.join("\n"), { mode: 0o600 });
  const folders = ["config", "work", "logs"].flatMap((name) => [`--${name}-dir`, path.join(stage.home, name)]);
  const account = ["--server", acmeDirectory, "--agree-tos", "--non-interactive", "--register-unsafely-without-email"];
  const names = ["--dns-ovh", "--dns-ovh-credentials", keys, "--dns-ovh-propagation-seconds", "1", "--domain", host];
  await stage.call(tool, ["certonly", ...account, ...names, ...folders]);
  await proved(stage, path.join(stage.home, "config", "live", host, "cert.pem"), host);
};

const certbot = {
  client: "certbot-dns-ovh (PyPI)",
  does: "a certificate by DNS-01: pebble asks Knot, which each refresh feeds",
  needs: ["certbot of today", "pebble", "knotd", "knotc"],
  version: ["certbot of today", "--version"],
  work: (stage) => certbotWork(stage, "certbot of today"),
};

const certbotOfDebian = {
  client: "certbot-dns-ovh (Debian)",
  does: "the same; the API answers as of old, for today's breaks it",
  needs: ["certbot", "pebble", "knotd", "knotc"],
  version: ["certbot", "--version"],
  work: (stage) => asOfOld(stage, () => certbotWork(stage, "certbot")),
};

export const certificateJobs = [lego, legoLibrary, certbot, certbotOfDebian];
