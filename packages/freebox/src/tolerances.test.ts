import { describe, expect, test } from "vitest";
import { createFreebox, type Freebox } from "./client.ts";
import type { HttpFunction } from "./http.ts";

/** A client whose box answers every chapter request with this result. */
function answering(result: unknown): Freebox {
  const transport: HttpFunction = ({ url }) => {
    const body = url.endsWith("/api_version")
      ? { api_version: "16.0", api_base_url: "/api/" }
      : { success: true, result: url.includes("/login/") ? { challenge: "c", session_token: "t" } : result };
    return Promise.resolve({ status: 200, headers: {}, body: JSON.stringify(body) });
  };
  return createFreebox({ credentials: { appId: "a", appToken: "t" }, transport });
}

const HOST = { id: "ether-02:00:00:00:00:01" };
const RULE = {
  id: 1,
  enabled: true,
  ip_proto: "tcp",
  wan_port_start: 1,
  wan_port_end: 1,
  lan_ip: "192.168.1.2",
  lan_port: 1,
};
const EMPTY: readonly (readonly [unknown])[] = [[{}], [""], [null], [[]]];

describe("an empty form is absent", () => {
  test.each(EMPTY)("ipv4_port_range %j", async (ipv4_port_range) => {
    const status = await answering({ state: "up", ipv4_port_range, rate_up: "", media: null }).connection.get();
    expect(status).toStrictEqual({ state: "up" });
  });

  test.each(EMPTY)("l2ident %j", async (l2ident) => {
    const hosts = await answering([{ ...HOST, l2ident, vendor_name: null, last_activity: "" }]).lan.hosts.list();
    expect(hosts).toStrictEqual([{ ...HOST, names: [], l3connectivities: [] }]);
  });

  test("null in the fields of a rule, a lease, an address", async () => {
    expect(await answering([{ ...RULE, comment: null, valid: null }]).redirections.list()).toStrictEqual([RULE]);
    const lease = { id: "m", mac: "m", ip: "192.168.1.2" };
    expect(await answering([{ ...lease, comment: null, hostname: null }]).staticLeases.list()).toStrictEqual([lease]);
    const address = { addr: "192.168.1.2", af: "ipv4", active: null, last_activity: "" };
    expect(await answering([{ ...HOST, l3connectivities: [address] }]).lan.hosts.list()).toStrictEqual([
      { ...HOST, names: [], l3connectivities: [{ addr: "192.168.1.2", af: "ipv4" }] },
    ]);
  });

  test("an empty text stays a text", async () => {
    expect(await answering([{ ...RULE, comment: "" }]).redirections.list()).toMatchObject([{ comment: "" }]);
  });
});

test("the documented list of l2ident gives its first", async () => {
  const first = { id: "02:00:00:00:00:01", type: "mac_address" };
  const hosts = await answering([{ ...HOST, l2ident: [first, { id: "x", type: "y" }] }]).lan.hosts.list();
  expect(hosts).toMatchObject([{ l2ident: first }]);
});

test.each([
  [1, true],
  ["1", true],
  [0, false],
  ["0", false],
  ["", false],
])("the boolean %j is %s", async (enabled, read) => {
  expect(await answering([{ ...RULE, enabled }]).redirections.list()).toMatchObject([{ enabled: read }]);
});

describe("a wrong type stays an error naming its path", () => {
  test.each([
    ["comment", 5],
    ["comment", {}],
    ["enabled", 2],
    ["enabled", null],
    ["valid", "yes"],
    ["lan_ip", null],
    ["lan_port", ""],
  ])("%s: %j", async (key, value) => {
    const call = answering([RULE, { ...RULE, [key]: value }]).redirections.list();
    await expect(call).rejects.toMatchObject({ name: "FreeboxSchemaError", paths: [`result.1.${key}`] });
  });

  test.each([[["a", 1]], [[1]], [5]])("ipv4_port_range: %j", async (ipv4_port_range) => {
    const error = await answering({ state: "up", ipv4_port_range })
      .connection.get()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "FreeboxSchemaError" });
    expect(String(error)).toContain("result.ipv4_port_range");
  });

  test.each([[["x"]], [{ id: 5, type: "t" }]])("l2ident: %j", async (l2ident) => {
    const error = await answering([{ ...HOST, l2ident }])
      .lan.hosts.list()
      .catch((thrown: unknown) => thrown);
    expect(String(error)).toContain("result.0.l2ident");
  });
});

/** The certificates of a name whose box writes them so. */
async function listed(certs: unknown): Promise<unknown> {
  const [domain] = await answering([{ id: "a.freeboxos.fr", type: null, certs }]).domains.list();
  return domain?.certs;
}

const NO_CERTIFICATES: readonly (readonly [unknown])[] = [
  ...EMPTY,
  [{ rsa: {} }],
  [{ rsa: null }],
  [{ rsa: "", ec: [] }],
];

describe("certificates of a name", () => {
  test.each(NO_CERTIFICATES)("%j are none", async (certs) => {
    expect(await listed(certs)).toStrictEqual({});
  });

  test("an empty one does not hide the other; what one says of itself is open", async () => {
    const ec = { status: "pending" };
    expect(await listed({ rsa: {}, ec })).toStrictEqual({ ec });
    expect(await listed({ ec: { days_left: "57", status: null } })).toStrictEqual({ ec: { days_left: 57 } });
  });

  test("one that is no object is an error", async () => {
    await expect(listed({ rsa: 5 })).rejects.toMatchObject({ name: "FreeboxSchemaError" });
  });
});
