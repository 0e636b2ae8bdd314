import type { Endpoint } from "./endpoint.ts";
import { AROUND_ENDPOINTS } from "./endpoints-around.ts";
import { BOX_ENDPOINTS } from "./endpoints-box.ts";
import { DOMAINS_ENDPOINTS } from "./endpoints-domains.ts";
import { LAN_ENDPOINTS } from "./endpoints-lan.ts";
import { LINE_ENDPOINTS } from "./endpoints-line.ts";
import { PORTS_ENDPOINTS } from "./endpoints-ports.ts";

/** Every endpoint a session is needed for, in the order of the README. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...LINE_ENDPOINTS,
  ...LAN_ENDPOINTS,
  ...PORTS_ENDPOINTS,
  ...DOMAINS_ENDPOINTS,
  ...BOX_ENDPOINTS,
  ...AROUND_ENDPOINTS,
];

const KNOWN = "documented, recorded";

/** What the calls before and around a session ask, which have no row of their own in `ENDPOINTS`. */
const AROUND: readonly (readonly [calls: string, endpoint: string, evidence: string])[] = [
  [
    "`findFreeboxes()`",
    "mDNS _fbx-api._tcp.local, SSDP urn:schemas-freebox-fr:device:Freebox:1",
    `${KNOWN}; SSDP reported`,
  ],
  ["`apiVersion()`", "GET /api_version", KNOWN],
  ["`pairFreebox()`", "POST /login/authorize/, GET /login/authorize/ID", KNOWN],
  ["every call below, `rights.list()`, `rights.missing()`", "GET /login/, POST /login/session/", KNOWN],
  ["`events.subscribe()`", "GET /ws/event, a WebSocket", "documented, published"],
  ["`close()`", "POST /login/logout/", "documented"],
];

/** The README's table of all of them; that the virtual box serves each is tested. */
export const endpointTable = (): string =>
  [
    "| call | endpoint | evidence | virtual box |",
    "| --- | --- | --- | --- |",
    ...AROUND.map((row) => `| ${row.join(" | ")} | yes |`),
    ...ENDPOINTS.map(({ call, method, path, evidence, since }) => {
      const known = evidence.replace(/^undocumented/, "**undocumented**");
      return `| \`${call}()\` | ${method} ${path} | ${known}${since === undefined ? "" : `, since API ${since}`} | yes |`;
    }),
  ].join("\n");
