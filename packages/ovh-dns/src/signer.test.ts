import { createHash } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { credentials } from "../test/toy-api.ts";
import { ovhFromEnv } from "./credentials.ts";
import { isOvhError } from "./errors.ts";
import { createSigner } from "./signer.ts";

const codeOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return isOvhError(error) ? [error.code, error.message] : error;
  }
  return "nothing thrown";
};

describe("endpoints", () => {
  it.each([
    ["ovh-eu", "https://eu.api.ovh.com/1.0"],
    ["ovh-ca", "https://ca.api.ovh.com/1.0"],
    ["ovh-us", "https://api.us.ovhcloud.com/1.0"],
    ["soyoustart-eu", "https://eu.api.soyoustart.com/1.0"],
    ["sys-ca", "https://ca.api.soyoustart.com/1.0"],
    ["kimsufi-eu", "https://eu.api.kimsufi.com/1.0"],
    ["ks-ca", "https://ca.api.kimsufi.com/1.0"],
    ["https://127.0.0.1:1234/1.0", "https://127.0.0.1:1234/1.0"],
    ["https://127.0.0.1:1234/1.0/", "https://127.0.0.1:1234/1.0"],
    ["https://api.example", "https://api.example/1.0"],
  ])("%s is %s", (endpoint, url) => {
    expect(createSigner(credentials, endpoint).baseUrl).toBe(url);
  });

  it.each(["ovh-fr", "constructor", "http://127.0.0.1/1.0", "https://user:pass@host/1.0", "https://host/1.0?x=1", ""])(
    "%j is refused",
    (endpoint) => {
      expect(codeOf(() => createSigner(credentials, endpoint))).toEqual([
        "INVALID_OPTION",
        expect.stringMatching(/neither one of ovh-eu/),
      ]);
    },
  );

  it("names the credential that is missing", () => {
    expect(codeOf(() => createSigner({ ...credentials, consumerKey: "" }, "ovh-eu"))).toEqual([
      "MISSING_CREDENTIAL",
      "createOvhDns: credentials.consumerKey is missing",
    ]);
  });
});

describe("signatures", () => {
  it("cover verb, URL without port, body and time", () => {
    const signer = createSigner(credentials, "https://127.0.0.1:1234/1.0");
    const url = new URL(`${signer.baseUrl}/domain/zone/authority.fr/record?subDomain=home`);
    const parts = [credentials.applicationSecret, credentials.consumerKey, "POST"];
    parts.push("https://127.0.0.1/1.0/domain/zone/authority.fr/record?subDomain=home", '{"a":1}', "1700000000");
    expect(signer.headers("POST", url, '{"a":1}', 1700000000)).toEqual({
      "X-Ovh-Application": credentials.applicationKey,
      "X-Ovh-Consumer": credentials.consumerKey,
      "X-Ovh-Timestamp": "1700000000",
      "X-Ovh-Signature": `$1$${createHash("sha1").update(parts.join("+")).digest("hex")}`,
    });
  });

  it("and keys are redacted wherever they stand", () => {
    const signer = createSigner(credentials, "ovh-eu");
    const text = `${Object.values(credentials).join(" ")} $1$${"a".repeat(40)} else`;
    expect(signer.redact(text)).toBe("[secret] [secret] [secret] [secret] else");
    expect(inspect(signer, { depth: 9, showHidden: true })).not.toMatch(/app-key|app-secret|consumer-key/);
  });
});

describe("ovhFromEnv", () => {
  const env = { OVH_APPLICATION_KEY: "k1\n", OVH_APPLICATION_SECRET: "s2", OVH_CONSUMER_KEY: "c3" };

  it("reads the four variables, without the line break of a paste", () => {
    const expected = { applicationKey: "k1", applicationSecret: "s2", consumerKey: "c3" };
    expect({ ...ovhFromEnv(env) }).toEqual(expected);
    expect("endpoint" in ovhFromEnv(env)).toBe(false);
    expect(ovhFromEnv({ ...env, OVH_ENDPOINT: "ovh-ca" }).endpoint).toBe("ovh-ca");
  });

  it("names every variable that is missing", () => {
    expect(codeOf(() => ovhFromEnv({ ...env, OVH_CONSUMER_KEY: "", OVH_APPLICATION_KEY: undefined }))).toEqual([
      "MISSING_CREDENTIAL",
      "ovhFromEnv: set OVH_APPLICATION_KEY, OVH_CONSUMER_KEY in the environment",
    ]);
  });

  it("gives credentials that do not print", () => {
    const read = ovhFromEnv({ ...env, OVH_APPLICATION_SECRET: "do-not-print" });
    expect(inspect(read)).toBe("[secret]");
    expect(JSON.stringify(read)).toBe('"[secret]"');
  });
});
