// The vendor's documentation of the OVH API, as curl would follow it by hand, signature included.
import { createHash } from "node:crypto";
import { curl, must } from "../transcript.mjs";

const base = "https://eu.api.ovh.com/1.0";

/** A caller that signs as documented: secret, key, verb, URL, body and time, joined by plus signs. */
const signer = (call, keys, now) => (method, path, body, expected) => {
  const url = `${base}${path}`;
  const text = body === undefined ? "" : JSON.stringify(body);
  const signed = [keys.applicationSecret, keys.consumerKey, method, url, text, now].join("+");
  const headers = {
    "X-Ovh-Application": keys.applicationKey,
    "X-Ovh-Consumer": keys.consumerKey,
    "X-Ovh-Timestamp": String(now),
    "X-Ovh-Signature": `$1$${createHash("sha1").update(signed).digest("hex")}`,
  };
  return curl(call, { method, url, headers, ...(body === undefined ? {} : { body: text }) }, expected);
};

/** Chapter "first steps": a key is asked for, its owner follows the link, and then it opens. */
const askForKey = async (call, { applicationKey, applicationSecret }) => {
  const body = { accessRules: [{ method: "GET", path: "/domain/zone/*" }], redirection: null };
  const asked = { method: "POST", url: `${base}/auth/credential`, headers: { "X-Ovh-Application": applicationKey } };
  const { consumerKey, validationUrl } = await curl(
    call,
    { ...asked, body: JSON.stringify(body) },
    {
      answer: { consumerKey: String, validationUrl: /^https:\/\//, state: "pendingValidation" },
    },
  );
  return { keys: { applicationKey, applicationSecret, consumerKey }, validationUrl };
};

const refused = (status, errorCode) => ({
  status,
  answer: { errorCode, httpCode: new RegExp(`^${status} `), message: String },
});

const refusals = async (call, keys, now, zone) => {
  const route = `/domain/zone/${zone}`;
  const plain = { method: "GET", url: `${base}${route}` };
  await curl(call, plain, { status: 401, answer: { class: "Client::Unauthorized", message: "You must login first" } });
  const refusedAs = (changes, status, code, at = now) =>
    signer(call, { ...keys, ...changes }, at)("GET", route, undefined, refused(status, code));
  await refusedAs({ applicationKey: "unknown" }, 403, "INVALID_KEY");
  await refusedAs({ consumerKey: "unknown" }, 403, "NOT_CREDENTIAL");
  await refusedAs({ applicationSecret: "wrong" }, 400, "INVALID_SIGNATURE");
  await refusedAs({}, 400, "QUERY_TIME_OUT", now - 3600);
};

const records = async (ask, zone) => {
  const at = `/domain/zone/${zone}`;
  const shown = { fieldType: "A", id: Number, subDomain: "curl", target: "203.0.113.7", ttl: 300, zone };
  await ask("GET", "/domain/zone", undefined, { answer: [zone] });
  await ask("GET", at, undefined, {
    answer: { name: zone, nameServers: [String], dnssecSupported: Boolean, lastUpdate: String },
  });
  const body = { fieldType: "A", subDomain: "curl", target: "203.0.113.7", ttl: 300 };
  const made = await ask("POST", `${at}/record`, body, { answer: shown });
  await ask("GET", `${at}/record?fieldType=A&subDomain=curl`, undefined, { answer: [made.id] });
  await ask("GET", `${at}/record/${made.id}`, undefined, { answer: shown });
  await ask("PUT", `${at}/record/${made.id}`, { target: "203.0.113.8" }, {});
  await ask("POST", `${at}/refresh`, undefined, { status: 204 });
  await ask("GET", `${at}/status`, undefined, { answer: { isDeployed: true } });
  const text = await ask("GET", `${at}/export`, undefined, { answer: /\$TTL \d+/ });
  must(/^curl\s+300\s+IN A\s+203\.0\.113\.8$/m.test(text), "the export shows what was updated");
  await ask("DELETE", `${at}/record/${made.id}`, undefined, { status: 204 });
  const gone = { status: 404, answer: { class: "Client::NotFound", message: /does not exist$/ } };
  await ask("GET", `${at}/record/${made.id}`, undefined, gone);
  await ask("GET", "/domain/zone/somebody-elses.fr", undefined, {
    status: 404,
    answer: { message: "This service does not exist" },
  });
  await ask("POST", `${at}/refresh`, undefined, { status: 204 });
};

export const curlOvh = {
  client: "curl (OVH)",
  does: "the documentation's calls: a key and its validation, signatures, records, refresh, export, errors",
  needs: ["curl"],
  version: ["curl", "--version"],
  work: async ({ call, ovh, zone }) => {
    const now = await curl(call, { method: "GET", url: `${base}/auth/time` }, { answer: Number });
    const { credentials } = ovh.clientOptions;
    const { keys, validationUrl } = await askForKey(call, credentials);
    const ask = signer(call, keys, now);
    await ask("GET", `/domain/zone/${zone}`, undefined, { status: 403, answer: { errorCode: "INVALID_CREDENTIAL" } });
    await call("curl", ["--silent", "--fail", "--output", "/dev/null", validationUrl]);
    await ask("GET", `/domain/zone/${zone}`, undefined, { answer: { name: zone } });
    const notGranted = {
      status: 403,
      answer: { errorCode: "NOT_GRANTED_CALL", message: "This call has not been granted" },
    };
    await ask("POST", `/domain/zone/${zone}/refresh`, undefined, notGranted);
    await refusals(call, credentials, now, zone);
    await records(signer(call, credentials, now), zone);
  },
};
