import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { closeAll, start, type Stage } from "../test/stage.ts";
import { canonicalTarget, parseTarget, printTarget } from "./canonical.ts";
import type { OvhRecordSet } from "./set-plan.ts";
import { parseZoneFile } from "./zone-file.ts";

// What this SDK writes, judged by programs that real name servers bring along.

const run = promisify(execFile);
const zone = "taprest.fr";

/** How each checker is asked to judge a file; all end with 0 when they would serve it. */
const checkers: Readonly<Record<string, (file: string) => readonly string[]>> = {
  "named-checkzone": (file) => ["-i", "local", "-k", "fail", "-n", "fail", "-m", "fail", zone, file],
  kzonecheck: (file) => ["-o", zone, file],
  "nsd-checkzone": (file) => [zone, file],
};
const folders = [...(process.env["PATH"] ?? "").split(path.delimiter), "/usr/sbin", "/usr/bin"];
const found = (name: string): string | undefined =>
  folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
const installed = Object.entries(checkers).flatMap(([name, args]) => {
  const program = found(name);
  return program === undefined ? [] : [{ name, program, args }];
});

const withFile = async <T>(text: string, work: (file: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(path.join(tmpdir(), "porchlight-test-"));
  try {
    const file = path.join(folder, "zone");
    await writeFile(file, text);
    return await work(file);
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** Says why a checker would not serve a zone; "" when it would. */
const refusalBy = ({ program, args }: (typeof installed)[number], text: string): Promise<string> =>
  withFile(text, (file) =>
    run(program, [...args(file)]).then(
      () => "",
      (error: { readonly stdout: string; readonly stderr: string }) => `refused: ${error.stdout}${error.stderr}`,
    ),
  );

/** The zone as the name server would load it, written out by its checker. */
const dumped = (program: string, text: string): Promise<string> =>
  withFile(text, async (file) => (await run(program, ["-q", "-D", "-o", "-", zone, file])).stdout);

/** Records as "home 300 A 192.0.2.1", in alphabetical order; a TTL of 0 is the zone's default. */
const said = (text: string): readonly string[] =>
  parseZoneFile(text, zone)
    .map(({ subDomain, ttl, fieldType, target }) =>
      [subDomain, ttl === 0 ? 3600 : ttl, fieldType, canonicalTarget(fieldType, target, zone)].join(" "),
    )
    .toSorted();

/** The same zone as this SDK prints targets: plain ASCII, which every checker reads alike. */
const spelt = (text: string): string => {
  const lines = parseZoneFile(text, zone).map(({ subDomain = "", ttl = 0, fieldType, target }) =>
    [
      subDomain === "" ? "@" : subDomain,
      ttl === 0 ? "" : ttl,
      "IN",
      fieldType,
      printTarget(parseTarget(fieldType, target, zone)),
    ].join(" "),
  );
  return ["$TTL 3600", "@ IN SOA dns103.ovh.net. tech.ovh.net. (1 86400 3600 3600000 60)", ...lines, ""].join("\n");
};

/** One set of each type that exists in DNS; DKIM and DMARC are OVHcloud's own and served as TXT. */
const everyType: readonly OvhRecordSet[] = [
  { name: "home", type: "A", ttlSeconds: 300, values: ["192.0.2.1", "192.0.2.2"] },
  { name: "home", type: "AAAA", values: ["2001:db8::1"] },
  {
    name: "@",
    type: "CAA",
    values: ['0 issue "letsencrypt.org; validationmethods=dns-01"', "128 iodef mailto:a@example.org"],
  },
  { name: "alias", type: "CNAME", values: ["taprest.freeboxos.fr."] },
  { name: "old", type: "DNAME", values: ["new.example.org."] },
  { name: "web", type: "HTTPS", values: ["1 . alpn=h2,h3 port=8443 ipv4hint=192.0.2.1"] },
  { name: "place", type: "LOC", values: ["48 51 24.5 N 2 21 3 E 35m 1m 10000m 10m"] },
  { name: "@", type: "MX", values: ["10 mx.example.org."] },
  { name: "sip", type: "NAPTR", values: ['100 10 "u" "E2U+sip" "!^.*$!sip:a@b!" .'] },
  { name: "sub", type: "NS", values: ["ns.example.org."] },
  { name: "1.2", type: "PTR", values: ["home.taprest.fr."] },
  { name: "@", type: "RP", values: ["admin.example.org. ."] },
  { name: "@", type: "SPF", values: ["v=spf1 -all"] },
  { name: "_sip._tcp", type: "SRV", values: ["0 5 5060 home"] },
  { name: "home", type: "SSHFP", values: [`4 2 ${"ab".repeat(32)}`] },
  { name: "_dns", type: "SVCB", values: ["1 dns.example.org. alpn=dot"] },
  { name: "_443._tcp.web", type: "TLSA", values: [`3 1 1 ${"0f".repeat(32)}`] },
  { name: "note", type: "TXT", values: ['say "hé" \\ ; (no comment)', "x".repeat(600), "1|www.taprest.fr"] },
  { name: "*.wild", type: "TXT", ttlSeconds: 86_400, values: ["any"] },
];

afterEach(closeAll);

/** A zone with the least it needs: OVHcloud's own new zone has a CNAME beside TXT (recorded), which no checker takes. */
const bare = (): Promise<Stage> =>
  start({ records: [{ fieldType: "NS", subDomain: "", target: "dns103.ovh.net.", ttl: 0 }] });

/** What OVHcloud exports after these changes. */
const exported = async (stage: Stage, sets: readonly OvhRecordSet[]): Promise<string> => {
  await stage.zone.change(sets);
  return stage.zone.export();
};

if (installed.length === 0)
  it("NO ZONE CHECKER IS INSTALLED (bind9-utils, knot or nsd has one): the zone text was judged by nobody", () => {
    expect(process.env["PORCHLIGHT_REQUIRE_ZONE_CHECKER"]).not.toBe("1");
  });

describe.each(installed)("$name", (checker) => {
  it("would serve a zone with a record of every type", async () => {
    const text = await exported(await bare(), everyType);
    // SPF is exported as what it is served as.
    for (const { type } of everyType) expect(text).toMatch(new RegExp(`\\sIN ${type === "SPF" ? "TXT" : type}\\s`));
    expect(await refusalBy(checker, spelt(text))).toBe("");
  });

  it("would not serve what cannot be: it does judge", async () => {
    const text = await exported(await bare(), []);
    expect(await refusalBy(checker, spelt(text))).toBe("");
    expect(await refusalBy(checker, `${spelt(text)}home IN A 192.0.2.256\n`)).toContain("refused");
  });
});

const bind = installed.find(({ name }) => name === "named-checkzone");
if (bind !== undefined)
  describe("what named-checkzone reads in the zone text", () => {
    it("is what this SDK wrote, of every type", async () => {
      const text = await exported(await bare(), everyType);
      expect(said(await dumped(bind.program, text))).toEqual(said(text));
    });

    it("is what this SDK wrote, whatever a text holds", async () => {
      const stage = await bare();
      const texts = fc.uniqueArray(
        fc
          .oneof(
            fc.string({ minLength: 1, maxLength: 300 }),
            fc.string({
              unit: fc.constantFrom('"', "\\", " ", ";", "(", "1", "é", "🏠"),
              minLength: 1,
              maxLength: 200,
            }),
          )
          .filter((text) => text.trim() !== "" && !/^\s*"/.test(text)),
        { minLength: 1, maxLength: 4 },
      );
      await fc.assert(
        fc.asyncProperty(texts, async (values) => {
          const text = await exported(stage, [{ name: "t", type: "TXT", values, wish: "exact" }]);
          expect(said(await dumped(bind.program, text))).toEqual(said(text));
          expect(said(text).length).toBe(1 + new Set(values.map((value) => canonicalTarget("TXT", value, zone))).size);
        }),
        { numRuns: 25 },
      );
    });
  });
