import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Message } from "../contracts.ts";
import { linkNames } from "../walk/links.ts";
import { phrase, plainText, sentenceOf } from "./sentences.ts";
import { linkTitles, sentenceOfLink } from "./sentences-links.ts";

/** Every message code written in the sources, by the file that writes it. */
const codes = (): readonly (readonly [file: string, code: string])[] => {
  const here = new URL("../", import.meta.url);
  const files = readdirSync(here, { encoding: "utf8", recursive: true }).filter(
    // Those of the links are met by the rows of each judge, with their sentences.
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.startsWith("walk/"),
  );
  const patterns = [
    /\bcode: "([a-z0-9-]+)"/g,
    /\bcode = [^;]*?"([a-z0-9-]+)"/g,
    /\bcode = [^;]*? : "([a-z0-9-]+)"/g,
    /\bcode: [^,}]*\? "([a-z0-9-]+)" : "[a-z0-9-]+"/g,
    /\bcode: [^,}]*\? "[a-z0-9-]+" : "([a-z0-9-]+)"/g,
    /\bimpossible\((?:\[[^\]]*\]|[^,]+), "([a-z0-9-]+)"/g,
    /\b(?:note|moveNote)\("([a-z0-9-]+)"/g,
    /\b(?:reason|hazard)\("[a-z-]+",(?: [^"]+,)? "([a-z0-9-]+)"/g,
    /: "([a-z-]+)" \| "[a-z-]+";\n {2}readonly service/g,
    /code: "[a-z-]+" \| "([a-z-]+)";\n {2}readonly service/g,
  ];
  return files.flatMap((file) => {
    const text = readFileSync(new URL(file, here), "utf8");
    const found = patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code = ""]) => code));
    return [...new Set(found)].map((code) => [file, code] as const);
  });
};
/** Codes of conditions to wait for and of a schema's own issues, which are no messages. */
const noMessages = new Set(["static-name-active", "not-served", "custom"]);
const bare = (code: string): Message => ({ code, params: {} });

