// Clients of zone records: Debian's lexicon, the vendor's libraries for Python and Go, octoDNS.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { must } from "../transcript.mjs";

/** The variables by which the vendor's libraries, lego and others find their keys. */
export const ovhEnv = ({ applicationKey, applicationSecret, consumerKey }) => ({
  OVH_ENDPOINT: "ovh-eu",
  OVH_APPLICATION_KEY: applicationKey,
  OVH_APPLICATION_SECRET: applicationSecret,
  OVH_CONSUMER_KEY: consumerKey,
});

/** What is served at a name, as "TYPE TARGET" in order. */
export const servedAt = ({ ovh, zone }, name) =>
  (ovh.world.zones.get(zone)?.served ?? [])
    .filter(({ subDomain }) => subDomain === name)
    .map(({ fieldType, target }) => `${fieldType} ${target}`)
    .toSorted();

/**
 * Has the API answer as of old, for clients made before two changes that break them: since October 2023 it answers 204
 * without a body, which they cannot read, and since autumn 2025 it wraps texts in quotes, by which they lose them.
 */
export const asOfOld = async ({ ovh }, work) => {
  const { switches } = ovh.world;
  const { deleteStatus, legacy2018 } = switches;
  Object.assign(switches, { deleteStatus: 200, legacy2018: true });
  try {
    await work();
  } finally {
    Object.assign(switches, { deleteStatus, legacy2018 });
  }
};

/** lexicon at its four verbs, by the name of the tool. */
const lexiconWork = async (stage, tool) => {
  const { applicationKey, applicationSecret, consumerKey } = stage.ovh.clientOptions.credentials;
  const env = {
    LEXICON_OVH_AUTH_ENTRYPOINT: "ovh-eu",
    LEXICON_OVH_AUTH_APPLICATION_KEY: applicationKey,
    LEXICON_OVH_AUTH_APPLICATION_SECRET: applicationSecret,
    LEXICON_OVH_AUTH_CONSUMER_KEY: consumerKey,
  };
  const lexiconDoes = (...args) => stage.call(tool, ["ovh", ...args], { env });
  const of = (name, content, type = "A") => [stage.zone, type, "--name", `${name}.${stage.zone}`, "--content", content];
  await lexiconDoes("create", ...of("lexicon", "203.0.113.1"));
  await lexiconDoes("create", ...of("lexicon", "203.0.113.1")); // it looks first, and makes no second one
  must(servedAt(stage, "lexicon").join() === "A 203.0.113.1", "one A is served");
  await lexiconDoes("update", ...of("lexicon", "203.0.113.2"));
  must(servedAt(stage, "lexicon").join() === "A 203.0.113.2", "the new A is served");
  const others = [
    ["alias", "CNAME", "lexicon.example.com."],
    ["text", "TXT", "several words; and an equals=sign"],
    ["six", "AAAA", "2001:db8::1"],
  ];
  for (const [name, type, content] of others) await lexiconDoes("create", ...of(name, content, type));
  for (const [name, type] of [...others, ["lexicon", "A"]]) {
    const { stdout } = await lexiconDoes("list", stage.zone, type, "--output", "JSON");
    const listed = JSON.parse(stdout).some((record) => record.name === `${name}.${stage.zone}`);
    must(listed, `${name} is listed`);
  }
  await lexiconDoes("delete", ...of("lexicon", "203.0.113.2"));
  for (const [name, type, content] of others) await lexiconDoes("delete", ...of(name, content, type));
  for (const [name] of [...others, ["lexicon"]]) must(servedAt(stage, name).length === 0, `${name} is gone`);
};

const lexicon = {
  client: "lexicon (PyPI)",
  does: "list, create, update and delete records of four types",
  needs: ["lexicon of today"],
  version: ["lexicon of today", "--version"],
  work: (stage) => lexiconWork(stage, "lexicon of today"),
};

