import { describe, expect, it } from "vitest";
import { answer, record } from "../../test/sample.ts";
import type { DnsRecord } from "../contracts.ts";
import type { WantedRecords } from "../derive.ts";
import { servedStates } from "./served.ts";

const name = "x.taprest.fr";
const text = (type: string, value: string): DnsRecord => record({ name, type, value });
const absent = (type: string, ...values: string[]): WantedRecords => ({
  name,
  zone: "taprest.fr",
  type,
  wish: "absent",
  values,
  path: [],
});
/** What becomes of an absent set, from what is stored and what the one server answers to its type. */
const stateOf = (wanted: WantedRecords, stored: readonly DnsRecord[], served: readonly DnsRecord[]): string => {
  const answers = [answer(served, { name, type: wanted.type })];
  return servedStates([wanted], stored, answers)[0]?.state ?? "";
};

const spf = '"v=spf1 -all"';
const dmarc = "v=DMARC1; p=none";
const dkim = "v=DKIM1; p=abc";

describe("a text that is to be absent under one type, and is stored under another", () => {
  const rows: readonly [string, WantedRecords, readonly DnsRecord[], readonly DnsRecord[], string][] = [
    ["SPF, kept as a TXT", absent("SPF", spf), [text("TXT", spf)], [text("SPF", spf)], "served"],
    ["every SPF, kept as a TXT", absent("SPF"), [text("TXT", spf)], [text("SPF", spf)], "served"],
    ["every TXT, kept as an SPF", absent("TXT"), [text("SPF", spf)], [text("TXT", spf)], "served"],
    ["every TXT, kept as a DMARC", absent("TXT"), [text("DMARC", dmarc)], [text("TXT", `"${dmarc}"`)], "served"],
    ["every TXT, kept as a DKIM", absent("TXT"), [text("DKIM", dkim)], [text("TXT", `"${dkim}"`)], "served"],
    ["every DMARC, kept as a TXT", absent("DMARC"), [text("TXT", `"${dmarc}"`)], [text("DMARC", dmarc)], "served"],
    ["every DKIM, kept as a DKIM", absent("DKIM"), [text("DKIM", dkim)], [text("DKIM", dkim)], "served"],
    ["SPF, kept nowhere and still served", absent("SPF", spf), [], [text("SPF", spf)], "differs"],
    ["SPF, kept as another text", absent("SPF", spf), [text("TXT", '"v=spf1 ~all"')], [text("SPF", spf)], "differs"],
    [
      "every TXT, kept as a text that is none of its own",
      absent("TXT"),
      [text("DKIM", "p=x")],
      [text("TXT", spf)],
      "differs",
    ],
    ["DMARC, where the TXT beside is no policy", absent("DMARC"), [text("TXT", '"hello"')], [], "served"],
    [
      "a text at another name",
      absent("SPF", spf),
      [record({ type: "TXT", value: spf })],
      [text("SPF", spf)],
      "differs",
    ],
    [
      "an address is no text",
      absent("A", "192.0.2.1"),
      [text("TXT", '"192.0.2.1"')],
      [text("A", "192.0.2.1")],
      "differs",
    ],
    [
      "an address that stays beside",
      absent("A", "192.0.2.1"),
      [text("A", "192.0.2.2")],
      [text("A", "192.0.2.2")],
      "served",
    ],
  ];
  it.each(rows)("%s", (_title, wanted, stored, served, state) => {
    expect(stateOf(wanted, stored, served)).toBe(state);
  });

  it("is compared with nothing of another type while it is wanted", () => {
    const wanted: WantedRecords = { ...absent("SPF", spf), wish: "contains" };
    expect(stateOf(wanted, [text("TXT", spf)], []), "what is stored as a TXT promises no SPF").toBe("served");
    expect(stateOf(wanted, [text("SPF", spf)], []), "what is stored and not served").toBe("differs");
  });
});
