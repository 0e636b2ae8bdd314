import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseHostKey, sshfpOf } from "./host-key.ts";

// Keys made for these tests and thrown away; fingerprints as ssh-keygen -l, SSHFP as ssh-keygen -r print them.
const ed25519 = "AAAAC3NzaC1lZDI1NTE5AAAAIDmYfg5GoNs+Q3qgE7zqckgUAkw7N9+yh9hp/az2mo+v";
const ecdsa =
  "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBJnY3rSLD44vuFDeDZ6MacQpnJ5sbIfSQ04noxsXy6cXpU38XIqCN9gL2SXDG2tT6YYSQezW01RSIrAwUHFVcxA=";
const rsa =
  "AAAAB3NzaC1yc2EAAAADAQABAAAAgQCl+4Hb4iN0WySDlrAvJc4a6+ulO3kkFfMx4G1i9hKUNRMoiNl/desUZfXxlBWXoQa+SWp+XcD336uxhoZ+SwCvMesmIDKsHVCa/lGCaBEy2BbFh0jvV3ON4b6KJs1dk84Ag4R0rcBFuGjEEzwaGSyitxFPqMjvNzww97J6ttgdwQ==";

describe("a host key", () => {
  it.each([
    [
      "ssh-ed25519",
      ed25519,
      "SHA256:QHl+bQcCnM4gmdPdvhS7pMT3wXMdIo23uUk67XWNqjE",
      "4 2 40797e6d07029cce2099d3ddbe14bba4c4f7c1731d228db7b9493aed758daa31",
    ],
    [
      "ecdsa-sha2-nistp256",
      ecdsa,
      "SHA256:fVWvGOIX6jqoZ5SAivvxXwodVMGswfJqbZmhuGpcNCw",
      "3 2 7d55af18e217ea3aa86794808afbf15f0a1d54c1acc1f26a6d99a1b86a5c342c",
    ],
    [
      "ssh-rsa",
      rsa,
      "SHA256:lrJqssmmHLHAmCmP9thWHy9PUQS7t8hVIRgt4ek/sAI",
      "1 2 96b26ab2c9a61cb1c098298ff6d8561f2f4f5104bbb7c85521182de1e93fb002",
    ],
  ])("%s, whole: its fingerprint and what DNS says of it", (type, key, fingerprint, sshfp) => {
    for (const line of [`${type} ${key}`, ` ${type}  ${key} pi@octopi\n`, `[home.taprest.fr]:7654 ${type} ${key}`])
      expect(parseHostKey(line)).toEqual({ fingerprint, type });
    expect(sshfpOf({ hostKey: fingerprint, hostKeyType: type })).toBe(sshfp);
  });

  it("may be the fingerprint alone, which DNS has nothing to say of", () => {
    const fingerprint = `SHA256:${"a".repeat(43)}`;
    expect(parseHostKey(` ${fingerprint} `)).toEqual({ fingerprint });
    expect(sshfpOf({ hostKey: fingerprint })).toBeUndefined();
    expect(sshfpOf({ hostKeyType: "ssh-ed25519" })).toBeUndefined();
    expect(sshfpOf({ hostKey: fingerprint, hostKeyType: "ssh-dss" })).toBeUndefined();
  });

  const cut = "must be a whole public key: this one is cut or damaged";
  const other = 'must be "SHA256:" and 43 characters, as ssh-keygen -l prints it, or a whole public key';
  it.each([
    ["", other],
    ["MD5:aa", other],
    [`SHA256:${"a".repeat(42)}`, other],
    [`SHA256:${"a".repeat(43)}=`, other],
    [`ssh-dss ${ed25519}`, other],
    [`toString ${ed25519}`, other],
    [ed25519, other],
    ["ssh-ed25519", cut],
    [`ssh-ed25519 ${ed25519.slice(0, -4)}`, cut],
    [`ssh-ed25519 ${ed25519.slice(0, -1)}`, cut],
    [`ssh-ed25519 ${ed25519}AAAA`, cut],
    [`ssh-ed25519 ${ed25519.replace("+", "!")}`, cut],
    [`ssh-ed25519 ${ecdsa}`, cut],
    [`ssh-ed25519 ${Buffer.from("\0\0\0\x07ssh-foo\0\0\0\x01x").toString("base64")}`, /^must be one kind of key/],
    [`ecdsa-sha2-nistp256 ${rsa}`, /^must be one kind of key: the line says ecdsa-sha2-nistp256/],
  ])("%j is none", (text, fault) => {
    const key = parseHostKey(text);
    expect("fault" in key ? key.fault : key).toEqual(typeof fault === "string" ? fault : expect.stringMatching(fault));
  });

  it("never breaks on what it is given", () => {
    fc.assert(
      fc.property(fc.constantFrom("", "ssh-ed25519 ", "ssh-rsa "), fc.base64String(), (type, key) => {
        expect(Object.keys(parseHostKey(`${type}${key}`)).length).toBeGreaterThan(0);
      }),
    );
  });
});
