/** What the system's OpenSSH client is started with. Pure. */
import type { Endpoint } from "@porchlight/reach";
import type { Way } from "./way.ts";

/** What is taken over from the user's own SSH configuration: who they are and how they get out, nothing else. */
export interface OwnSettings {
  /** As `ssh -G` names them, each with its value. */
  readonly settings: readonly (readonly [name: string, value: string])[];
}

/**
 * Forwardings, commands, shared connections and looser checks of the user's own configuration stay out: they would add
 * listeners, or take a port a second time.
 */
const takenOver = [
  "identityfile",
  "certificatefile",
  "identityagent",
  "identitiesonly",
  "pkcs11provider",
  "securitykeyprovider",
  "proxyjump",
  "proxycommand",
  "addressfamily",
  "bindaddress",
  "bindinterface",
];

/** Reads what `ssh -G` prints: one setting a line, a setting may come more than once. */
export const parseOwnSettings = (text: string): OwnSettings => ({
  settings: text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const [, name = "", value = ""] = /^(\S+) (.+)$/.exec(line) ?? [];
    return takenOver.includes(name) ? [[name, value]] : [];
  }),
});

/** Where and how one connection is made. */
export interface SshSetup {
  readonly way: Way;
  /** Where to dial, in a virtual network; absent: the name, by the system's own means. */
  readonly endpoint?: Endpoint;
  /** The file that holds the pinned key and no other. */
  readonly knownHosts: string;
  /** Under which name the key stands in that file. */
  readonly alias: string;
  readonly own: OwnSettings;
  /** The only key file to offer; absent: what the user's own configuration and agent have. */
  readonly identity?: string | undefined;
  /** True when a person may be asked for a password or a passphrase. */
  readonly mayAsk: boolean;
}

/** A value as a configuration line takes it: in quotes, which OpenSSH cannot escape, so a path with one is refused by it. */
const quoted = (value: string): string => (/\s/.test(value) ? `"${value}"` : value);

const isOfTheWayOut = (name: string): boolean => name.startsWith("proxy") || name.startsWith("bind");

const identitiesOf = ({ own, identity, endpoint }: SshSetup): readonly (readonly [string, string])[] => {
  // In a virtual network nothing real is dialled, by whatever proxy.
  const kept = own.settings.filter(([name]) => endpoint === undefined || !isOfTheWayOut(name));
  if (identity === undefined) return kept;
  const others = kept.filter(([name]) => !["identityfile", "certificatefile", "identitiesonly"].includes(name));
  return [["IdentityFile", identity], ["IdentitiesOnly", "yes"], ...others];
};

/** The settings every connection has, and nothing overrides: OpenSSH takes the first of each, and reads no file. */
const fixedOf = (setup: SshSetup): readonly (readonly [string, string])[] => {
  const { way, endpoint, knownHosts, alias, mayAsk } = setup;
  return [
    ["HostName", endpoint?.address ?? way.name],
    ["Port", String(endpoint?.port ?? way.port)],
    ...(way.user === undefined ? [] : [["User", way.user] as const]),
    ["HostKeyAlias", alias],
    ["UserKnownHostsFile", knownHosts],
    ["GlobalKnownHostsFile", knownHosts],
    ["StrictHostKeyChecking", "yes"],
    ["CheckHostIP", "no"],
    ["VerifyHostKeyDNS", "no"],
    ["UpdateHostKeys", "no"],
    ["ForwardAgent", "no"],
    ["ForwardX11", "no"],
    ["PermitLocalCommand", "no"],
    ["ControlMaster", "no"],
    ["ControlPath", "none"],
    ["GatewayPorts", "no"],
    ["ServerAliveInterval", "15"],
    ["ServerAliveCountMax", "3"],
    ["ConnectTimeout", "10"],
    ["BatchMode", mayAsk ? "no" : "yes"],
  ];
};

const optionsOf = (setup: SshSetup): readonly string[] =>
  [...fixedOf(setup), ...identitiesOf(setup)].flatMap(([name, value]) => [
    "-o",
    // The command goes to a shell as it stands, quotes included.
    `${name}=${name === "proxycommand" ? value : quoted(value)}`,
  ]);

/**
 * The arguments for a connection that carries tunnels and nothing else: no shell, no command, listeners on 127.0.0.1
 * alone. It talks of its progress (`LogLevel=DEBUG1`) to whoever reads its stderr.
 */
export const tunnelArguments = (setup: SshSetup): readonly string[] => [
  "-F",
  "none",
  "-N",
  "-T",
  "-n",
  "-o",
  "LogLevel=DEBUG1",
  "-o",
  "ExitOnForwardFailure=yes",
  ...optionsOf(setup),
  ...setup.way.tunnels.flatMap(({ localPort, to }) => [
    "-L",
    `127.0.0.1:${localPort}:${to.host.includes(":") ? `[${to.host}]` : to.host}:${to.port}`,
  ]),
  setup.way.name,
];

/** The arguments for a command on the machine, its input on stdin: no terminal, no forwarding. */
export const commandArguments = (setup: SshSetup, command: readonly string[]): readonly string[] => [
  "-F",
  "none",
  "-T",
  "-o",
  "LogLevel=ERROR",
  "-o",
  "ClearAllForwardings=yes",
  ...optionsOf(setup),
  setup.way.name,
  ...command,
];
