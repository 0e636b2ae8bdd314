import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FIRST, forward, LEASE, lease, name, RULE, type RouterBox, startRouterBox, step } from "../test/router-box.ts";
import { granted, type Reply, refusal } from "../test/tiny-box.ts";

let rig: RouterBox;
let box: RouterBox["box"];
let router: RouterBox["router"];
let answers: RouterBox["answers"];

beforeEach(async () => {
  rig = await startRouterBox();
  ({ box, router, answers } = rig);
});
afterEach(() => rig.close());

describe("writing", () => {
  test("a forward is created with one request and comes back as granted", async () => {
    answers["POST /fw/redir/"] = granted({ ...RULE, wan_port_start: 17654, wan_port_end: 17654 });
    const { ref: _ref, ...wanted } = forward;
    expect(await router.write({ ...step, verb: "create", after: wanted })).toEqual({
      status: "done",
      item: { ...forward, wanPorts: [17654, 17654] },
    });
    expect(box.requests).toEqual([...FIRST, "POST /fw/redir/"]);
  });

  test("a rule granted beyond words comes back as asked, under its key", async () => {
    answers["POST /fw/redir/"] = granted({ ...RULE, id: 80, ip_proto: "tcp_udp" });
    expect(await router.write({ ...step, verb: "create", after: forward })).toEqual({
      status: "done",
      item: { ...forward, ref: "80" },
    });
  });

  test("a lease and a static name likewise", async () => {
    answers["POST /dhcp/static_lease/"] = granted(LEASE);
    answers["POST /domain/reserve/"] = granted({ id: "Taprest.freeboxos.fr" });
    expect(await router.write({ ...step, verb: "create", after: lease })).toEqual({ status: "done", item: lease });
    expect(await router.write({ ...step, verb: "create", after: name })).toEqual({ status: "done", item: name });
    expect(box.requests.slice(3)).toEqual(["POST /dhcp/static_lease/", "POST /domain/reserve/"]);
  });

  test("an update looks first, then writes once, in place", async () => {
    answers["PUT /fw/redir/75"] = granted({ ...RULE, lan_port: 2222 });
    const after = { ...forward, lanPort: 2222 };
    expect(await router.write({ ...step, verb: "update", before: forward, after })).toEqual({
      status: "done",
      item: after,
    });
    answers["PUT /dhcp/static_lease/B8:27:EB:12:34:56"] = granted({ ...LEASE, ip: "192.168.1.43" });
    const moved = { ...lease, address: "192.168.1.43" };
    expect(await router.write({ ...step, verb: "update", before: lease, after: moved })).toEqual({
      status: "done",
      item: moved,
    });
    expect(box.requests.slice(3)).toEqual([
      "GET /fw/redir/75",
      "PUT /fw/redir/75",
      "GET /dhcp/static_lease/B8:27:EB:12:34:56",
      "PUT /dhcp/static_lease/B8:27:EB:12:34:56",
    ]);
  });

  test.each([
    [forward, "/fw/redir/75"],
    [lease, "/dhcp/static_lease/B8:27:EB:12:34:56"],
    [name, "/domain/owned/taprest.freeboxos.fr"],
  ])("a remove looks first: $kind", async (before, path) => {
    expect(await router.write({ ...step, verb: "remove", before })).toEqual({ status: "done" });
    expect(box.requests.slice(3)).toEqual([`GET ${path}`, `DELETE ${path}`]);
  });

  test.each<[string, Partial<typeof RULE>]>([
    ["port", { lan_port: 80 }],
    ["source", { src_ip: "88.77.66.55" }],
    ["state", { enabled: false }],
    ["comment", { comment: "mine now" }],
    ["protocol, beyond words", { ip_proto: "sctp" }],
  ])("somebody else changed its %s meanwhile: a conflict, nothing is written", async (_, change) => {
    answers["GET /fw/redir/75"] = granted({ ...RULE, ...change });
    expect(await router.write({ ...step, verb: "remove", before: forward })).toMatchObject({
      status: "failed",
      failure: { kind: "conflict", operation: "DELETE /fw/redir/" },
    });
    expect(await router.write({ ...step, verb: "update", before: forward, after: forward })).toMatchObject({
      status: "failed",
      failure: { kind: "conflict", operation: "PUT /fw/redir/" },
    });
    expect(box.requests.slice(3)).toEqual(["GET /fw/redir/75", "GET /fw/redir/75"]);
  });

  test("what core does not know may differ", async () => {
    answers["GET /fw/redir/75"] = granted({ ...RULE, hostname: "another", valid: false });
    expect(await router.write({ ...step, verb: "remove", before: forward })).toEqual({ status: "done" });
  });

  test("gone meanwhile: a conflict, nothing is written", async () => {
    answers["GET /fw/redir/75"] = refusal("noent");
    expect(await router.write({ ...step, verb: "remove", before: forward })).toMatchObject({
      status: "failed",
      failure: { kind: "conflict", message: "it is no longer there, nothing was written" },
    });
    expect(box.requests.slice(3)).toEqual(["GET /fw/redir/75"]);
  });

  test("a look that fails writes nothing and is not unconfirmed", async () => {
    answers["GET /fw/redir/75"] = { status: 403, raw: "" };
    expect(await router.write({ ...step, verb: "remove", before: forward })).toMatchObject({
      status: "failed",
      failure: { kind: "protocol", operation: "GET /fw/redir/75" },
    });
  });

  test.each<[string, Reply]>([
    ["a dropped connection", "reset"],
    ["a truncated answer", "truncate"],
    ["a bare 502", { status: 502, raw: "" }],
    ["garbage", { raw: "<html>" }],
    ["a rule nobody understands", granted({ id: "x" })],
  ])("%s after a write leaves it unconfirmed, and it is not repeated", async (_, reply) => {
    answers["POST /fw/redir/"] = reply;
    expect(await router.write({ ...step, verb: "create", after: forward })).toMatchObject({
      status: "unconfirmed",
      failure: { kind: "unconfirmed", operation: "POST /fw/redir/" },
    });
    expect(box.requests.filter((each) => each === "POST /fw/redir/")).toHaveLength(1);
  });

  test("a login that is lost before a write is a failure: nothing was written", async () => {
    answers["POST /login/session/"] = "reset";
    expect(await router.write({ ...step, verb: "create", after: forward })).toMatchObject({
      status: "failed",
      failure: { kind: "unreachable", operation: "POST /login/session/" },
    });
  });

  test("refusals keep their kind, and a missing right is named", async () => {
    answers["POST /fw/redir/"] = refusal("insufficient_rights", { missing_right: "settings" });
    expect(await router.write({ ...step, verb: "create", after: forward })).toMatchObject({
      status: "failed",
      failure: { kind: "forbidden", right: "settings" },
    });
    answers["POST /fw/redir/"] = refusal("exist");
    expect(await router.write({ ...step, verb: "create", after: forward })).toMatchObject({
      failure: { kind: "conflict" },
    });
    answers["POST /fw/redir/"] = refusal("port_outside_range");
    expect(await router.write({ ...step, verb: "create", after: forward })).toMatchObject({
      failure: { kind: "invalid" },
    });
  });

  test("what the box could never do is refused without asking it", async () => {
    const steps = [
      { ...step, verb: "create", after: { ...name, name: "home.taprest.fr" } },
      { ...step, verb: "update", before: name, after: { ...name, name: "other.freeboxos.fr" } },
      { ...step, verb: "update", before: lease, after: { ...lease, mac: "02:00:00:00:00:01" } },
      { ...step, verb: "remove", before: { ...forward, ref: "seventy-five" } },
      { ...step, verb: "remove", before: { ...lease, ref: "" } },
    ] as const;
    for (const each of steps)
      expect(await router.write(each)).toMatchObject({ status: "failed", failure: { kind: "invalid" } });
    expect(box.requests).toEqual([]);
  });

  test("a step across kinds is a bug and is thrown", async () => {
    await expect(router.write({ ...step, verb: "update", before: lease, after: forward })).rejects.toThrow(TypeError);
  });

  test("a stopped write that has not left is a failure", async () => {
    expect(
      await router.write({ ...step, verb: "create", after: forward }, { signal: AbortSignal.abort() }),
    ).toMatchObject({ status: "failed", failure: { kind: "unreachable" } });
    expect(box.requests).toEqual([]);
  });
});
