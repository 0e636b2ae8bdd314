/** Whether the service behind a tunnel comes back after a power cut, by what started it. Pure. */
import type { HostFacts, Listener } from "./facts.ts";
import type { HostNote, WantedService } from "./note.ts";

const find = (port: number): readonly string[] => [`sudo ss -ltnp 'sport = :${port}'`];

const unitLines = (name: string, user: string): readonly string[] => [
  `sudo tee /etc/systemd/system/${name}.service <<'EOF'`,
  "[Unit]",
  "After=network-online.target",
  "[Service]",
  `User=${user}`,
  "ExecStart=THE COMMAND YOU START IT WITH, ITS PROGRAM WITH THE WHOLE PATH",
  "Restart=on-failure",
  "[Install]",
  "WantedBy=multi-user.target",
  "EOF",
  `sudo systemctl enable --now ${name}`,
];

/** Names become part of lines to type: nothing else than plain letters gets there. */
const plainName = (name: string): string => name.replaceAll(/[^A-Za-z0-9_-]/g, "") || "service";

const cgroupOf = ({ cgroups }: HostFacts, listener: Listener): string | undefined => {
  const own = listener.processes
    .map(({ pid }) => cgroups.get(pid))
    .find((cgroup) => cgroup !== undefined && cgroup !== "");
  return own ?? listener.cgroup;
};

/** The innermost unit of a control group; empty when its name is none that systemd gives. */
const unitIn = (cgroup: string): string => {
  const last = cgroup.split("/").at(-1) ?? "";
  return /^[A-Za-z0-9@_.:-]+\.(service|scope|slice)$/.test(last) ? last : "";
};

/** What systemd says of a service: "enabled" alone is sure to start it; "static" and others depend on something else. */
const unitNote = (unit: string, enabled: string, base: string): Omit<HostNote, "topic"> => {
  if (enabled === "enabled") return { status: "ok", text: `${base}: ${unit} starts with the machine`, lines: [] };
  if (enabled === "disabled" || enabled === "masked")
    return {
      status: "advice",
      text: `${base}: ${unit} is ${enabled}, and does not return after a power cut`,
      lines: [...(enabled === "masked" ? [`sudo systemctl unmask ${unit}`] : []), `sudo systemctl enable ${unit}`],
    };
  return {
    status: "unknown",
    text: `${base}: it runs as ${unit}; whether that starts with the machine is not known${enabled === "" ? "" : ` (${enabled})`}`,
    lines: [`systemctl is-enabled ${unit}`, `systemctl list-dependencies --reverse ${unit}`],
  };
};

const serviceNote = (facts: HostFacts, listener: Listener, base: string, port: number): Omit<HostNote, "topic"> => {
  const cgroup = cgroupOf(facts, listener);
  const name = plainName(listener.processes[0]?.name ?? "");
  if (cgroup === undefined)
    return {
      status: "unknown",
      text: `${base}: what started it is not known, it belongs to another user`,
      lines: [...find(port), "# then, with its pid: cat /proc/PID/cgroup"],
    };
  const unit = unitIn(cgroup);
  if (/\/session-[^/]+\.scope(\/|$)/.test(cgroup) || /^(sshd?|ssh@.*|dropbear|(serial-)?getty@.*)\.service$/.test(unit))
    return {
      status: "advice",
      text: `${base}: ${name} was started from a shell, and does not return after a power cut`,
      lines: unitLines(name, plainName(facts.user)),
    };
  if (/\/user@\d+\.service\//.test(cgroup)) {
    const user = plainName(facts.user);
    if (facts.lingering.includes(user) && facts.userUnits.get(unit) === "enabled")
      return { status: "ok", text: `${base}: ${unit} of ${user} starts with the machine`, lines: [] };
    const isService = unit.endsWith(".service");
    return {
      status: "advice",
      text: `${base}: ${name} runs while its user is logged in, and does not return after a power cut by itself`,
      lines: isService
        ? ["sudo loginctl enable-linger", `systemctl --user enable ${unit}`]
        : unitLines(name, plainName(facts.user)),
    };
  }
  if (!unit.endsWith(".service") || unit === "cron.service")
    return {
      status: "unknown",
      text: `${base}: it runs in ${unit || "no unit"}; what starts it after a power cut is not known`,
      lines: find(port),
    };
  return unitNote(unit, facts.units.get(unit) ?? "", base);
};

/** The note on one service. */
export const judgeService = (facts: HostFacts, { tunnel, port }: WantedService): HostNote => {
  const topic = "service";
  const base = `${tunnel}, port ${port}`;
  if (facts.listeners === undefined)
    return {
      topic,
      status: "unknown",
      text: `${base}: who listens is not known, there is no ss to ask`,
      lines: find(port),
    };
  const listener = facts.listeners.find((each) => each.port === port);
  if (listener === undefined)
    return {
      topic,
      status: "advice",
      text: `${base}: nothing listens there now`,
      lines: ["# start the service, or correct to: of the tunnel"],
    };
  return { topic, ...serviceNote(facts, listener, base, port) };
};
