import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { http, opened } from "../test/closing.ts";
import { createTestIdentity } from "./certificate.ts";
import { startOvh } from "./doors.ts";

/** A date as whole days from now. */
const day = (text: string): number => Math.round((Date.parse(text) - Date.now()) / 86_400_000);

const identity = await createTestIdentity();

describe("a test identity", () => {
  const [ca, leaf] = [new X509Certificate(identity.ca), new X509Certificate(identity.cert)];

  test("is a leaf of an authority of its own", async () => {
    expect(ca.ca).toBe(true);
    expect(leaf.ca).toBe(false);
    expect(ca.verify(ca.publicKey)).toBe(true);
    expect(leaf.verify(ca.publicKey)).toBe(true);
    expect(leaf.checkIssued(ca)).toBe(true);
    expect(new X509Certificate((await createTestIdentity()).ca).verify(ca.publicKey)).toBe(false);
  });

  test("is for loopback and for serving", () => {
    expect(leaf.checkHost("localhost")).toBe("localhost");
    expect(leaf.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(leaf.checkHost("taprest.fr")).toBeUndefined();
    expect(leaf.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  });

  test("says nothing but letters and digits where it should, and never its key", () => {
    expect(identity.cert).toMatch(
      /^-----BEGIN CERTIFICATE-----\n(?:[A-Za-z0-9+/=]{1,64}\n)+-----END CERTIFICATE-----\n$/,
    );
    expect(identity.ca + identity.cert).not.toContain("PRIVATE");
  });

  test.each([
    ["valid", -1, 30],
    ["expired", -30, -1],
    ["future", 1, 30],
  ] as const)("%s: from day %i to day %i", async (times, from, to) => {
    const certificate = new X509Certificate((await createTestIdentity(times)).cert);
    expect([day(certificate.validFrom), day(certificate.validTo)]).toEqual([from, to]);
  });
});

describe("an HTTPS client", () => {
  test.each([
    ["valid", "200"],
    ["expired", "CERT_HAS_EXPIRED"],
    ["future", "CERT_NOT_YET_VALID"],
  ] as const)("sees a certificate that is %s", async (certificate, expected) => {
    const door = await opened(startOvh({ switches: { certificate } }));
    const outcome = await http("GET", `${door.url}/auth/time`, { ca: door.clientOptions.ca }).then(
      ({ status }) => String(status),
      (error: NodeJS.ErrnoException) => error.code,
    );
    expect(outcome).toBe(expected);
  });

  test("trusts a door by its own authority alone", async () => {
    const [one, other] = [await opened(startOvh()), await opened(startOvh())];
    await expect(http("GET", `${one.url}/auth/time`, { ca: other.clientOptions.ca })).rejects.toThrow(/certificate/);
    const byName = one.url.replace("127.0.0.1", "localhost");
    expect((await http("GET", `${byName}/auth/time`, { ca: one.clientOptions.ca })).status).toBe(200);
  });
});
