import { describe, expect, test } from "vitest";
import { record } from "../test/dns-server.ts";
import { createFakeClock } from "../test/fake-clock.ts";
import { checkOptions, closeAfter, paramsOf, startHere, statuses } from "../test/here.ts";
import { startPages } from "../test/home.ts";
import { makeKeys } from "../test/ssh-server.ts";
import { check } from "./check.ts";
import { createSshLogin } from "./ssh-login.ts";

describe("a check cannot judge", () => {
  test("what is served, when the server is silent; it goes on with the rest", async () => {
    const clock = createFakeClock();
    const home = await startHere({
      authority: ({ type }) => {
        if (type === "CNAME") clock.advance(3_000);
        return undefined;
      },
    });
    const walk = await check(home.expected, { ...checkOptions(home), clock });
    expect(statuses(walk)).toMatchObject({ served: "unknown served-unknown", chain: "ok chain", tunnel: "ok tunnel" });
    expect(paramsOf(walk, "served")).toMatchObject({ detail: expect.stringContaining("ns1.dns.example") });
    expect(clock.sleeping()).toBe(0);
  });

  test("what is served, without the AA bit", async () => {
    const home = await startHere({
      authority: () => ({ answers: [record("home.taprest.example 60 CNAME taprest.box.example")] }),
    });
    const walk = await check(home.expected, checkOptions(home));
    expect(statuses(walk)).toMatchObject({ served: "unknown served-not-authoritative", tunnel: "ok tunnel" });
    expect(walk.verdict).toBe("unknown");
  });

  test("the tunnel, without a login", async () => {
    const home = await startHere();
    const walk = await check(home.expected, { net: home.net });
    expect(statuses(walk)).toMatchObject({ "host-key": "ok host-key", tunnel: "unknown tunnel-no-login" });
    await home.sshd.whenEmpty();
    expect(home.sshd.log).toEqual([]);
  });

  test("the tunnel, without a pinned key: nobody is logged in", async () => {
    const home = await startHere();
    const { hostKey: _pinned, ...expected } = home.expected;
    const walk = await check(expected, checkOptions(home));
    expect(statuses(walk)).toMatchObject({ "host-key": "unknown host-key-not-pinned", tunnel: "not-asked" });
    await home.sshd.whenEmpty();
    expect(home.sshd.log).toEqual([]);
  });

  test("the tunnel, when the login is refused", async () => {
    const home = await startHere({ ssh: { authorised: makeKeys().public } });
    const walk = await check(home.expected, checkOptions(home));
    expect(statuses(walk)).toMatchObject({ "host-key": "ok host-key", tunnel: "unknown tunnel-login-refused" });
    expect(new Set(home.sshd.log)).toEqual(new Set(["publickey pi"]));
  });

  test("the tunnel, when the server loses patience", async () => {
    const home = await startHere({ ssh: { impatient: true } });
    const walk = await check(home.expected, checkOptions(home));
    expect(statuses(walk)).toMatchObject({ "host-key": "ok host-key", tunnel: "unknown tunnel-login-refused" });
  });

  test.each([
    ["has neither key nor agent", {}, /neither a private key nor an agent/],
    ["has a key that cannot be read", { privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret" }, /cannot be read/],
  ])("the tunnel, when the login %s: no name is sent, and no secret told", async (_what, login, message) => {
    const home = await startHere();
    const walk = await check(home.expected, { net: home.net, login: createSshLogin({ user: "pi", ...login }) });
    expect(statuses(walk)).toMatchObject({ "host-key": "ok host-key", tunnel: "unknown tunnel-no-login" });
    expect(paramsOf(walk, "tunnel")).toMatchObject({ detail: expect.stringMatching(message) });
    expect(JSON.stringify(walk)).not.toContain("secret");
    await home.sshd.whenEmpty();
    expect(home.sshd.log).toEqual([]);
  });

  test("what takes longer than the whole check may", async () => {
    const clock = createFakeClock();
    const home = await startHere({ page: () => clock.advance(10_000) });
    const walk = await check(home.expected, { ...checkOptions(home), clock });
    expect(statuses(walk)).toMatchObject({ "host-key": "ok host-key", tunnel: "unknown tunnel-timeout" });
    expect(walk.links.at(-1)).toMatchObject({ ms: 10_000 });
    await home.sshd.whenEmpty();
    expect(clock.sleeping()).toBe(0);
  });

  test("a port that does not answer in time", async () => {
    const clock = createFakeClock();
    const home = await startHere();
    const map = {
      ...home.net.map,
      // Read when the dial begins: the time is up before a connection can be.
      get "192.0.2.7:7654"(): string {
        clock.advance(10_000);
        return `127.0.0.1:${home.sshd.port}`;
      },
    };
    const walk = await check(home.expected, { ...checkOptions(home), net: { ...home.net, map }, clock });
    expect(statuses(walk)).toMatchObject({ tcp: "unknown tcp-timeout", "host-key": "not-asked" });
  });

  test("a port in a network that has no such address", async () => {
    const home = await startHere();
    const { "192.0.2.7:7654": _ssh, ...map } = home.net.map ?? {};
    const walk = await check(home.expected, { ...checkOptions(home), net: { ...home.net, map } });
    expect(statuses(walk)).toMatchObject({ tcp: "unknown tcp-unreachable" });
  });
});

describe("a check ends at this machine", () => {
  test("when it has no way to the internet: nobody is asked", async () => {
    const home = await startHere();
    const walk = await check(home.expected, { net: { ...home.net, map: {} } });
    expect(statuses(walk)).toMatchObject({ machine: "broken no-route", chain: "not-asked", tcp: "not-asked" });
    expect(walk.broken).toBe("machine");
  });

  test("when no resolver answers", async () => {
    const home = await startHere();
    const { "192.0.2.1:53": _resolver, ...map } = home.net.map ?? {};
    const walk = await check(home.expected, { net: { ...home.net, map } });
    expect(statuses(walk)).toMatchObject({ machine: "broken no-dns", chain: "not-asked" });
  });

  test("when its clock lost its battery", async () => {
    const home = await startHere();
    const walk = await check(home.expected, { ...checkOptions(home), today: () => new Date(7_000) });
    expect(statuses(walk)).toMatchObject({ machine: "broken clock-implausible", tcp: "not-asked" });
  });

  test("when a sign-in page answers in place of the internet, asked only in doubt", async () => {
    let asked = 0;
    const pages = await startPages((_request, response) => {
      asked += 1;
      response.writeHead(302, { location: "http://login.example/" }).end();
    });
    closeAfter(pages.close);
    const online = { url: "http://online.example/", says: "yes" };
    const home = await startHere({
      authority: () => ({ answers: [record("home.taprest.example 60 CNAME taprest.box.example")] }),
    });
    const map = { ...home.net.map, "192.0.2.80:80": `127.0.0.1:${pages.port}` };
    const url = "http://192.0.2.80/";
    const walk = await check(home.expected, {
      ...checkOptions(home),
      net: { ...home.net, map },
      online: { ...online, url },
    });
    expect(statuses(walk)).toMatchObject({
      machine: "broken captive-portal",
      served: "unknown served-not-authoritative",
    });
    expect(paramsOf(walk, "machine")).toMatchObject({ detail: expect.stringContaining("http://login.example/") });
    const well = await startHere();
    await check(well.expected, { ...checkOptions(well), online: { ...online, url } });
    expect(asked).toBe(1);
  });
});

test("a check that is stopped rejects with the reason and leaves nothing open", async () => {
  const stop = new AbortController();
  const home = await startHere({ page: () => stop.abort(new Error("enough")) });
  await expect(check(home.expected, { ...checkOptions(home), signal: stop.signal })).rejects.toThrow("enough");
  await home.sshd.whenEmpty();
});
