import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { readFixture, withFixtures } from "../test/fixtures.ts";
import { VENDOR_ROOTS } from "./roots.ts";

describe("the vendor's roots", () => {
  test.each(VENDOR_ROOTS)("$name has the fingerprint it is said to have and signs itself", ({ name, pem, sha256 }) => {
    const certificate = new X509Certificate(pem);
    expect(certificate.fingerprint256).toBe(sha256);
    expect(certificate.subject).toContain(`CN=${name}`);
    expect(certificate.ca).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  withFixtures(() => {
    test("are those that were published", () => {
      const root = z.object({ name: z.string(), sha256: z.string() });
      const { certificates } = readFixture("root_certificates.json", z.object({ certificates: z.array(root) }));
      expect(VENDOR_ROOTS.map(({ name, sha256 }) => ({ name, sha256 }))).toEqual(certificates);
    });
  });
});