const lexiconOfDebian = {
  client: "lexicon (Debian)",
  does: "the same; the API answers as of old, for today's breaks it",
  needs: ["lexicon"],
  version: ["lexicon", "--version"],
  work: (stage) => asOfOld(stage, () => lexiconWork(stage, "lexicon")),
};

/** A program around one of the vendor's libraries, which does the same with each: see its source beside this file. */
const vendorLibrary = (client, needs, version, run) => ({
  client,
  does: "clock, key, list, create, read, update, refresh, delete; a refusal by its class",
  needs,
  version,
  work: async (stage) => {
    const env = ovhEnv(stage.ovh.clientOptions.credentials);
    const { stdout } = await run(stage.call, [stage.zone], { env });
    must(stdout.trim().endsWith("all done"), "it came to its end");
    must(servedAt(stage, "library").length === 0, "nothing is left of it");
  },
});

const script = (name) => path.join(import.meta.dirname, name);

const pythonOvh = vendorLibrary(
  "python ovh",
  ["python"],
  ["python", "-c", "from importlib.metadata import version; print(version('ovh'))"],
  (call, args, options) => call("python", [script("ovh_library.py"), ...args], options),
);

const goOvh = vendorLibrary("go-ovh", ["go-ovh"], ["go-ovh", "version"], (call, args, options) =>
  call("go-ovh", args, options),
);

const desiredZone = `---
octodns:
  - type: A
    ttl: 300
    values: [203.0.113.10, 203.0.113.11]
  - type: TXT
    ttl: 300
    value: "v=spf1 include:mx.example.com -all"
_caldavs._tcp.octodns:
  type: SRV
  ttl: 300
  value: { priority: 0, weight: 1, port: 443, target: dav.example.com. }
alias.octodns:
  type: CNAME
  ttl: 300
  value: home.example.com.
mail.octodns:
  type: MX
  ttl: 300
  values: [{ preference: 10, exchange: mx.example.com. }]
ca.octodns:
  type: CAA
  ttl: 300
  value: { flags: 0, tag: issue, value: letsencrypt.org }
`;

const octodnsSettings = (zone) => `---
providers:
  config: { class: octodns.provider.yaml.YamlProvider, directory: ./config, enforce_order: false }
  ovh:
    class: octodns_ovh.OvhProvider
    endpoint: env/OVH_ENDPOINT
    application_key: env/OVH_APPLICATION_KEY
    application_secret: env/OVH_APPLICATION_SECRET
    consumer_key: env/OVH_CONSUMER_KEY
zones:
  ${zone}.: { sources: [config], targets: [ovh] }
`;

const octodns = {
  client: "octoDNS (octodns-ovh)",
  does: "make a zone what a file says, twice: the second time nothing is left to do",
  needs: ["octodns-sync"],
  version: ["octodns-sync", "--version"],
  work: async (stage) => {
    const env = ovhEnv(stage.ovh.clientOptions.credentials);
    await mkdir(path.join(stage.home, "config"));
    await writeFile(path.join(stage.home, "config", `${stage.zone}.yaml`), desiredZone);
    await writeFile(path.join(stage.home, "octodns.yaml"), octodnsSettings(stage.zone));
    const sync = () => stage.call("octodns-sync", ["--config-file", "octodns.yaml", "--doit", "--force"], { env });
    await sync();
    must(servedAt(stage, "octodns").includes("A 203.0.113.11"), "the second A is served");
    must(servedAt(stage, "_caldavs._tcp.octodns").join() === "SRV 0 1 443 dav.example.com.", "the SRV is served");
    const asked = stage.ovh.requests.length;
    const { stderr, stdout } = await sync();
    must(/No changes were planned/.test(stderr + stdout), "the second run plans nothing");
    const writes = stage.ovh.requests.slice(asked).filter(({ method }) => method !== "GET");
    must(writes.length === 0, "the second run writes nothing");
  },
};

export const recordJobs = [lexicon, lexiconOfDebian, pythonOvh, goOvh, octodns];
