import type { Forward, Lease, Router, StaticName } from "@porchlight/core";
import { createFreebox, type Freebox } from "../src/client.ts";
import { freeboxRouter } from "../src/freebox-router.ts";
import { granted, refusal, type Reply, startTinyBox, type TinyBox } from "./tiny-box.ts";

export const LEASE = {
  id: "B8:27:EB:12:34:56",
  mac: "B8:27:EB:12:34:56",
  ip: "192.168.1.42",
  comment: "porchlight:t/octopi",
};
export const RULE = {
  id: 75,
  enabled: true,
  ip_proto: "tcp",
  wan_port_start: 7654,
  wan_port_end: 7654,
  lan_ip: "192.168.1.42",
  lan_port: 22,
  src_ip: "0.0.0.0",
  comment: "porchlight:t/ssh",
  hostname: "octopi",
  valid: true,
};
const DOMAIN = { id: "taprest.freeboxos.fr", type: "custom", owner: "user", certs: {} };

export const lease: Lease = {
  kind: "lease",
  mac: "b8:27:eb:12:34:56",
  address: "192.168.1.42",
  comment: "porchlight:t/octopi",
  ref: "B8:27:EB:12:34:56",
};
export const forward: Forward = {
  kind: "forward",
  protocol: "tcp",
  wanPorts: [7654, 7654],
  lanAddress: "192.168.1.42",
  lanPort: 22,
  enabled: true,
  comment: "porchlight:t/ssh",
  ref: "75",
};
export const name: StaticName = { kind: "static-name", name: "taprest.freeboxos.fr" };
export const step = { id: "s", target: "router", needs: [] } as const;
export const FIRST = ["GET /api_version", "GET /login/", "POST /login/session/"];

/** A router over a tiny box that holds one of each thing. */
export interface RouterBox {
  readonly box: TinyBox;
  readonly freebox: Freebox;
  readonly router: Router;
  /** What the box answers, by "GET /path"; the rest is the usual. */
  readonly answers: Record<string, Reply>;
  close(): Promise<void>;
}

/** Starts it; close it when done. */
export async function startRouterBox(): Promise<RouterBox> {
  const answers: Record<string, Reply> = {
    "GET /connection/": granted({ state: "up", ipv4: "82.64.81.205", ipv4_port_range: [0, 65_535] }),
    "GET /lan/config/": granted({ mode: "router", ip: "192.168.1.254" }),
    "GET /connection/ipv6/config/": granted({
      ipv6_enabled: true,
      ipv6_firewall: true,
      delegations: [{ prefix: "2A01:e0a:1:2::/64", next_hop: "" }, { prefix: "2a01:e0a:1:3::/64" }],
    }),
    "GET /fw/incoming/": granted([{ id: "https", enabled: true, active: true, type: "tcp", in_port: 443 }]),
    "GET /fw/dmz/": granted({ enabled: false, ip: "" }),
    "GET /upnpigd/redir/": refusal("disabled"),
    "GET /lan/browser/pub/": granted([
      { id: "ether-b8:27:eb:12:34:56", primary_name: "octopi", active: true },
      { id: "no-mac" },
    ]),
    "GET /dhcp/static_lease/": granted([LEASE]),
    "GET /dhcp/static_lease/B8:27:EB:12:34:56": granted(LEASE),
    "GET /domain/owned/": granted([DOMAIN, { id: "abcd1234.fbxos.fr", type: "auto", owner: "freebox" }]),
    "GET /domain/owned/taprest.freeboxos.fr": granted(DOMAIN),
    "GET /fw/redir/": granted([RULE, { ...RULE, id: 9, ip_proto: "sctp" }]),
    "GET /fw/redir/75": granted(RULE),
  };
  const box = await startTinyBox(({ method, path }) => answers[`${method} ${path}`]);
  const freebox = createFreebox({ endpoint: box.url, credentials: box.credentials });
  const close = async (): Promise<void> => {
    await freebox.close();
    await box.close();
  };
  return { box, freebox, router: freeboxRouter(freebox), answers, close };
}
