/** Every record type that OVHcloud stores converges, however its value is spelled: in the home file, or by whoever stored it. */
import { expect, it, onTestFinished } from "vitest";
import { apply, atTheConsole, declare, refresh, run, zoneName, zonePath } from "./peers-support.ts";
import { type Stage, stage } from "./support.ts";

/** Spellings of one value each, by type; the first is what both sides make of it. */
const spellings: Readonly<Record<string, readonly (readonly string[])[]>> = {
  A: [["192.0.2.1", " 192.0.2.1 "]],
  AAAA: [["2001:db8::1", "2001:DB8:0:0:0:0:0:1"]],
  CAA: [['0 issue "letsencrypt.org"', "000  Issue letsencrypt.org", '0 issue   "letsencrypt.org"']],
  CNAME: [["dns103.ovh.net.", "DNS103.ovh.net", "DNS103.OVH.net."]],
  DKIM: [
    ["v=DKIM1; k=rsa; p=MIIB", '"v=DKIM1; k=rsa; p=MIIB"', "v = DKIM1;k=rsa;   p=MIIB;", '"v=DKIM1; k=rsa" "; p=MIIB"'],
    ["p="],
  ],
  DMARC: [["v=DMARC1; p=none", "v=DMARC1;p=none;", '"v=DMARC1;  p=none"']],
  DNAME: [["other.example.", "Other.Example."]],
  HTTPS: [
    ["1 . alpn=h2,h3 port=443", '1 . alpn="h2,h3" port=443', "01  . PORT=0443 ALPN=h2,h3"],
    ["0 other.example.", "0  Other.Example."],
  ],
  LOC: [
    [
      "48 51 24.500 N 2 21 3.000 E 35.00m 1.00m 10000.00m 10.00m",
      "48 51 24.5 n 2 21 3 e 35",
      "48 51 24.5 N 02 21 3 E 35m 1m",
    ],
    ["42 21 54.000 S 71 6 18.000 W -24.15m 30.00m 0.00m 10.00m", "42 21 54 S 71 06 18 W -24.15m 39.99m 0m 10m"],
  ],
  MX: [["10 mail.example.", "010  Mail.Example."]],
  NAPTR: [
    ['100 10 "u" "E2U+sip" "!^.*$!sip:a@b!" .', "100 010  u   E2U+sip !^.*$!sip:a@b! ."],
    ['1 2 "s" "a  b" "" sip.example.', '1 2 s "a  b" "" Sip.Example.'],
  ],
  NS: [["ns.example.", "NS.Example."]],
  PTR: [["host.example.", "Host.Example."]],
  RP: [["me.example. txt.example.", "Me.Example.   TXT.example."], ["me.example. ."]],
  SPF: [['"v=spf1 include:mx.example -all"', "v=spf1 include:mx.example -all", '"v=spf1 include:mx" ".example -all"']],
  SRV: [["0 5 443 host.example.", "00 5  0443 Host.Example."]],
  SSHFP: [[`4 2 ${"ab".repeat(32)}`, `04 2 ${"AB".repeat(16)} ${"ab".repeat(16)}`]],
  SVCB: [
    ["1 dns.example. mandatory=alpn,port alpn=dot port=853", "1 DNS.Example. port=853 alpn=dot mandatory=port,alpn"],
    [
      "1 . no-default-alpn ipv4hint=192.0.2.1,192.0.2.2 ech=AQIDBA== ipv6hint=2001:db8::1 dohpath=/q{?dns} ohttp",
      '1 . ohttp dohpath="/q{?dns}" ipv6hint=2001:DB8:0::1 ech=AQIDBA ipv4hint="192.0.2.1,192.0.2.2" no-default-alpn',
    ],
    [
      String.raw`1 . alpn="f\\\\oo\\,bar,h2" key667="a \210"`,
      String.raw`1 . key667="\097\032\210" alpn=f\\\\oo\092,bar,h\050`,
    ],
  ],
  TLSA: [["3 1 1 abcd", "03 01 1 AB CD"]],
  TXT: [['"one text"', '"one " "text"'], ['"v=spf1 -all"']],
};

