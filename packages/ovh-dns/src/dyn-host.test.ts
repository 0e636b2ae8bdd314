import { afterEach, describe, expect, it } from "vitest";
import { caught, closeAll, opened, startPatiently as start } from "../test/stage.ts";
import { createDynHost } from "./dyn-host-update.ts";

afterEach(closeAll);

const prepare = async () => {
  const { api, zone } = await start();
  const record = await zone.dynHost.records.create({ name: "dyn", ip: "192.0.2.1" });
  await zone.refresh();
  const password = "twelve characters";
  const { login } = await zone.dynHost.logins.create({ suffix: "home", password, name: "dyn" });
  const url = api.url.replace("/1.0", "/nic/update");
  const client = (options: Partial<Parameters<typeof createDynHost>[0]> = {}) => {
    const made = createDynHost({ login, password, url, ca: api.clientOptions.ca, ...options });
    opened(made);
    return made;
  };
  return { api, zone, record, client, login, password };
};

describe("DynHost", () => {
  const update = { hostname: "dyn.taprest.fr", ip: "192.0.2.2" };

  it("gives a name its address, at once, and says when it has it already", async () => {
    const { api, zone, client } = await prepare();
    expect(await client().update(update)).toEqual({ status: "changed", ip: "192.0.2.2" });
    expect(await client().update(update)).toEqual({ status: "unchanged", ip: "192.0.2.2" });
    expect(await zone.dynHost.records.list({ name: "dyn" })).toMatchObject([{ ip: "192.0.2.2", ttl: 60 }]);
    const served = api.world.zones.get("taprest.fr")?.served ?? [];
    expect(served.find(({ subDomain }) => subDomain === "dyn")?.target).toBe("192.0.2.2");
  });

  it.each([
    [{ ...update, hostname: "other.taprest.fr" }, "NO_HOST"],
    [{ ...update, ip: "2001:db8::1" }, "NO_HOST"],
    [{ ...update, hostname: "dyn" }, "BAD_REQUEST"],
    [{ ...update, ip: "none" }, "BAD_REQUEST"],
  ])("refuses %j as %s", async (wrong, code) => {
    const { client } = await prepare();
    expect(await caught(client().update(wrong))).toMatchObject({ code });
  });

  it("a wrong password is told, and neither it nor the right one", async () => {
    const { client, login, password } = await prepare();
    const error = await caught(client({ password: "another password" }).update(update));
    expect(error).toMatchObject({ code: "INVALID_CREDENTIAL", status: 401, operation: "update dyn.taprest.fr" });
    expect(JSON.stringify(error)).not.toMatch(new RegExp(`${password}|another|${login}`));
  });

  it.each<[string, { status: number; body: string }, string]>([
    ["abuse", { status: 200, body: "abuse" }, "ABUSE"],
    ["!donator", { status: 200, body: "!donator\nmore" }, "FORBIDDEN"],
    ["trouble", { status: 503, body: "<html>" }, "UNAVAILABLE"],
    ["911", { status: 200, body: "911" }, "UNAVAILABLE"],
    ["another page", { status: 200, body: "<html>" }, "BAD_ANSWER"],
    ["nothing", { status: 200, body: "" }, "BAD_ANSWER"],
  ])("understands %s", async (_, answer, code) => {
    const client = createDynHost({ login: "l", password: "pass", transport: async () => ({ headers: {}, ...answer }) });
    expect(await caught(client.update(update))).toMatchObject({ code });
    client.close();
  });

  it("asks as the protocol wants it, and tells a lost connection", async () => {
    const asked: string[] = [];
    const client = createDynHost({
      login: "l",
      password: "pass",
      transport: async ({ url, headers }) => {
        asked.push(url, headers["Authorization"] ?? "");
        if (asked.length > 2) throw Object.assign(new Error("pass lost"), { code: "ECONNRESET" });
        return { status: 200, headers: {}, body: "good" };
      },
    });
    expect(await client.update(update)).toEqual({ status: "changed", ip: "192.0.2.2" });
    expect(asked).toEqual([
      "https://dns.eu.ovhapis.com/nic/update?system=dyndns&hostname=dyn.taprest.fr&myip=192.0.2.2",
      `Basic ${Buffer.from("l:pass").toString("base64")}`,
    ]);
    expect(await caught(client.update(update))).toMatchObject({
      code: "UNREACHABLE",
      message: expect.stringContaining("[secret] lost"),
    });
  });

  it.each([
    [{ login: "", password: "x" }, "MISSING_CREDENTIAL"],
    [{ login: "x", password: "x", url: "http://example.org/" }, "INVALID_OPTION"],
    [{ login: "x", password: "x", timeoutMs: 0 }, "INVALID_OPTION"],
  ])("refuses the options %j", (options, code) => {
    expect(() => createDynHost(options)).toThrow(expect.objectContaining({ code }));
  });

  it("records: one of a name and family, changed and removed", async () => {
    const { zone, record } = await prepare();
    expect(await caught(zone.dynHost.records.create({ name: "dyn", ip: "192.0.2.9" }))).toMatchObject({
      code: "CONFLICT",
    });
    expect(await caught(zone.dynHost.records.create({ name: "x", ip: "no" }))).toMatchObject({ code: "BAD_REQUEST" });
    await zone.dynHost.records.update(record.id, { name: "dyn2" });
    expect(await zone.dynHost.records.get(record.id)).toMatchObject({ subDomain: "dyn2", ip: "192.0.2.1" });
    await zone.dynHost.records.remove(record.id);
    expect(await caught(zone.dynHost.records.get(record.id))).toMatchObject({ code: "NOT_FOUND" });
    const short = { suffix: "x", password: "short", name: "*" };
    expect(await caught(zone.dynHost.logins.create(short))).toMatchObject({ code: "BAD_REQUEST" });
  });
});