describe("every code that can be said", () => {
  const all = codes().filter(([, code]) => !noMessages.has(code));

  it("is found in the sources", () => {
    const found = all.map(([, code]) => code);
    expect(all.length).toBeGreaterThan(50);
    expect(found).toEqual(
      expect.arrayContaining([
        "host-not-found",
        "port-held",
        "host-without-ipv6",
        "plan-stale",
        "static-name-kept",
        "zone-undeployed",
        "cname-at-apex",
        "served-not-asked",
        "lease-pending",
        "take-over-record",
        "removal-lease",
        "exposed-tunnel-target",
        "own-connection-forward",
        "address-move",
        "address-moving",
        "dangling-cname",
        "short-ttl",
        "shadowed-dmz",
        "cname-loop",
        "undeclared",
        "changed-since",
        "bridge-mode",
      ]),
    );
  });

  it.each(all)("%s: %s has a sentence", (_file, code) => {
    const sentence = sentenceOf(bare(code));
    expect(sentence.text).not.toContain("{}");
    expect(`${sentence.text} ${sentence.remedy ?? ""}`).not.toMatch(/undefined|null|\[object/);
    expect(sentence.text.length).toBeGreaterThan(3);
  });

  it.each(["no-login", "login-refused"])("tunnel-%s, whose code is put together, has one too", (reason) => {
    expect(sentenceOfLink(bare(`tunnel-${reason}`)).text).not.toContain("{}");
  });

  it("each link has a title", () => {
    for (const name of linkNames) expect(linkTitles[name].length).toBeGreaterThan(2);
  });
});

const said = (code: string, params: Message["params"] = {}): string => {
  const { text, remedy } = sentenceOf({ code, params });
  return remedy === undefined ? text : `${text} -> ${remedy}`;
};

const seen = (code: string, params: Message["params"]): string => sentenceOfLink({ code, params }).text;

describe("sentences", () => {
  const rows: readonly [string, string, RegExp][] = [
    [
      "a host found by MAC",
      said("host-not-found", { host: "pi", mac: "b8:27", names: ["tv", "nas"] }),
      /^pi \(b8:27\) is not on the LAN; the router sees tv, nas -> .*correct its mac$/,
    ],
    [
      "a host found by name",
      said("host-not-found", { host: "pi", mac: "", names: [] }),
      /^pi is not on the LAN; the router sees nothing -> .*give its mac$/,
    ],
    [
      "a facet in words",
      said("not-readable", { facet: "forwards", detail: "x", kind: "unreachable", right: "" }),
      /^the router's port redirections could not be read: x -> check that it is on/,
    ],
    [
      "a zone in words",
      said("not-readable", { facet: "zone taprest.fr", detail: "x", kind: "forbidden", right: "GET /x" }),
      /^zone taprest\.fr could not be read: x -> grant the right that is missing: GET \/x$/,
    ],
    [
      "a zone the account does not have",
      said("not-readable", { facet: "zone taprest.fr", detail: "x", kind: "not-found", right: "" }),
      /-> is the zone in this account\? .*correct zones$/,
    ],
    [
      "a router that refuses the token",
      sentenceOfLink({ code: "router-unknown", params: { detail: "x", kind: "auth", right: "" } }).remedy ?? "",
      /^check the credentials/,
    ],
    [
      "a failure nobody has a remedy for",
      said("not-readable", { facet: "line", detail: "x", kind: "protocol", right: "" }),
      /^the router's internet line could not be read: x -> run it again/,
    ],
    [
      "a free port",
      said("port-outside-range", { port: 7654, first: 16_384, last: 32_767, free: 24_038 }),
      /\(24038 is free\)/,
    ],
    [
      "no free port",
      said("port-outside-range", { port: 7654, first: 1, last: 2, free: 0 }),
      /choose one of them, or ask/,
    ],
    [
      "a holder with a comment",
      said("port-held", { port: 1, protocol: "tcp", holder: "10.0.0.9", comment: "NAS" }),
      /already leads to 10\.0\.0\.9 \("NAS"\), another machine/,
    ],
    [
      "a holder without",
      said("port-held", { port: 1, protocol: "tcp", holder: "10.0.0.9", comment: "" }),
      /already leads to 10\.0\.0\.9, another machine/,
    ],
    [
      "a rule taken over",
      said("take-over-forward", { port: 1, to: "10.0.0.9:22", comment: "x" }),
      /to 10\.0\.0\.9:22 \("x"\) was made by somebody else/,
    ],
    [
      "a rule without comment",
      said("take-over-forward", { port: 1, to: "10.0.0.9:22", comment: "" }),
      /to 10\.0\.0\.9:22 was made by somebody else.*--allow take-over/,
    ],
    [
      "no free port among many",
      said("port-outside-range", { port: "80-90", first: 1, last: 2, free: "5-15" }),
      /^WAN port 80-90 is outside .* choose as many of them \(5-15 is free\)/,
    ],
    [
      "the vendor's own words, last",
      said("bridge-mode", { advice: "see its page\u0007 4" }),
      /make hosts and forwards at the machine that has the line; see its page\? 4$/,
    ],
    ["the vendor's own words alone", said("new-thing", { advice: "ask" }), /-> ask$/],
    [
      "a service to reach through a tunnel",
      said("exposed-service", {
        forward: "web",
        host: "pi",
        protocol: "tcp",
        port: 5000,
        service: "OctoPrint",
        through: "ssh",
        local: 5000,
      }),
      /^web would open OctoPrint \(pi, tcp port 5000\) .* tunnels: \{ inside: \{ through: ssh, local: 5000, to: "localhost:5000" \} \}; .*--allow exposed-service/,
    ],
    [
      "a service of udp",
      said("exposed-service", { forward: "web", host: "pi", protocol: "udp", port: 2049, service: "NFS" }),
      /-> reach it through a VPN; /,
    ],
    [
      "a lease with a mark",
      said("removal-lease", { mac: "b8:27", address: "10.0.0.9", comment: "porchlight:x/y" }),
      /^the lease of 10\.0\.0\.9 to b8:27 \("porchlight:x\/y"\) bears .*--allow removal/,
    ],
    [
      "the connection itself",
      said("own-connection-lease", { address: "10.0.0.9" }),
      /--confirm SECONDS.*--allow own-connection$/,
    ],
    ["a circle", said("cname-loop", { names: ["a", "b", "a"] }), /^these names lead in a circle: a -> b -> a -> /],
    [
      "no prefix",
      said("host-without-ipv6", { host: "pi", prefixes: [] }),
      /^pi has no IPv6 address in any prefix of this line/,
    ],
    ["a prefix", said("host-without-ipv6", { host: "pi", prefixes: ["2001:db8::/64"] }), /in 2001:db8::\/64 ->/],
    [
      "a plan that is old",
      said("plan-stale", { step: "lease/pi" }),
      /since the plan was made: lease\/pi was not part of it/,
    ],
    ["a plan that may be old", said("plan-stale", { step: "" }), /since the plan was made -> /],
    ["nobody answered", said("served-not-authoritative", { zone: "z", servers: [] }), /evidence: nothing answered/],
    [
      "a chain",
      seen("chain", { hops: ["a.fr", "b.fr"], addresses: ["192.0.2.1", "192.0.2.2"], resolver: "r" }),
      /^a\.fr -> b\.fr -> 192\.0\.2\.1, 192\.0\.2\.2, by resolver r$/,
    ],
    [
      "a name that leads nowhere",
      seen("no-address", { last: "a.fr", rcode: "NXDOMAIN", hops: ["a.fr"] }),
      /^a\.fr has no address \(NXDOMAIN\), so the name leads nowhere$/,
    ],
    [
      "an end that leads nowhere",
      seen("no-address", { last: "b.fr", rcode: "NOERROR", hops: ["a.fr", "b.fr"] }),
      /^b\.fr has no address \(NOERROR\)$/,
    ],
  ];
  it.each(rows)("%s", (_title, text, expected) => {
    expect(text).toMatch(expected);
  });

  it("a code without a sentence is shown as it is", () => {
    expect(sentenceOf({ code: "new-thing", params: { port: 1 } })).toEqual({ text: 'new-thing {"port":1}' });
    expect(sentenceOf(bare("constructor")).text).toBe("constructor {}");
    expect(phrase({ x: (p) => ({ text: p("toString") }) }, bare("x")).text).toBe("");
  });

  it("text of others cannot pass for more than text", () => {
    const names = ["\u001b[2Jtv", "a\nConverged", "\u202Eevil", "b\u2028c", "\u0007"];
    const { text } = sentenceOf({ code: "host-not-found", params: { host: "pi", mac: "", names } });
    expect(text).toContain("?[2Jtv, a?Converged, ?evil, b?c, ?");
    expect(plainText("déjà vu ✓ 日本")).toBe("déjà vu ✓ 日本");
  });
});
