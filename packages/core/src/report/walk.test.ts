import { describe, expect, it } from "vitest";
import { answer, known, record, unknown } from "../../test/sample.ts";
import { changed, led } from "../../test/walk-sample.ts";
import type { Expectation, Measurements } from "../walk/links.ts";
import { walk } from "../walk.ts";
import { walkText } from "./walk.ts";

describe("a walk", () => {
  const expected: Expectation = {
    name: "home.taprest.fr",
    record: { type: "CNAME", value: "taprest.freeboxos.fr." },
    port: 7654,
  };
  const seen: Measurements = {
    served: known([answer([record()])]),
    tcp: { ok: true, ms: 1.25, value: { address: "82.64.1.2", port: 7654 } },
    vantage: "inside",
    virtual: true,
  };
  const skipped =
    "this machine, credentials, router, WAN address, redirection, host, static name, stored record, resolvers, CNAME chain, address, SSH server, SSH host key, tunnel";

  it("golden: one sentence, the chain, then each link with where it was seen from", () => {
    expect(walkText(walk(expected, seen))).toBe(
      [
        "home.taprest.fr: all 2 asked links hold, seen from inside (virtual network)",
        "  ✓ DNS record → ✓ TCP port",
        "  ✓ DNS record     home.taprest.fr CNAME taprest.freeboxos.fr., served by ns1.example  [inside, 3.0 ms]",
        "  ✓ TCP port       82.64.1.2 port 7654 answers  [hairpin, 1.3 ms]",
        `  · not asked      ${skipped}`,
      ].join("\n"),
    );
  });

  it("golden: what is broken first, with its remedy, which is not said again", () => {
    const refused = walk(expected, {
      ...seen,
      vantage: "outside",
      virtual: false,
      tcp: { ok: false, ms: 1, reason: "refused", message: "no" },
    });
    const [head, remedy, chain, , link, ...rest] = walkText(refused).split("\n");
    expect(head).toBe("home.taprest.fr: broken at TCP port: port 7654 is closed: the connection is refused");
    expect(remedy).toMatch(/^ {2}-> check that the redirection/);
    expect(chain).toBe("  ✓ DNS record → ✗ TCP port");
    expect(link).toBe("  ✗ TCP port       port 7654 is closed: the connection is refused  [outside, 1.0 ms]");
    expect(rest).toHaveLength(1);
  });

  it("names what could not be judged when nothing is broken, each remedy once", () => {
    const text = walkText(
      walk(expected, { ...seen, served: unknown, tcp: { ok: false, ms: 1, reason: "timeout", message: "no" } }),
    );
    expect(text).toMatch(
      /^home\.taprest\.fr: no link is broken, and DNS record could not be judged: .* \(virtual network\)\n {2}-> check that DNS/,
    );
    expect(text.match(/-> check that DNS/g)).toHaveLength(1);
    expect(text).toMatch(/\n {2}\? TCP port .*\n {6}-> many routers/);
  });

  it("names visitors over IPv6 in the first line, and what to do for them below", () => {
    const text = walkText(walk(expected, changed(seen, led("82.64.1.2", "2001:db8::1"))));
    const [head, remedy] = text.split("\n");
    expect(head).toMatch(/all 4 asked links hold, seen from inside; IPv6 visitors are led to 2001:db8::1/);
    expect(remedy).toMatch(/^ {2}-> look from a network with IPv6/);
  });

  it("says which promised ports were not asked", () => {
    const text = walkText(walk({ ...expected, udpPorts: [51_820, 51_821] }, seen));
    expect(text).toMatch(/^home\.taprest\.fr: all 2 asked links hold, seen from inside; not asked: udp 51820, 51821 /);
    expect(text).toMatch(/\n {2}· UDP port {7}51820, 51821 not asked: [^\n]+\n/);
  });

  it("claims no more than was asked", () => {
    expect(walkText(walk(expected, { vantage: "inside", virtual: false }))).toMatch(
      /^home\.taprest\.fr: nothing was asked\n/,
    );
    const { tcp: _tcp, ...one } = seen;
    expect(walkText(walk(expected, one))).toMatch(/^home\.taprest\.fr: all that was asked holds/);
    const { served: _served, tcp: _port, ...none } = seen;
    const machine = { ok: true, ms: 1, value: { time: "2026-11-23T12:00:00.000Z", hasRoute: true } } as const;
    expect(walkText(walk(expected, { ...none, machine }))).toMatch(
      /^home\.taprest\.fr: nothing of the way in was asked/,
    );
  });
});
