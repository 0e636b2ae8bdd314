import { startHome, type HomeOptions, type VirtualHome } from "@porchlight/simulator";
import type { Line } from "@porchlight/core";
import { describe, expect, test } from "vitest";
import { closeAfter, paramsOf, statuses } from "../test/here.ts";
import { createFakeClock } from "../test/fake-clock.ts";
import { check, type CheckOptions } from "./check.ts";
import { readHostKey } from "./host-key.ts";
import { createReach } from "./reach.ts";
import { createSshLogin } from "./ssh-login.ts";
import { openTunnel } from "./tunnel.ts";

const redirection = {
  enabled: true,
  ip_proto: "tcp" as const,
  wan_port_start: 7654,
  wan_port_end: 7654,
  lan_ip: "192.168.1.42",
  lan_port: 22,
  src_ip: "0.0.0.0",
  comment: "",
};
const record = { fieldType: "CNAME", subDomain: "home", target: "taprest.freeboxos.fr.", ttl: 60 };
const servers = [
  { fieldType: "NS", subDomain: "", target: "dns103.ovh.net.", ttl: 0 },
  { fieldType: "NS", subDomain: "", target: "ns103.ovh.net.", ttl: 0 },
];

/** A virtual home where everything the scenario needs is set. */
const startSet = async (options: HomeOptions = {}): Promise<VirtualHome> => {
  const home = await startHome({
    redirections: [redirection],
    records: [...servers, record],
    domains: [{ id: "taprest.freeboxos.fr" }],
    ...options,
  });
  closeAfter(() => home.close());
  return home;
};
const expectedOf = (home: VirtualHome): Parameters<typeof check>[0] & { port: number; hostKey: string } => ({
  name: "home.taprest.fr",
  zone: "taprest.fr",
  record: { type: "CNAME", value: "taprest.freeboxos.fr." },
  port: 7654,
  hostKey: home.pi.hostKey,
  tunnel: { name: "octoprint", to: { host: "localhost", port: 80 }, expect: "octoprint" },
});
const line: Line = { up: true, ipv4: "82.64.81.205", portRange: [0, 65535] };
const optionsOf = ({ net, pi }: VirtualHome): CheckOptions => ({
  net,
  router: { line: { known: true, value: line } },
  login: createSshLogin({ user: pi.user, privateKey: pi.privateKey }),
});