/** As a home file has it: what follows a TXT is the text itself. */
const inFile = (type: string, spelling: string): string =>
  type === "TXT" ? spelling.replaceAll(/" "|"/g, "") : spelling;

/** A name of its own for each value, such as its type may stand at. */
const nameOf = (type: string, value: number, spelling: number): string =>
  `x${value}-${spelling}${type === "DKIM" ? "._domainkey" : ""}.${zoneName}`;

const declared = (type: string, spelt: (ways: readonly string[]) => readonly string[]): Record<string, object> =>
  Object.fromEntries(
    (spellings[type] ?? []).flatMap((ways, value) =>
      spelt(ways).map((way, spelling) => [nameOf(type, value, spelling), { [type.toLowerCase()]: inFile(type, way) }]),
    ),
  );

const begin = async (names: Record<string, unknown>): Promise<Stage> => {
  const on = await stage();
  onTestFinished(() => on.close());
  await declare(on, { names, forwards: {}, tunnels: {}, hosts: {} });
  return on;
};

const expectSettled = async (on: Stage): Promise<void> => {
  const again = await apply(on);
  expect(again, again.said).toMatchObject({ code: 0, writes: [] });
  expect(again.stdout).toMatch(/^Nothing to do/);
  const checked = await run(on, "check", "--json");
  const broken = (JSON.parse(checked.stdout) as { walks: readonly { broken?: unknown }[] }).walks.flatMap(
    (walk) => walk.broken ?? [],
  );
  expect(broken, checked.said).toEqual([]);
};

it.each(Object.keys(spellings))("%s converges in every spelling, and is left alone after", async (type) => {
  const on = await begin(declared(type, (ways) => ways));
  const first = await apply(on);
  expect(first, first.said).toMatchObject({ code: 0 });
  await expectSettled(on);
});

it.each(Object.keys(spellings))(
  "%s that somebody else spelled otherwise is known again, and mended in place",
  async (type) => {
    const values = spellings[type] ?? [];
    const names = Object.entries(declared(type, ([way = ""]) => [way]));
    const on = await begin(Object.fromEntries(names.map(([name, entry]) => [name, { ...entry, ttl: 600 }])));
    const ids = values.map((_, value) => 6_000_000_000 + value);
    atTheConsole(on, (records) => [
      ...records,
      ...values.map((ways, value) => ({
        id: ids[value] ?? 0,
        zone: zoneName,
        fieldType: type,
        subDomain: nameOf(type, value, 0).slice(0, -zoneName.length - 1),
        target: ways.at(-1) ?? "",
        ttl: 300,
      })),
    ]);
    const ran = await apply(on);
    expect(ran, ran.said).toMatchObject({ code: 0 });
    const written = ran.writes.filter((write) => write.includes("/domain/zone/"));
    expect(written.toSorted()).toEqual([refresh, ...ids.map((id) => `PUT ${zonePath}/record/${id}`)].toSorted());
    await expectSettled(on);
  },
);

it("an SPF that is to go is gone, though another text at its name is still served", async () => {
  const on = await begin({ [`x.${zoneName}`]: { absent: { spf: true }, allow: ["removal"] } });
  const record = { zone: zoneName, subDomain: "x", ttl: 300 };
  atTheConsole(on, (records) => [
    ...records,
    { ...record, id: 6_000_000_000, fieldType: "SPF", target: "v=spf1 -all" },
    { ...record, id: 6_000_000_001, fieldType: "TXT", target: '"site-verification=1"' },
  ]);
  const ran = await apply(on);
  expect(ran, ran.said).toMatchObject({ code: 0 });
  expect(ran.writes.filter((write) => write.includes("/domain/zone/"))).toEqual([
    `DELETE ${zonePath}/record/6000000000`,
    refresh,
  ]);
  expect(await apply(on)).toMatchObject({ code: 0, writes: [] });
});

it.each([
  [
    "an SPF becomes a TXT of the same text",
    { absent: { spf: "v=spf1 -all" }, txt: "v=spf1 -all" },
    "SPF",
    "v=spf1 -all",
  ],
  ["a TXT becomes an SPF of the same text", { absent: { txt: true }, spf: "v=spf1 -all" }, "TXT", '"v=spf1 -all"'],
  [
    "a TXT becomes a DMARC of the same text",
    { absent: { txt: true }, dmarc: "v=DMARC1; p=none" },
    "TXT",
    '"v=DMARC1; p=none"',
  ],
] as const)("%s, and what is served is the same all along", async (_title, entry, fieldType, target) => {
  const on = await begin({ [`x.${zoneName}`]: { ...entry, allow: ["removal"] } });
  atTheConsole(on, (records) => [
    ...records,
    { zone: zoneName, subDomain: "x", ttl: 300, id: 6_000_000_000, fieldType, target },
  ]);
  const ran = await apply(on);
  expect(ran, ran.said).toMatchObject({ code: 0 });
  expect(await apply(on)).toMatchObject({ code: 0, writes: [] });
});

it.each([
  ["ds", "12345 13 2 0a1b2c"],
  ["smimea", "3 1 1 abcd"],
  ["cert", "PKIX 1 1 abcd"],
  ["uri", '10 1 "https://taprest.fr/"'],
  ["hinfo", "ARM64 LINUX"],
  ["openpgpkey", "mQINBFit"],
])("%s, which OVHcloud does not store, is refused by the zone, and the run says so", async (type, value) => {
  const on = await begin({ [`x.${zoneName}`]: { [type]: value } });
  const ran = await apply(on);
  expect(ran.code, ran.said).toBe(4);
  const refusal = `✗ \\+ record +x\\.taprest\\.fr ${type.toUpperCase()} .*\\n +failed: POST .*Invalid fieldType`;
  expect(ran.said).toMatch(new RegExp(refusal));
  expect(ran.said).not.toContain("could not be asked");
  expect(ran.writes).not.toContain(refresh);
});
