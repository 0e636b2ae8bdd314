import { describe, expect, it } from "vitest";
import { answer, home, known, look, octopi, record, rule } from "../../test/sample.ts";
import type { DnsRecord, Step } from "../contracts.ts";
import { derive } from "../derive.ts";
import type { DesiredForward } from "../desired.ts";
import type { HomeInput } from "../home/file.ts";
import { isEmpty, type Plan, plan } from "../plan.ts";
import { safety } from "../safety.ts";
import { exposedServices } from "./exposed.ts";
import { refuseRecords } from "./records.ts";

const nothingToDo: Plan = { version: 1, home: "taprest", steps: [], origins: {}, notes: [], blocked: [] };
const removing = (before: DnsRecord): Plan => ({
  ...nothingToDo,
  steps: [{ id: "x", target: "zone:taprest.fr", verb: "remove", before, needs: [] }],
});
const impossible = (change: Partial<HomeInput>, stored: readonly DnsRecord[], given = nothingToDo): readonly string[] =>
  refuseRecords(home(change), look({ stored: known(stored), served: known([answer([])]) }), given).map(
    ({ message: { code, params } }) => `${code} ${String(params["beside"] ?? "")}`.trimEnd(),
  );

describe("what stands beside a CNAME", () => {
  it.each(["A", "AAAA", "CNAME", "DNAME"])("%s is a matter of taking over, never impossible", (type) => {
    expect(impossible({}, [record({ type, value: "there" })])).toEqual([]);
    const value = { a: "192.0.2.1", aaaa: "2001:db8::1", cname: "x.example.", dname: "x.example" } as const;
    const key = type.toLowerCase() as keyof typeof value;
    const names = { "home.taprest.fr": { [key]: value[key] } };
    expect(impossible({ names }, [record({ value: "there." })])).toEqual([]);
  });

  it("is impossible while one of two equal texts stays", () => {
    const text = record({ type: "TXT", value: '"x"', ref: "1" });
    const both = [text, { ...text, ref: "2" }];
    expect(impossible({}, both, removing(text))).toEqual(['cname-beside-data TXT "x"']);
    expect(impossible({}, [text], removing(text))).toEqual([]);
    const { ref: _ref, ...keyless } = text;
    expect(impossible({}, [keyless], removing(keyless))).toEqual([]);
  });

  it("is impossible while a text stays whose value and key have the digits of one that goes", () => {
    const text = record({ type: "TXT", value: "1", ref: "12" });
    const other = record({ type: "TXT", value: "11", ref: "2" });
    expect(impossible({}, [text, other], removing(text))).toEqual(["cname-beside-data TXT 11"]);
  });
});

describe("what the owner allows on an entry", () => {
  it("holds for whatever is said of a key of it", () => {
    const step: Step = { id: "x", target: "router", verb: "remove", before: rule({ comment: "tv" }), needs: [] };
    const judged = (path: Plan["origins"][string]): number => {
      const desired = home({ forwards: { ssh: { wan: 7654, to: "octopi:22", allow: ["take-over"] } } });
      const given: Plan = { ...nothingToDo, steps: [step], origins: { x: path } };
      return safety(desired, derive(desired, look()), look(), given).length;
    };
    expect(judged(["forwards", "ssh"])).toBe(0);
    expect(judged(["forwards", "ssh", "wan", 0])).toBe(0);
    expect(judged(["forwards", "web"])).toBe(1);
    expect(judged(["forwards"])).toBe(1);
  });
});

const forward = (change: Partial<DesiredForward>): DesiredForward => ({
  name: "web",
  path: ["forwards", "web"],
  allow: [],
  protocols: ["tcp"],
  wanPorts: [[443, 443]],
  host: "octopi",
  port: 443,
  enabled: true,
  ...change,
});

const exposed = (change: Partial<DesiredForward>): readonly unknown[] => {
  const desired = home({ tunnels: { inside: { through: "ssh", local: 8443, to: "localhost:443" } } });
  return exposedServices({ ...desired, forwards: [...desired.forwards, forward(change)] }).map(
    ({ message: { code, params } }) => [code, params["port"], params["local"]],
  );
};

describe("a tunnel's target and the redirections beside it", () => {
  it("is not exposed by ports above it", () => {
    expect(exposed({ wanPorts: [[1, 1]], port: 444 })).toEqual([]);
    expect(exposed({ wanPorts: [[1, 2]], port: 443 })).toEqual([["exposed-tunnel-target", 443, 8443]]);
  });

  it("a tunnel is proposed on a port that the owner may open", () => {
    expect(exposed({ port: 1024, serviceKind: "mqtt" })).toEqual([["exposed-service", 1024, 1024]]);
    expect(exposed({ port: 1023, serviceKind: "mqtt" })).toEqual([["exposed-service", 1023, 9023]]);
  });
});

describe("what cannot be had", () => {
  it("is refused, and blocks nothing", () => {
    const desired = home();
    const observed = look({ router: { hosts: known([{ ...octopi, mac: "00:00:00:00:00:01" }]) } });
    const wanted = derive(desired, observed);
    const made = plan("taprest", wanted, observed);
    expect(wanted.unmet.map(({ message }) => message.code)).toEqual(["host-not-found"]);
    expect([made.blocked, isEmpty(made)]).toEqual([[], true]);
  });
});
