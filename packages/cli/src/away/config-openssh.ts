/** A way as blocks of an OpenSSH configuration. Pure. */
import type { DesiredTunnel } from "@porchlight/core";
import { aliasOf } from "./alias.ts";
import type { Way } from "./way.ts";

/** What a configuration is written from, whatever for. */
export interface ConfigSetting {
  readonly home: string;
  /** "ssh-ed25519 AAAA…", when the home file pins the whole key. */
  readonly wholeKey: string | undefined;
}

const forwardText = ({ localPort, to }: DesiredTunnel): string =>
  `127.0.0.1:${localPort} ${to.host.includes(":") ? `[${to.host}]` : to.host}:${to.port}`;

/** The key, where it is known: what to put where so that the client knows it from the first time on. */
const keyLines = (way: Way, { home, wholeKey }: ConfigSetting): readonly string[] => {
  if (wholeKey !== undefined)
    return [
      `# for ~/.ssh/known_hosts: ${aliasOf(home, way)} ${wholeKey}`,
      `  HostKeyAlias ${aliasOf(home, way)}`,
      "  StrictHostKeyChecking yes",
    ];
  if (way.hostKey === undefined) return ["  StrictHostKeyChecking ask"];
  return [`# at the first connection, say yes to this key only: ${way.hostKey}`, "  StrictHostKeyChecking ask"];
};

/**
 * The blocks of one way: `ssh HOST` for a shell, `ssh -N HOST-tunnels` for its tunnels. They are two, so that a second
 * shell does not fail at a port which the first one holds.
 */
export const opensshConfig = (way: Way, setting: ConfigSetting): string => {
  const { host, name, port, user, tunnels } = way;
  const comments = keyLines(way, setting).filter((line) => line.startsWith("#"));
  const ofKey = keyLines(way, setting).filter((line) => !line.startsWith("#"));
  const names = tunnels.length === 0 ? host : `${host} ${host}-tunnels`;
  const shell = [
    ...comments,
    `Host ${names}`,
    `  HostName ${name}`,
    `  Port ${port}`,
    ...(user === undefined ? [] : [`  User ${user}`]),
    ...ofKey,
    "  ForwardAgent no",
    "  ForwardX11 no",
    "  ServerAliveInterval 15",
    "  ServerAliveCountMax 3",
  ];
  if (tunnels.length === 0) return shell.join("\n");
  const forwards = tunnels.flatMap((tunnel) => [
    `  # ${tunnel.name}: http://127.0.0.1:${tunnel.localPort}/`,
    `  LocalForward ${forwardText(tunnel)}`,
  ]);
  return [
    ...shell,
    "",
    `# ssh -N ${host}-tunnels`,
    `Host ${host}-tunnels`,
    ...forwards,
    "  ExitOnForwardFailure yes",
  ].join("\n");
};
