/** How a home file says a machine is reached from away: the name, the port, who logs in, and by which key it is known. */
import type { Desired, DesiredForward, DesiredTunnel } from "@porchlight/core";
import { exitCode } from "../exit-code.ts";
import type { HomeSource } from "../home-source.ts";
import { CommandError } from "../terminal.ts";

/** The way to one machine, and the tunnels that take it. */
export interface Way {
  /** Key of the forward. */
  readonly forward: string;
  /** Key of the host. */
  readonly host: string;
  /** The name that leads home: "home.taprest.fr". */
  readonly name: string;
  /** The port on the internet side, 1-65535. */
  readonly port: number;
  /** Absent: whoever the SSH configuration says. */
  readonly user?: string;
  /** "SHA256:…", when the file pins a key. */
  readonly hostKey?: string;
  /** "ssh-ed25519", when the file pins the whole key. */
  readonly hostKeyType?: string;
  readonly tunnels: readonly DesiredTunnel[];
}

const refuse = (code: string, message: string, remedy: string): CommandError =>
  new CommandError(exitCode.failed, `✗ ${message}\n    -> ${remedy}`, { error: code });

const listed = (names: readonly string[]): string => names.join(", ") || "none";

/**
 * The name the machine is reached by: one that follows the router, or that leads to its static name, else the static name
 * itself, else one with an address of the owner's choice.
 */
const nameOf = ({ records, router }: Desired): string | undefined => {
  const { staticName = "automatic" } = router ?? {};
  const kept = records.filter(({ wish, type }) => wish !== "absent" && (type === "A" || type === "CNAME"));
  const follows = kept.find(({ values }) => values.some((value) => "follow" in value && value.follow === "router"));
  const named = kept.find(({ values }) =>
    values.some((value) => "literal" in value && value.literal === `${staticName}.`),
  );
  const own = staticName === "automatic" ? undefined : staticName;
  return (follows ?? named)?.name ?? own ?? kept.find(({ type }) => type === "A")?.name;
};

/**
 * The way through one forward, with the tunnels given.
 *
 * @throws CommandError when the forward is not known, lets nobody in, or no name of the file leads home.
 */
export const wayOf = ({ desired, locate }: HomeSource, key: string, tunnels: readonly DesiredTunnel[]): Way => {
  const forward: DesiredForward | undefined = desired.forwards.find(({ name }) => name === key);
  if (forward === undefined)
    throw refuse(
      "no-such-forward",
      `${key}: no such forward`,
      `known here: ${listed(desired.forwards.map(({ name }) => name))}`,
    );
  const place = locate(forward.path);
  if (!forward.enabled)
    throw refuse("forward-off", `${place}: ${key} lets nobody in`, "take its enabled: false away, and apply");
  if (!forward.protocols.includes("tcp"))
    throw refuse("not-tcp", `${place}: ${key} carries no TCP, and so no SSH`, "go through a forward that does");
  const name = nameOf(desired);
  if (name === undefined)
    throw refuse(
      "no-name",
      "no name of the home file leads to the router, so nothing says where it is reached from away",
      "declare one, as names: { home.example.fr: router }",
    );
  const host = desired.hosts.find((each) => each.name === forward.host);
  const { user, hostKey, hostKeyType } = host ?? {};
  return {
    forward: key,
    host: forward.host,
    name,
    port: forward.wanPorts[0]?.[0] ?? forward.port,
    ...(user === undefined ? {} : { user }),
    ...(hostKey === undefined ? {} : { hostKey }),
    ...(hostKeyType === undefined ? {} : { hostKeyType }),
    tunnels,
  };
};

/** Two that ask for one local port cannot both have it. */
const refuseSharedPorts = (tunnels: readonly DesiredTunnel[]): void => {
  for (const [index, { name, localPort }] of tunnels.entries()) {
    const other = tunnels.slice(0, index).find((each) => each.localPort === localPort);
    if (other !== undefined)
      throw refuse(
        "port-shared",
        `${other.name} and ${name} both ask for 127.0.0.1:${localPort}`,
        "give one of them another local: port, or open one at a time",
      );
  }
};

/**
 * The ways of the named tunnels, all of the file's when none is named, those through one forward together.
 *
 * @throws CommandError when a name is not known, there is no tunnel at all, or a way cannot be made.
 */
export const waysOf = (source: HomeSource, names: readonly string[]): readonly Way[] => {
  const { tunnels } = source.desired;
  if (tunnels.length === 0)
    throw refuse(
      "no-tunnel",
      "the home file declares no tunnel",
      'declare one, as tunnels: { octoprint: { through: ssh, local: 8080, to: "localhost:80" } }',
    );
  const unknown = names.find((name) => !tunnels.some((tunnel) => tunnel.name === name));
  if (unknown !== undefined)
    throw refuse(
      "no-such-tunnel",
      `${unknown}: no such tunnel`,
      `known here: ${listed(tunnels.map(({ name }) => name))}`,
    );
  const asked = tunnels.filter(({ name }) => names.length === 0 || names.includes(name));
  refuseSharedPorts(asked);
  const forwards = [...new Set(asked.map(({ through }) => through))];
  return forwards.map((key) =>
    wayOf(
      source,
      key,
      asked.filter(({ through }) => through === key),
    ),
  );
};

/** The way through one forward with all its tunnels. @throws CommandError as `wayOf` does. */
export const wayThrough = (source: HomeSource, forward: string): Way =>
  wayOf(
    source,
    forward,
    source.desired.tunnels.filter(({ through }) => through === forward),
  );

const sshPort = 22;

/** Every way that SSH takes: through an open forward to port 22, or one that a tunnel goes through. @throws CommandError */
export const sshWaysOf = (source: HomeSource): readonly Way[] => {
  const { forwards, tunnels } = source.desired;
  const open = forwards.filter(({ enabled, protocols }) => enabled && protocols.includes("tcp"));
  const ssh = open.filter(({ name, port }) => port === sshPort || tunnels.some(({ through }) => through === name));
  if (ssh.length > 0) return ssh.map(({ name }) => wayThrough(source, name));
  throw refuse(
    "no-ssh",
    "no forward of the home file carries SSH",
    'declare one, as forwards: { ssh: { wan: 7654, to: "octopi:22" } }',
  );
};

/** "pi@home.taprest.fr:7654", for people. */
export const wayText = ({ user, name, port }: Way): string => `${user === undefined ? "" : `${user}@`}${name}:${port}`;
