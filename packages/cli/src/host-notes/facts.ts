/** What the script answered, as facts. Pure. The answer is somebody else's text: what it does not say is not known. */

/** A TCP socket that is listened on. */
export interface Listener {
  readonly port: number;
  /** Names and ids of the processes, as far as they may be seen. */
  readonly processes: readonly { readonly name: string; readonly pid: number }[];
  /** The control group of the socket, where the system tells it. */
  readonly cgroup?: string;
}

/** How sshd is set, as far as it could be read. */
interface SshdFacts {
  /** `effective`: sshd said it itself. `files`: read from its files. `unknown`: neither. */
  readonly source: "effective" | "files" | "unknown";
  /** Lower-case keyword to lower-case value, the first of each, as sshd takes them. */
  readonly settings: ReadonlyMap<string, string>;
  /** Values given in Match blocks, which hold for some only. */
  readonly conditional: readonly (readonly [keyword: string, value: string])[];
  /** Files that exist and could not be read. */
  readonly unreadable: readonly string[];
}

/** Everything known of a host. Empty text: asked, and there was nothing. Undefined: not known. */
export interface HostFacts {
  /** False when the answer was cut, or is none of the script's. */
  readonly isWhole: boolean;
  readonly system: string;
  /** [9, 2] of OpenSSH_9.2p1. */
  readonly openssh?: readonly [major: number, minor: number];
  readonly sshd: SshdFacts;
  readonly fail2ban: {
    readonly isInstalled: boolean;
    /** "active", "failed", "inactive"; undefined without systemd. */
    readonly active?: string;
    /** True: it said itself that the jail runs. */
    readonly isJailRunning: boolean;
    /** Its last word on the jail, when its log may be read. */
    readonly log: string;
  };
  /** /var/log/auth.log exists; Debian 12 has none unless rsyslog was installed. */
  readonly hasAuthLog: boolean;
  readonly upgrades: {
    readonly hasApt: boolean;
    readonly isInstalled: boolean;
    readonly everyDays: string;
    /** "enabled", "disabled", "masked"; undefined without systemd. */
    readonly timer?: string;
  };
  /** Undefined: this host has no `ss` to ask. */
  readonly listeners?: readonly Listener[];
  /** Control group of each process that was seen, by its id. */
  readonly cgroups: ReadonlyMap<number, string>;
  /** "enabled", "static", ... of each service that was seen. */
  readonly units: ReadonlyMap<string, string>;
  /** The same of the services of the user who asked. */
  readonly userUnits: ReadonlyMap<string, string>;
  /** Users whose own services are started with the machine. */
  readonly lingering: readonly string[];
  readonly user: string;
}

/** Longer answers are not the script's. */
const mostLines = 2_000;
type Lines = readonly (readonly [word: string, value: string])[];

const linesOf = (text: string): Lines =>
  text
    .split("\n")
    .slice(0, mostLines)
    .map((line): [string, string] => {
      const plain = line.replaceAll(/\p{Cc}/gu, " ").trim();
      const at = plain.indexOf(" ");
      return at < 0 ? [plain, ""] : [plain.slice(0, at), plain.slice(at + 1).trim()];
    });

const valuesOf = (lines: Lines, asked: string): readonly string[] =>
  lines.flatMap(([word, value]) => (word === asked ? [value] : []));

const opensshOf = (text: string): readonly [number, number] | undefined => {
  const [, major, minor] = /^OpenSSH_(\d{1,3})\.(\d{1,3})/.exec(text) ?? [];
  return major === undefined || minor === undefined ? undefined : [Number(major), Number(minor)];
};

const settingOf = (value: string): readonly [string, string] => {
  const [keyword = "", ...rest] = value.toLowerCase().split(/\s+/);
  return [keyword, rest.join(" ").replaceAll('"', "")];
};

const sshdOf = (lines: Lines): SshdFacts => {
  const effective = valuesOf(lines, "sshd-effective").map(settingOf);
  const unreadable = valuesOf(lines, "sshd-unreadable");
  if (effective.length > 0)
    return { source: "effective", settings: new Map(effective), conditional: [], unreadable: [] };
  const settings = new Map<string, string>();
  const conditional: (readonly [string, string])[] = [];
  let isInMatch = false;
  for (const [word, value] of lines) {
    if (word === "sshd-end") isInMatch = false; // a Match block ends with its file
    if (word !== "sshd-config") continue;
    const [keyword, setting] = settingOf(value);
    if (keyword === "match") isInMatch = setting !== "all";
    else if (isInMatch) conditional.push([keyword, setting]);
    else if (!settings.has(keyword)) settings.set(keyword, setting);
  }
  const source = lines.some(([word]) => word === "sshd-file") ? "files" : "unknown";
  return { source, settings, conditional, unreadable };
};

/** One line of `ss -Hltnpe`. */
const listenerOf = (line: string): readonly Listener[] => {
  const local = line.split(/\s+/)[3] ?? "";
  const [, port] = /:(\d{1,5})$/.exec(local) ?? [];
  if (port === undefined) return [];
  const processes = [...line.matchAll(/\("([^"]{1,64})",pid=(\d{1,9})/g)].map(([, name = "", pid]) => ({
    name,
    pid: Number(pid),
  }));
  const [, cgroup] = /\scgroup:(\/\S*)/.exec(line) ?? [];
  return [{ port: Number(port), processes, ...(cgroup === undefined ? {} : { cgroup }) }];
};

/** Word and rest of values like "octoprint.service enabled". */
const pairsOf = (lines: Lines, word: string): readonly (readonly [string, string])[] =>
  valuesOf(lines, word).map((value) => {
    const [first = "", ...rest] = value.split(" ");
    return [first, rest.join(" ")];
  });

/** Parses the answer. Never throws: what is not understood is not known. */
export const parseFacts = (text: string): HostFacts => {
  const lines = linesOf(text);
  const one = (word: string): string | undefined => valuesOf(lines, word)[0];
  const bare = (word: string): string => (one(word) ?? "").replaceAll('"', "");
  const openssh = opensshOf(bare("openssh"));
  const [active, timer] = [one("fail2ban-active"), one("apt-timer")];
  const [first] = lines[0] ?? [];
  return {
    isWhole: first === "porchlight-host-notes" && one("porchlight-host-notes") === "1" && one("end") !== undefined,
    system: `${bare("os-id")} ${bare("os-version")}`.trim(),
    ...(openssh === undefined ? {} : { openssh }),
    sshd: sshdOf(lines),
    fail2ban: {
      isInstalled: one("fail2ban-installed") === "yes",
      ...(active === undefined ? {} : { active }),
      isJailRunning: bare("fail2ban-jail").endsWith("jail: sshd"),
      log: bare("fail2ban-log"),
    },
    hasAuthLog: one("auth-log") === "yes",
    upgrades: {
      hasApt: one("apt") === "yes",
      isInstalled: one("unattended-installed") === "yes",
      everyDays: bare("apt-unattended"),
      ...(timer === undefined ? {} : { timer }),
    },
    ...(one("ss") === undefined ? {} : { listeners: valuesOf(lines, "listen").flatMap(listenerOf) }),
    cgroups: new Map(
      pairsOf(lines, "process").map(([pid, cgroup]) => [Number(pid), cgroup.replace(/^\d+:[^:]*:/, "")]),
    ),
    units: new Map(pairsOf(lines, "unit")),
    userUnits: new Map(pairsOf(lines, "user-unit")),
    lingering: valuesOf(lines, "linger"),
    user: bare("user"),
  };
};
