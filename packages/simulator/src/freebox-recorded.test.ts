import { describe, expect, test } from "vitest";
import { type BoxReply, boxClient, passwordFor, replyOf, requestOf } from "../test/ask.ts";
import { boxCase, boxCases, fixture, withFixtures } from "../test/fixtures.ts";
import { listAt, objectAt, textAt } from "../test/look.ts";
import { freeboxAnswer } from "./freebox.ts";
import { createWorld, homeAppId } from "./seeds.ts";
import type { World } from "./world.ts";

/** "result.host.l2ident.id:string" of every leaf; items of a list share a path. */
const shapeOf = (value: unknown, path = ""): ReadonlySet<string> => {
  if (Array.isArray(value)) return new Set(value.flatMap((item) => [...shapeOf(item, `${path}[]`)]));
  if (typeof value !== "object" || value === null) return new Set([`${path}:${typeof value}`]);
  return new Set(Object.entries(value).flatMap(([key, item]) => [...shapeOf(item, `${path}.${key}`)]));
};

const missingFrom = (have: ReadonlySet<string>, want: ReadonlySet<string>, butFor = /^$/): readonly string[] =>
  [...want].filter((leaf) => !have.has(leaf) && !butFor.test(leaf));

/** What wireless and profiled hosts have besides, and an empty text one box put in the place of false. */
const notOfWiredHosts = /access_point|network_control|\.info\.|\.model:|primary_name_manual:string/;

const withoutStatus = ({ status: _status, ...body }: BoxReply): object => body;

const bare = { enabled: true, ip_proto: "tcp" as const, src_ip: "0.0.0.0", lan_port: 80 };
const world = (): World =>
  createWorld({
    hosts: [{ name: "testing", mac: "7e:ec:37:cd:5b:6a", ip: "192.168.1.254" }],
    redirections: [{ ...bare, wan_port_start: 12_345, wan_port_end: 12_345, lan_ip: "192.168.1.254", comment: "test" }],
    leases: [{ mac: "7e:ec:37:cd:5b:6a", ip: "192.168.1.24", comment: "pinned" }],
    domains: [{ id: "test.com" }],
    routes: [{ prefix: "192.168.42.0/24", gateway: "192.168.1.38", enabled: true, description: "" }],
    dhcpv6: { dns: ["2620:0:ccc::a"] },
    upnp: [{ ext_port: 53_644, int_ip: "192.168.1.44", proto: "udp", int_port: 16_402, desc: "iC53644" }],
  });

const ask = (on: World, method: string, path: string, body?: unknown) =>
  replyOf(freeboxAnswer(on, requestOf(method, `/api/v8${path}`, body)));

