/**
 * A way as a saved session of PuTTY, and as a line for plink. Pure. The names of the values are PuTTY's own, the same on
 * every system (read off plink 0.78).
 */
import type { DesiredTunnel } from "@porchlight/core";
import { aliasOf } from "./alias.ts";
import type { ConfigSetting } from "./config-openssh.ts";
import type { Way } from "./way.ts";

type Value = readonly [name: string, value: string | number];

const hostText = (host: string): string => (host.includes(":") ? `[${host}]` : host);
const targetText = ({ to }: DesiredTunnel): string => `${hostText(to.host)}:${to.port}`;

/** The session's values. A list of manual host keys makes PuTTY accept these and no other, whatever it has cached. */
export const puttyValues = (way: Way): readonly Value[] => [
  ["HostName", way.name],
  ["PortNumber", way.port],
  ["Protocol", "ssh"],
  ...(way.user === undefined ? [] : [["UserName", way.user] as const]),
  ...(way.hostKey === undefined ? [] : [["SSHManualHostKeys", way.hostKey] as const]),
  ["AgentFwd", 0],
  ["X11Forward", 0],
  ["LocalPortAcceptAll", 0],
  ["PingInterval", 0],
  ["PingIntervalSecs", 15],
  ["PortForwardings", way.tunnels.map((tunnel) => `L127.0.0.1:${tunnel.localPort}=${targetText(tunnel)}`).join(",")],
];

const valueText = (value: string | number): string =>
  typeof value === "number"
    ? `dword:${value.toString(16).padStart(8, "0")}`
    : `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** The words of a plink line that opens the tunnels and nothing else. */
export const plinkWords = (way: Way): readonly string[] => [
  "plink",
  "-ssh",
  ...(way.tunnels.length === 0 ? [] : ["-N"]),
  "-a",
  "-P",
  String(way.port),
  ...(way.user === undefined ? [] : ["-l", way.user]),
  ...(way.hostKey === undefined ? [] : ["-hostkey", way.hostKey]),
  ...way.tunnels.flatMap((tunnel) => ["-L", `127.0.0.1:${tunnel.localPort}:${targetText(tunnel)}`]),
  way.name,
];

/** A `.reg` file: one session for each way, and its plink line in a comment. Lines end as Windows wants them. */
export const puttyConfig = (ways: readonly Way[], setting: Pick<ConfigSetting, "home">): string =>
  [
    "Windows Registry Editor Version 5.00",
    ...ways.flatMap((way) => [
      "",
      `; ${plinkWords(way).join(" ")}`,
      `[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\${aliasOf(setting.home, way)}]`,
      ...puttyValues(way).map(([name, value]) => `"${name}"=${valueText(value)}`),
    ]),
  ].join("\r\n");
