import type { Endpoint } from "./endpoint.ts";

const PASTED = "undocumented, pasted by users";
const DOMAIN = { id: "a.example.net", type: "custom", owner: "user", certs: {} };
const name = { NAME: DOMAIN.id };

/** The names of the box. */
export const DOMAINS_ENDPOINTS: readonly Endpoint[] = [
  {
    call: "domains.list",
    method: "GET",
    path: "/domain/owned/",
    evidence: PASTED,
    run: (box) => box.domains.list(),
    result: [DOMAIN],
  },
  {
    call: "domains.get",
    method: "GET",
    path: "/domain/owned/NAME",
    evidence: "undocumented, reported",
    run: (box) => box.domains.get(DOMAIN.id),
    values: name,
    result: DOMAIN,
  },
  {
    call: "domains.add",
    method: "POST",
    path: "/domain/owned/",
    evidence: PASTED,
    run: (box) => box.domains.add(DOMAIN.id),
    body: { id: DOMAIN.id },
    result: DOMAIN,
  },
  {
    call: "domains.remove",
    method: "DELETE",
    path: "/domain/owned/NAME",
    evidence: PASTED,
    run: (box) => box.domains.remove(DOMAIN.id),
    values: name,
  },
  {
    call: "domains.importCertificate",
    method: "POST",
    path: "/domain/owned/NAME/import_cert/",
    evidence: PASTED,
    run: (box) => box.domains.importCertificate(DOMAIN.id, { keyType: "ec", certificatePem: "c", keyPem: "k" }),
    values: name,
    body: { key_type: "ec", cert_pem: "c", key_pem: "k", intermediates: "" },
  },
  {
    call: "domains.requestCertificate",
    method: "POST",
    path: "/domain/owned/NAME/request_cert",
    evidence: "undocumented, the answer was never published",
    run: (box) => box.domains.requestCertificate(DOMAIN.id, "rsa"),
    values: name,
    body: { key_type: "rsa" },
  },
  {
    call: "domains.availability",
    method: "GET",
    path: "/domain/availability/NAME",
    evidence: "undocumented, the answer was never published",
    run: (box) => box.domains.availability(DOMAIN.id),
    values: name,
    result: { available: true, answer: { available: true } },
  },
  {
    call: "domains.reserve",
    method: "POST",
    path: "/domain/reserve/",
    evidence: "undocumented, the answer was never published",
    run: (box) => box.domains.reserve({ prefix: "a", domain: "example.net" }),
    body: { prefix: "a", domain: "example.net" },
    result: DOMAIN,
  },
  {
    call: "domains.config.get",
    method: "GET",
    path: "/domain/config",
    evidence: "undocumented, reported",
    run: (box) => box.domains.config.get(),
    result: { default_domain: "abcd1234.fbxos.fr" },
  },
  {
    call: "domains.config.update",
    method: "PUT",
    path: "/domain/config",
    evidence: "undocumented, the answer was never published",
    run: (box) => box.domains.config.update({ default_domain: "a.example.net" }),
    body: { default_domain: "a.example.net" },
    result: { default_domain: "a.example.net" },
  },
];