withFixtures(() => {
  describe("answers have every key that was seen, of the same kind", () => {
    test.each([
      ["/connection/", "connection_status", "ftth_full_stack"],
      ["/connection/", "connection_status", "ftth_shared_ipv4"],
      ["/connection/", "connection_status", "doc"],
      ["/lan/config/", "lan_config", "ultra"],
      ["/lan/config/", "lan_config", "doc"],
      ["/fw/incoming/", "fw_incoming", "ultra_shared"],
      ["/fw/incoming/", "fw_incoming", "doc"],
      ["/fw/dmz/", "fw_dmz", "get"],
      ["/upnpigd/config/", "upnpigd_config", "observed"],
      ["/upnpigd/redir/", "upnpigd_redir", "observed"],
      ["/upnpigd/redir/", "upnpigd_redir", "doc"],
      ["/connection/config/", "connection_config", "ultra_v16"],
      ["/connection/config/", "connection_config", "doc"],
      ["/connection/ipv6/config/", "connection_ipv6_config", "ultra_v16"],
      ["/connection/ipv6/config/", "connection_ipv6_config", "doc"],
      ["/dhcp/config/", "dhcp_config", "ultra_v16"],
      ["/dhcp/dynamic_lease/", "dhcp_dynamic_lease", "ultra_v16"],
      ["/dhcp/dynamic_lease/", "dhcp_dynamic_lease", "recorded"],
      ["/dhcpv6/config/", "dhcpv6_config", "doc"],
      ["/lan/routes/", "lan_routes", "get"],
      ["/connection/ftth/", "connection_ftth", "ultra_v16"],
      ["/connection/ftth/", "connection_ftth", "home_assistant"],
      ["/connection/ddns/ovh/", "connection_ddns", "config_get"],
      ["/connection/ddns/ovh/status/", "connection_ddns", "status_hostinval"],
      ["/update/", "update", "doc"],
      ["/standby/status", "standby", "ultra"],
      ["/switch/status/", "switch_status", "doc"],
      ["/wifi/config/", "wifi_config", "ultra"],
      ["/wifi/state/", "wifi_state", "ultra"],
      ["/wifi/ap/", "wifi_ap", "ultra"],
      ["/vpn/", "vpn_list", "doc_v16"],
      ["/connection/xdsl/", "connection_xdsl", "doc"],
      ["/connection/lte/aggregation", "connection_lte", "lte_aggregation"],
      ["/connection/aggregation", "connection_lte", "aggregation"],
      ["/connection/logs/", "connection_logs", "ultra_v16"],
      ["/sfp/config/", "sfp", "config"],
      ["/lan/browser/interfaces/", "lan_browser_interfaces", "free_go"],
      ["/lan/browser/pub/", "lan_browser_pub", "ultra"],
      ["/lan/browser/pub/", "lan_browser_pub", "inactive_full_object"],
      ["/lan/browser/pub/", "lan_browser_pub", "primary_name_manual_empty_string"],
      ["/lan/browser/pub/", "lan_browser_pub", "wifi_access_point_full"],
      ["/lan/browser/pub/", "lan_browser_pub", "player_and_nameless_host"],
      ["/lan/browser/pub/", "lan_browser_pub", "v16_domain_name_and_info"],
      ["/lan/browser/types/", "lan_browser_types", "doc"],
      ["/dhcp/static_lease/", "dhcp_static_lease", "ultra_v16"],
      ["/fw/redir/", "fw_redir", "list_with_host"],
      ["/fw/redir/", "fw_redir", "list_doc"],
      ["/domain/owned/", "domain_owned", "list"],
      ["/domain/config", "domain_config", "get"],
    ])("GET %s like %s %s", (path, file, name) => {
      const ours = shapeOf(withoutStatus(boxClient(world())("GET", path)));
      const theirs = shapeOf(boxCase(file, name).body);
      expect(missingFrom(ours, theirs, notOfWiredHosts)).toEqual([]);
    });

    test.each([
      ["/lan/browser/pub/", "lan_browser_pub"],
      ["/fw/redir/", "fw_redir"],
      ["/connection/", "connection_status"],
    ])("GET %s has no key that was never seen", (path, file) => {
      const ours = shapeOf(withoutStatus(boxClient(world())("GET", path)));
      const seen = new Set(boxCases(file).flatMap(({ body }) => [...shapeOf(body)]));
      expect(missingFrom(seen, ours, /\.host\./)).toEqual([]);
    });

    test("/api_version", () => {
      const { body } = freeboxAnswer(world(), requestOf("GET", "/api_version", undefined));
      for (const name of ["ultra_v16", "doc_v4", "generic_all_fields"])
        expect(missingFrom(shapeOf(body), shapeOf(boxCase("api_version", name).body))).toEqual([]);
    });
  });

  describe("login", () => {
    test("challenge, session and refusal are as recorded", () => {
      const on = world();
      expect(shapeOf(withoutStatus(ask(on, "GET", "/login/")))).toEqual(
        shapeOf(boxCase("login_challenge", "full").body),
      );
      const wrong = ask(on, "POST", "/login/session/", { app_id: homeAppId, password: "no" });
      const refusal = boxCase("login_session", "invalid_token");
      expect(wrong).toMatchObject({ status: refusal.status, msg: refusal.body?.["msg"] });
      expect(shapeOf(withoutStatus(wrong))).toEqual(shapeOf(refusal.body));
      const password = passwordFor(on.apps.get(homeAppId)?.token ?? "", on.login.challenge);
      const right = ask(on, "POST", "/login/session/", { app_id: homeAppId, password });
      expect(shapeOf(withoutStatus(right))).toEqual(shapeOf(boxCase("login_session", "ok").body));
    });

    test("the vendor's test vectors open a session", () => {
      const vectors = listAt(fixture("freebox/login_hmac_vectors.json"), "vectors");
      expect(vectors.length).toBeGreaterThan(0);
      for (const vector of vectors) {
        const on = world();
        const [token, password] = [textAt(vector, "app_token"), textAt(vector, "password")];
        on.apps.set("test", { token, status: "granted", trackId: 9, permissions: {}, askedAt: 0, looks: 0 });
        on.login.challenge = textAt(vector, "challenge");
        expect(ask(on, "POST", "/login/session/", { app_id: "test", password }).success).toBe(true);
      }
    });
  });

  describe("recorded exchanges come out the same", () => {
    test("a redirection to an unknown host: made from texts, changed, disabled, deleted", () => {
      const on = createWorld();
      on.lastId.redirection = 74;
      const call = boxClient(on);
      const created = boxCase("fw_redir", "create_unknown_host");
      expect(withoutStatus(call("POST", "/fw/redir/", created.request))).toEqual(created.body);
      const changed = withoutStatus(call("PUT", "/fw/redir/75", { src_ip: "88.77.66.55" }));
      expect(changed).toEqual(boxCase("fw_redir", "update_src_ip").body);
      const disabled = withoutStatus(call("PUT", "/fw/redir/75", { enabled: false }));
      expect(disabled).toEqual(boxCase("fw_redir", "disable").body);
      expect(withoutStatus(call("DELETE", "/fw/redir/75"))).toEqual(boxCase("fw_redir", "delete").body);
      expect(withoutStatus(call("GET", "/fw/redir/"))).toEqual(boxCase("fw_redir", "list_empty").body);
    });

    test("the long body of 2026 is taken by lenient and strict boxes", () => {
      const { request } = boxCase("fw_redir", "create_strict_2026");
      for (const strictRedir of [false, true])
        expect(boxClient(createWorld({ switches: { strictRedir } }))("POST", "/fw/redir/", request).success).toBe(true);
    });

    test("a lease of an unknown machine: made, moved; and one without a MAC", () => {
      const call = boxClient(createWorld());
      const { request, body } = boxCase("dhcp_static_lease", "post_unknown_host");
      const { result } = call("POST", "/dhcp/static_lease/", request);
      expect(result).toMatchObject(objectAt(body, "result"));
      const put = boxCase("dhcp_static_lease", "put");
      const moved = call("PUT", "/dhcp/static_lease/00:01:02:03:04:05", put.request);
      expect(moved.result).toMatchObject(objectAt(put.body, "result"));
      const noMac = boxCase("errors", "dhcp_bad_mac");
      expect(withoutStatus(call("POST", "/dhcp/static_lease/", { ip: "192.168.1.1" }))).toEqual(noMac.body);
    });

    test("an own domain: added, deleted", () => {
      const call = boxClient(createWorld());
      const { request, body } = boxCase("domain_owned", "post_add");
      expect(withoutStatus(call("POST", "/domain/owned/", request))).toEqual(body);
      expect(withoutStatus(call("DELETE", "/domain/owned/test.fbx.lan"))).toEqual(
        boxCase("domain_owned", "delete").body,
      );
    });

    test.each([
      ["unknown_path", "GET", "/nothing"],
      ["lan_nodev", "GET", "/lan/browser/none/"],
      ["lan_nohost", "GET", "/lan/browser/pub/ether-00"],
      ["redir_noent_get", "GET", "/fw/redir/9"],
      ["redir_noent_delete", "DELETE", "/fw/redir/9"],
      ["invalid_request_doc", "POST", "/fw/redir/"],
    ])("refusal %s", (name, method, path) => {
      const reply = boxClient(createWorld())(method, path, method === "POST" ? "no JSON" : undefined);
      const { status = 200, body } = boxCase("errors", name);
      expect(reply).toEqual({ status, ...body });
    });

    test("refusals of the doorkeeper", () => {
      const on = createWorld();
      const call = boxClient(on);
      for (const session of on.sessions.values()) session.permissions["settings"] = false;
      const missing = boxCase("errors", "insufficient_rights");
      const refused = call("POST", "/fw/redir/", {});
      expect(shapeOf(withoutStatus(refused))).toEqual(shapeOf(missing.body));
      expect(refused).toMatchObject({ status: 403, msg: missing.body?.["msg"] });
      on.sessions.clear();
      const required = boxCase("errors", "auth_required");
      const out = call("GET", "/fw/redir/");
      expect(shapeOf(withoutStatus(out))).toEqual(shapeOf(required.body));
      expect(out).toMatchObject({ status: 403, msg: required.body?.["msg"] });
    });
  });
});
