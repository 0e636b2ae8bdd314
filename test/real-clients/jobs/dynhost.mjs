// Clients of dynamic DNS, at a DynHost record.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { must } from "../transcript.mjs";
import { servedAt } from "./records.mjs";

const password = "its-0wn-passw0rd";

/** Makes the record and the login that their owner makes at OVH's, as the world holds them. Gives what a client is told. */
export const prepareDynHost = ({ ovh, zone }, name) => {
  const found = ovh.world.zones.get(zone);
  ovh.world.lastId.record += 1;
  const record = {
    id: ovh.world.lastId.record,
    zone,
    fieldType: "A",
    subDomain: name,
    target: "203.0.113.20",
    ttl: 60,
  };
  found.stored.push(record);
  found.served = [...found.served, { ...record }];
  const login = `${zone}-${name}`;
  found.chapters.dynHostLogins.push({ login, zone, subDomain: name, password });
  return { login, password, host: `${name}.${zone}` };
};

const address = "203.0.113.21";

const updated = (stage, name) => must(servedAt(stage, name).join() === `A ${address}`, "the new address is served");

const inadyn = {
  client: "inadyn",
  does: "update a DynHost record, once and again",
  needs: ["inadyn"],
  version: ["inadyn", "--version"],
  work: async (stage) => {
    const { login, host } = prepareDynHost(stage, "inadyn");
    const file = path.join(stage.home, "inadyn.conf");
    const settings = [
      "period = 300",
      `ca-trust-file = ${stage.trusted}`,
      "provider default@ovh.com {",
      `  username = ${login}`,
      `  password = "${password}"`,
      `  hostname = ${host}`,
      `  checkip-command = "/bin/echo ${address}"`,
      "}",
      "",
    ];
    await writeFile(file, settings.join("\n"), { mode: 0o600 });
    const args = ["--once", "--force", "--foreground", "--no-pidfile", "--config", file, "--cache-dir", stage.home];
    await stage.call("inadyn", args);
    updated(stage, "inadyn");
    await stage.call("inadyn", args); // now "nochg"
    updated(stage, "inadyn");
  },
};

const ddclient = {
  client: "ddclient",
  does: "update a DynHost record, once and again",
  needs: ["ddclient"],
  version: ["dpkg-query", "-W", "ddclient"],
  work: async (stage) => {
    const { login, host } = prepareDynHost(stage, "ddclient");
    const file = path.join(stage.home, "ddclient.conf");
    const settings = [
      "protocol=dyndns2",
      "use=ip",
      `ip=${address}`,
      "ssl=yes",
      `ssl_ca_file=${stage.trusted}`,
      "server=www.ovh.com",
      `login=${login}`,
      `password='${password}'`,
      host,
      "",
    ];
    await writeFile(file, settings.join("\n"), { mode: 0o600 });
    // A memory for each run: with that of the last one, this version forgets its protocol.
    const update = async (memory, said) => {
      const args = [
        "-foreground",
        "-daemon=0",
        "-force",
        "-noquiet",
        "-file",
        file,
        "-cache",
        path.join(stage.home, memory),
      ];
      const { stdout, stderr } = await stage.call("ddclient", args);
      must(said.test(stdout + stderr), `it says ${String(said)}`);
      updated(stage, "ddclient");
    };
    await update("first", /^SUCCESS:.*: good: /m);
    await update("second", /: nochg: /);
  },
};

export const dynHostJobs = [inadyn, ddclient];
