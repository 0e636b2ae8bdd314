/** A test authority and the certificate it gives to one HTTPS listener on loopback. */
import "reflect-metadata"; // the X.509 library needs it loaded first
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

/** What an HTTPS listener and its clients need, as PEM. */
export interface TestIdentity {
  /** Of the authority: what clients must trust. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
const daysFromNow = (days: number): Date => new Date(Date.now() + days * 86_400_000);
const pemOf = (key: ArrayBuffer): string =>
  `-----BEGIN PRIVATE KEY-----\n${Buffer.from(key).toString("base64")}\n-----END PRIVATE KEY-----\n`;

const authorityName = "CN=Porchlight virtual home authority";
const listenerName = "CN=Porchlight virtual home";

/** It may sign certificates of listeners, and no other authority. */
const authorityExtensions = async (authority: webcrypto.CryptoKeyPair): Promise<x509.Extension[]> => [
  new x509.BasicConstraintsExtension(true, 0, true),
  new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
  await x509.SubjectKeyIdentifierExtension.create(authority.publicKey),
];

/** A listener at 127.0.0.1, localhost and further names, with all that strict verifiers ask for. */
const listenerExtensions = async (
  listener: webcrypto.CryptoKeyPair,
  authority: webcrypto.CryptoKeyPair,
  names: readonly string[],
): Promise<x509.Extension[]> => [
  new x509.BasicConstraintsExtension(false, undefined, true),
  new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
  new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
  new x509.SubjectAlternativeNameExtension([
    ...["localhost", ...names].map((value) => ({ type: "dns" as const, value })),
    { type: "ip", value: "127.0.0.1" },
  ]),
  await x509.SubjectKeyIdentifierExtension.create(listener.publicKey),
  await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey),
];

/**
 * A fresh authority and a listener's certificate for 127.0.0.1, localhost and `names`. No effect; every call gives other keys.
 *
 * `times` is when the listener's certificate is good: now, or only before or after. The authority is good now, from a day
 * ago for thirty days.
 */
export const createTestIdentity = async (
  times: "valid" | "expired" | "future" = "valid",
  names: readonly string[] = [],
): Promise<TestIdentity> => {
  const [authority, listener] = await Promise.all([newKeys(), newKeys()]);
  const days = { valid: [-1, 30], expired: [-30, -1], future: [1, 30] } as const;
  const [from, to] = days[times];
  const signed = { signingAlgorithm: algorithm, signingKey: authority.privateKey, issuer: authorityName };
  const [ca, cert, key] = await Promise.all([
    x509.X509CertificateGenerator.create({
      ...signed,
      subject: authorityName,
      publicKey: authority.publicKey,
      notBefore: daysFromNow(-1),
      notAfter: daysFromNow(30),
      extensions: await authorityExtensions(authority),
    }),
    x509.X509CertificateGenerator.create({
      ...signed,
      subject: listenerName,
      publicKey: listener.publicKey,
      notBefore: daysFromNow(from),
      notAfter: daysFromNow(to),
      extensions: await listenerExtensions(listener, authority, names),
    }),
    webcrypto.subtle.exportKey("pkcs8", listener.privateKey),
  ]);
  return { ca: `${ca.toString("pem")}\n`, cert: `${cert.toString("pem")}\n`, key: pemOf(key) };
};