describe("a virtual home", () => {
  test("that is set up is reachable, link by link", async () => {
    const home = await startSet();
    const walk = await check(expectedOf(home), optionsOf(home));
    expect(statuses(walk)).toMatchObject({
      served: "ok served",
      chain: "ok chain",
      agreement: "ok addresses-agree",
      tcp: "ok tcp",
      "host-key": "ok host-key",
      tunnel: "ok tunnel",
    });
    expect(walk).toMatchObject({ verdict: "ok", virtual: true });
    expect(paramsOf(walk, "served")).toMatchObject({ servers: ["dns103.ovh.net", "ns103.ovh.net"] });
    const asked = home.requests.filter(({ door }) => door === "dns");
    expect(asked.length, "NS, two addresses, record and SOA at two servers, A and AAAA").toBeLessThanOrEqual(9);
  });

  test("serves its SOA and every record in canonical form", async () => {
    const home = await startSet();
    const reading = await createReach({ net: home.net }).served("taprest.fr", [{ name: "taprest.fr", type: "SOA" }]);
    expect(reading).toMatchObject({ known: true, value: [{ authoritative: true }, { authoritative: true }] });
    expect(reading.known && reading.value[0]?.records[0]?.value).toMatch(
      /^dns103\.ovh\.net\. tech\.ovh\.net\. \d{10} /,
    );
  });

  test("that has not been set up breaks at the record", async () => {
    const home = await startSet({ records: servers });
    const walk = await check(expectedOf(home), optionsOf(home));
    expect(walk.broken).toBe("served");
    const toResolvers = home.requests.filter(({ door, query }) => door === "dns" && query.startsWith("resolver"));
    const names = toResolvers.map(({ path }) => path);
    expect(names, "a resolver would keep the absence").not.toContain("home.taprest.fr");
    expect(names).toContain("taprest.fr");
  });

  test("whose static name is gone breaks at the chain", async () => {
    const home = await startSet({ domains: [] });
    const walk = await check(expectedOf(home), optionsOf(home));
    expect(statuses(walk)).toMatchObject({ served: "ok served", chain: "broken no-address", tcp: "not-asked" });
  });

  test("whose redirection is gone breaks at TCP", async () => {
    const home = await startSet({ redirections: [] });
    const walk = await check(expectedOf(home), optionsOf(home));
    expect(statuses(walk)).toMatchObject({ agreement: "ok addresses-agree", tcp: "broken tcp-refused" });
  });

  test("where another machine answers breaks at the host key, and discloses nothing", async () => {
    const home = await startSet();
    const expected = expectedOf(home);
    await home.pi.stop();
    await home.pi.start({ newHostKey: true });
    const walk = await check(expected, optionsOf(home));
    expect(statuses(walk)).toMatchObject({ "host-key": "broken host-key-differs", tunnel: "not-asked" });
    expect(home.pi.log).toEqual([]);
    const login = createSshLogin({ user: "pi", privateKey: home.pi.privateKey });
    const tunnel = { host: expected.name, port: 7654, hostKey: expected.hostKey, login, net: home.net };
    await expect(openTunnel({ ...tunnel, to: { host: "localhost", port: 80 } })).rejects.toMatchObject({
      code: "host-key-differs",
    });
    expect(home.pi.log).toEqual([]);
  });

  test("whose Pi is off breaks at TCP", async () => {
    const home = await startSet();
    const expected = expectedOf(home);
    await home.pi.stop();
    expect((await check(expected, optionsOf(home))).broken).toBe("tcp");
  });

  test("with nothing at the tunnel's end breaks there", async () => {
    const home = await startSet();
    const expected = { ...expectedOf(home), tunnel: { name: "other", to: { host: "localhost", port: 81 } } };
    expect((await check(expected, optionsOf(home))).broken).toBe("tunnel");
  });

  test("with a silent name server is unknown at the record, and reachable all the same", async () => {
    const clock = createFakeClock();
    const home = await startSet();
    home.fail({ door: "dns", kind: "stall", method: "CNAME", skip: 1, times: 99, onHit: () => clock.advance(3_000) });
    const walk = await check(expectedOf(home), { ...optionsOf(home), clock });
    expect(statuses(walk)).toMatchObject({ served: "unknown served-unknown", tunnel: "ok tunnel" });
    expect(walk.verdict).toBe("unknown");
  });

  test("whose answers do not fit is asked over TCP", async () => {
    const home = await startSet();
    home.fail({ door: "dns", kind: "truncated", method: "CNAME", times: 2 });
    const walk = await check(expectedOf(home), optionsOf(home));
    expect(walk.verdict).toBe("ok");
  });

  test("that sends bytes which are no DNS message is heard out, and the repeat is believed", async () => {
    const clock = createFakeClock();
    const home = await startSet();
    home.fail({ door: "dns", kind: "garbage", method: "CNAME", onHit: () => clock.advance(1_000) });
    const walk = await check(expectedOf(home), { ...optionsOf(home), clock });
    expect(walk.verdict).toBe("ok");
  });

  test("shows its host key to be pinned, and its page through a tunnel", async () => {
    const home = await startSet();
    const seen = await readHostKey({ host: "home.taprest.fr", port: 7654, net: home.net });
    expect(seen).toMatchObject({ ok: true, value: { fingerprint: home.pi.hostKey, algorithm: "ssh-ed25519" } });
    const tunnel = await openTunnel({
      host: "home.taprest.fr",
      port: 7654,
      hostKey: home.pi.hostKey,
      login: { user: "pi", privateKey: home.pi.privateKey },
      to: { host: "localhost", port: 80 },
      net: home.net,
    });
    expect(await (await fetch(`${tunnel.url}/api/version`)).json()).toMatchObject({
      text: expect.stringContaining("OctoPrint"),
    });
    await tunnel.close();
  });
});
