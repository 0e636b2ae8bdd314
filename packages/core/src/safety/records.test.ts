import { describe, expect, it } from "vitest";
import { failure, home, known, look, record } from "../../test/sample.ts";
import type { DnsRecord, ZoneStatus, Reading } from "../contracts.ts";
import { derive } from "../derive.ts";
import type { HomeInput } from "../home/file.ts";
import type { Observed } from "../observe.ts";
import { plan } from "../plan.ts";
import { refuseRecords, refuseZones, shortTtls } from "./records.ts";

const beside = (names: NonNullable<HomeInput["names"]>, stored: readonly DnsRecord[]): readonly unknown[] => {
  const desired = home({ names });
  const observed = look({ stored: known(stored) });
  const wanted = derive(desired, observed);
  return refuseRecords(desired, observed, plan("taprest", wanted, observed)).map(({ kind, path, message }) => {
    expect(kind).toBe("impossible");
    return { at: path.join("."), code: message.code, ...message.params };
  });
};
const mx = record({ type: "MX", value: "1 mail.example.", ref: "1" });
const txt = record({ type: "TXT", value: '"x"', ref: "2" });

describe("what DNS does not allow", () => {
  it("a CNAME beside data, unless it is declared absent", () => {
    const cname = { "home.taprest.fr": "router" } as const;
    const found = { at: "names.home.taprest.fr", code: "cname-beside-data", name: "home.taprest.fr" };
    expect(beside(cname, [mx, txt])).toEqual([{ ...found, beside: ["MX 1 mail.example.", 'TXT "x"'] }]);
    expect(beside(cname, [record({ type: "DNAME" })])).toEqual([]);
    expect(beside(cname, [record({ type: "AAAA", value: "2001:db8::1" })])).toEqual([]);
    expect(beside(cname, [{ ...mx, name: "www.taprest.fr" }])).toEqual([]);
    const without = { "home.taprest.fr": { cname: "router", absent: { mx: true } } } as const;
    expect(beside(without, [mx])).toEqual([]);
    expect(beside(without, [mx, txt])).toMatchObject([{ beside: ['TXT "x"'] }]);
  });

  it("data beside a CNAME that stays", () => {
    const cname = record({ value: "old.example." });
    expect(beside({ "home.taprest.fr": { txt: ["x"] } }, [cname])).toEqual([
      {
        at: "names.home.taprest.fr.txt",
        code: "data-beside-cname",
        name: "home.taprest.fr",
        type: "TXT",
        value: "old.example.",
      },
    ]);
    expect(beside({ "home.taprest.fr": { txt: ["x"], absent: { cname: true } } }, [cname])).toEqual([]);
    expect(beside({ "home.taprest.fr": { txt: ["x"], a: "192.0.2.1" } }, [cname])).toEqual([]); // the address drives it away
    expect(beside({ "home.taprest.fr": { absent: { txt: ["x"] } } }, [cname])).toEqual([]);
    expect(beside({ "home.taprest.fr": { txt: ["x"] } }, [mx])).toEqual([]);
  });

  it("a CNAME at the top of a zone, told once; a DNAME may stand there", () => {
    expect(beside({ "taprest.fr": "router" }, [{ ...mx, name: "taprest.fr" }])).toEqual([
      { at: "names.taprest.fr", code: "cname-at-apex", name: "taprest.fr" },
    ]);
    expect(beside({ "taprest.fr": { dname: "x.example." } }, [{ ...mx, name: "taprest.fr" }])).toEqual([]);
    expect(beside({ "taprest.fr": { absent: { cname: true } } }, [])).toEqual([]);
    expect(beside({ "taprest.fr": { txt: ["x"] } }, [{ ...mx, name: "taprest.fr" }])).toEqual([]);
  });
});

const ttlsOf = (names: NonNullable<HomeInput["names"]>): readonly unknown[] => shortTtls(home({ names }));

describe("a TTL", () => {
  it("is short below five minutes", () => {
    expect(ttlsOf({ "home.taprest.fr": { a: "192.0.2.1", ttl: 299 } })).toEqual([
      {
        kind: "hazard",
        name: "short-ttl",
        path: ["names", "home.taprest.fr", "a"],
        message: { code: "short-ttl", params: { name: "home.taprest.fr", type: "A", ttl: 299, least: 300 } },
      },
    ]);
    expect(ttlsOf({ "home.taprest.fr": { a: "192.0.2.1", ttl: 300 } })).toEqual([]);
    expect(ttlsOf({ "home.taprest.fr": { a: "192.0.2.1" } })).toEqual([]);
    const [records] = home({ names: { "home.taprest.fr": { a: "192.0.2.1", ttl: 60 } } }).records;
    const absent = records === undefined ? [] : [{ ...records, wish: "absent" as const }];
    expect(shortTtls({ ...home(), records: absent })).toEqual([]);
  });
});

const statusOf = (isDeployed: boolean, ...troubles: readonly string[]): Reading<ZoneStatus> =>
  known({ isDeployed, troubles });

describe("a zone", () => {
  const zone = look().zones["taprest.fr"];
  const told = (stored: Reading<readonly DnsRecord[]>, status?: Reading<ZoneStatus>): readonly unknown[] => {
    const zones: Observed["zones"] =
      zone === undefined ? {} : { "taprest.fr": { ...zone, stored, ...(status === undefined ? {} : { status }) } };
    return refuseZones(home(), { router: {}, zones }).map(({ kind, path, message }) => ({
      kind,
      at: path.join("."),
      code: message.code,
      ...message.params,
    }));
  };
  const expired: Reading<never> = { known: false, failure: { ...failure, kind: "expired" } };
  const here = { kind: "impossible", at: "zones.taprest.fr", zone: "taprest.fr" };

  it("is no longer paid for", () => {
    expect(told(expired)).toEqual([{ ...here, code: "zone-expired" }]);
    expect(told(known([]), expired)).toEqual([{ ...here, code: "zone-expired" }]);
    expect(told({ known: false, failure })).toEqual([]);
    expect(told(known([]))).toEqual([]);
    expect(refuseZones(home(), { router: {}, zones: {} })).toEqual([]);
  });

  it("cannot be deployed", () => {
    expect(told(known([]), statusOf(false, "no NS", "bad CNAME"))).toEqual([
      { ...here, code: "zone-undeployed", troubles: ["no NS", "bad CNAME"] },
    ]);
    expect(told(known([]), statusOf(false))).toEqual([]);
    expect(told(known([]), statusOf(true, "old"))).toEqual([]);
    expect(told(known([]), { known: false, failure })).toEqual([]);
  });
});
