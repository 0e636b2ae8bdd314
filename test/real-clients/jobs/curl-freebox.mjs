// The vendor's documentation of the Freebox, chapter by chapter, as curl would follow it by hand.
import { createHmac } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { curl, must } from "../transcript.mjs";

const base = "https://mafreebox.freebox.fr";
const application = { app_id: "fr.example.curl", app_name: "curl", app_version: "1", device_name: "bench" };

const redirection = {
  enabled: true,
  comment: "test",
  lan_port: 4242,
  wan_port_start: 4242,
  wan_port_end: 4242,
  lan_ip: "192.168.1.42",
  ip_proto: "tcp",
  src_ip: "0.0.0.0",
};
const lease = { mac: "00:DE:AD:B0:0B:55", ip: "192.168.1.155", comment: "" };

/** Chapter "login": discovery, a token that its owner grants, a session. Gives a caller with that session. */
const logIn = async (call) => {
  const plain = { method: "GET", url: "http://mafreebox.freebox.fr/api_version" };
  const version = await curl(call, plain, {
    answer: {
      uid: String,
      device_name: String,
      api_version: /^\d+\.\d+$/,
      api_base_url: "/api/",
      device_type: /^Freebox/,
    },
  });
  const api = `${base}${version.api_base_url}v${version.api_version.split(".")[0]}`;
  const ask = (method, path, body, expected, headers = {}) =>
    curl(
      call,
      { method, url: `${api}${path}`, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) },
      expected,
    );
  const { result: asked } = await ask("POST", "/login/authorize/", application, {
    answer: { success: true, result: { app_token: String, track_id: Number } },
  });
  const track = `/login/authorize/${asked.track_id}`;
  await ask("GET", track, undefined, { answer: { success: true, result: { status: "pending", challenge: String } } });
  const early = { app_id: application.app_id, password: "0".repeat(40) };
  const denied = {
    status: 403,
    answer: { success: false, error_code: "invalid_token", msg: String, uid: String, result: { challenge: String } },
  };
  await ask("POST", "/login/session/", early, denied);
  await ask("GET", track, undefined, { answer: { success: true, result: { status: "granted" } } });
  const { result: door } = await ask("GET", "/login/", undefined, {
    answer: { success: true, result: { logged_in: false, challenge: String } },
  });
  const password = createHmac("sha1", asked.app_token).update(door.challenge).digest("hex");
  const { result: session } = await ask(
    "POST",
    "/login/session/",
    { app_id: application.app_id, password },
    {
      answer: {
        success: true,
        result: { session_token: String, challenge: String, permissions: { settings: true, calls: Boolean } },
      },
    },
  );
  await ask("GET", "/fw/redir/", undefined, {
    status: 403,
    answer: { success: false, error_code: "auth_required", result: { challenge: String } },
  });
  const own = { "X-Fbx-App-Auth": session.session_token };
  return (method, path, body, answer, status = 200) => ask(method, path, body, { status, answer }, own);
};

/** Chapter "nat": port forwarding. */
const portForwarding = async (ask) => {
  const shown = { ...redirection, id: Number, hostname: String };
  const { result: made } = await ask("POST", "/fw/redir/", redirection, { success: true, result: shown });
  await ask("GET", "/fw/redir/", undefined, { success: true, result: [shown] });
  await ask("GET", `/fw/redir/${made.id}`, undefined, { success: true, result: shown });
  await ask("PUT", `/fw/redir/${made.id}`, { enabled: false }, { success: true, result: { ...shown, enabled: false } });
  await ask("DELETE", `/fw/redir/${made.id}`, undefined, { success: true });
  await ask("GET", `/fw/redir/${made.id}`, undefined, { success: false, error_code: "noent", msg: String });
  await ask("GET", "/fw/incoming/", undefined, {
    success: true,
    result: [
      {
        id: String,
        enabled: Boolean,
        type: /^(tcp|udp|tcp_udp)$/,
        in_port: Number,
        min_port: Number,
        max_port: Number,
      },
    ],
  });
  await ask("GET", "/fw/dmz/", undefined, { success: true, result: { enabled: Boolean, ip: String } });
};

/** Chapters "dhcp", "lan", "connection" and "upnpigd". */
const network = async (ask) => {
  await ask("GET", "/dhcp/config/", undefined, {
    success: true,
    result: {
      enabled: Boolean,
      gateway: String,
      netmask: String,
      ip_range_start: String,
      ip_range_end: String,
      dns: [String],
    },
  });
  const { result: made } = await ask("POST", "/dhcp/static_lease/", lease, {
    success: true,
    result: { ...lease, id: String },
  });
  await ask(
    "PUT",
    `/dhcp/static_lease/${made.id}`,
    { comment: "Mon PC" },
    { success: true, result: { id: made.id, comment: "Mon PC" } },
  );
  await ask("DELETE", `/dhcp/static_lease/${made.id}`, undefined, { success: true });
  await ask("GET", "/lan/config/", undefined, { success: true, result: { ip: String, name: String, mode: "router" } });
  await ask("GET", "/lan/browser/interfaces/", undefined, {
    success: true,
    result: [{ name: String, host_count: Number }],
  });
  await ask("GET", "/lan/browser/pub/", undefined, {
    success: true,
    result: [
      {
        id: String,
        primary_name: String,
        host_type: String,
        active: Boolean,
        l2ident: { id: String, type: "mac_address" },
      },
    ],
  });
  await ask("GET", "/connection/", undefined, {
    success: true,
    result: {
      type: String,
      state: "up",
      media: String,
      ipv4: String,
      ipv4_port_range: [Number],
      rate_up: Number,
      bytes_down: Number,
    },
  });
  await ask("GET", "/upnpigd/config/", undefined, { success: true, result: { enabled: Boolean, version: Number } });
  await ask("GET", "/nowhere/", undefined, { success: false, error_code: "invalid_request" }, 404);
};

export const curlFreebox = {
  client: "curl (Freebox)",
  does: "the documentation's calls: pair, log in, redirections, leases, LAN, line, errors",
  needs: ["curl"],
  version: ["curl", "--version"],
  work: async ({ call, freebox, ovh, home }) => {
    const ask = await logIn(call);
    await portForwarding(ask);
    await network(ask);
    await ask("POST", "/login/logout/", undefined, { success: true });
    await ask(
      "GET",
      "/connection/",
      undefined,
      { success: false, error_code: /^(auth_required|invalid_session)$/ },
      403,
    );
    must(freebox.world.redirections.length === 0, "no redirection is left");
    // With another authority the box is refused (60), so TLS was verified by everything above.
    const stranger = join(home, "stranger.pem");
    await writeFile(stranger, ovh.clientOptions.ca);
    await call("curl", ["--silent", "--cacert", stranger, `${base}/api_version`], { code: 60 });
  },
};
