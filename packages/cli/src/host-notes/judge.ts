/** What the facts of a host mean, with the lines that mend it. Pure. Unknown is never called right. */
import type { HostFacts } from "./facts.ts";
import { judgeService } from "./judge-service.ts";
import type { HostNote, Wanted } from "./note.ts";

const sshdFile = "/etc/ssh/sshd_config.d/10-porchlight.conf";
const restartSshd = "sudo systemctl restart ssh";

const passwordLines: readonly string[] = [
  "# first make sure that your key lets you in",
  `printf 'PasswordAuthentication no\\nKbdInteractiveAuthentication no\\n' | sudo tee ${sshdFile}`,
  `sudo sshd -t && ${restartSshd}`,
];
const askSshd = ["sudo sshd -T | grep -iE '^(passwordauthentication|kbdinteractiveauthentication) '"];

/** Passwords get in by their own method, and through PAM by the interactive one. */
const letsPasswordsIn = (settings: ReadonlyMap<string, string>): boolean => {
  const interactive = settings.get("kbdinteractiveauthentication") ?? settings.get("challengeresponseauthentication");
  if ((settings.get("passwordauthentication") ?? "yes") !== "no") return true;
  return (interactive ?? "yes") !== "no" && settings.get("usepam") === "yes";
};

const judgePasswords = ({ sshd }: HostFacts): HostNote => {
  const topic = "password-login";
  const unknown = (why: string): HostNote => ({
    topic,
    status: "unknown",
    text: `whether passwords are let in is not known: ${why}`,
    lines: askSshd,
  });
  if (sshd.source === "unknown") return unknown("sshd's configuration could not be read");
  if (sshd.unreadable.length > 0) return unknown(`${sshd.unreadable.join(", ")} is for root only`);
  const by = sshd.source === "effective" ? "sshd says so" : "by its files";
  if (letsPasswordsIn(sshd.settings))
    return {
      topic,
      status: "advice",
      text: `passwords are let in (${by}): whoever guesses one is in`,
      lines: passwordLines,
    };
  if (sshd.conditional.some(([keyword, value]) => keyword.endsWith("authentication") && value !== "no"))
    return unknown("a Match block lets some in");
  return { topic, status: "ok", text: `keys only (${by})`, lines: [] };
};

const jailLines: readonly string[] = [
  "sudo apt install fail2ban",
  "printf '[sshd]\\nenabled = true\\nbackend = systemd\\n' | sudo tee /etc/fail2ban/jail.d/sshd.local",
  "sudo systemctl enable fail2ban && sudo systemctl restart fail2ban",
  "sudo fail2ban-client status sshd",
];

/** sshd slows guessers down by itself from 9.8 on, unless it was told not to. */
const hasPenalties = ({ openssh: [major, minor] = [0, 0], sshd }: HostFacts): boolean | undefined => {
  if (major < 9 || (major === 9 && minor < 8)) return false;
  const setting = sshd.settings.get("persourcepenalties");
  if (setting !== undefined) return setting !== "no";
  return sshd.source === "files" && sshd.unreadable.length === 0 ? true : undefined;
};

const judgeGuessing = (facts: HostFacts): HostNote => {
  const { fail2ban, hasAuthLog, openssh } = facts;
  const topic = "guessing";
  const note = (status: HostNote["status"], text: string, lines: readonly string[] = []): HostNote => ({
    topic,
    status,
    text,
    lines,
  });
  if (fail2ban.isJailRunning) return note("ok", "fail2ban's sshd jail runs");
  if (hasPenalties(facts) === true)
    return note("ok", `sshd ${openssh?.join(".") ?? ""} slows down who guesses, by its own penalties`);
  if (!fail2ban.isInstalled)
    return openssh === undefined || hasPenalties(facts) === undefined
      ? note("unknown", "whether anything slows down who guesses is not known", [
          "sudo sshd -T | grep persourcepenalties",
        ])
      : note(
          "advice",
          `nothing slows down who guesses: no fail2ban, and sshd ${openssh.join(".")} has no penalties yet`,
          jailLines,
        );
  const logged = /'sshd' (started|stopped)/.exec(fail2ban.log)?.[1];
  if (fail2ban.active === "active" && logged === "started") return note("ok", "fail2ban's sshd jail runs, by its log");
  if (fail2ban.active === "active" && logged === undefined)
    return note("unknown", "fail2ban runs; whether its sshd jail does, only root can ask", [
      "sudo fail2ban-client status sshd",
    ]);
  if (fail2ban.active === undefined || fail2ban.active === "")
    return note("unknown", "fail2ban is installed; whether it runs is not known", ["sudo fail2ban-client status sshd"]);
  const why = hasAuthLog
    ? ""
    : ", and there is no /var/log/auth.log for it to read (so on Debian 12): it needs backend = systemd";
  const what = logged === "stopped" ? "its sshd jail was stopped" : `it is ${fail2ban.active}`;
  return note("advice", `fail2ban is installed and guards nothing: ${what}${why}`, jailLines.slice(1));
};

const upgradeLines: readonly string[] = [
  "sudo apt install unattended-upgrades",
  'printf \'APT::Periodic::Update-Package-Lists "1";\\nAPT::Periodic::Unattended-Upgrade "1";\\n\' | sudo tee /etc/apt/apt.conf.d/20auto-upgrades',
];
const timerLines: readonly string[] = [
  "sudo systemctl unmask apt-daily.timer apt-daily-upgrade.timer",
  "sudo systemctl enable --now apt-daily.timer apt-daily-upgrade.timer",
];

const judgeUpgrades = ({ upgrades, system }: HostFacts): HostNote => {
  const topic = "upgrades";
  const { hasApt, isInstalled, everyDays, timer } = upgrades;
  if (!hasApt)
    return {
      topic,
      status: "unknown",
      text: `whether security updates install themselves is not known: ${system || "this system"} has no apt`,
      lines: [],
    };
  const isOn = everyDays !== "" && everyDays !== "0";
  if (!isInstalled || !isOn)
    return { topic, status: "advice", text: "security updates do not install themselves", lines: upgradeLines };
  if (timer === "enabled") return { topic, status: "ok", text: "security updates install themselves", lines: [] };
  if (timer === undefined || timer === "")
    return {
      topic,
      status: "unknown",
      text: "unattended-upgrades is set up; whether its timer runs is not known",
      lines: ["systemctl list-timers apt-daily-upgrade.timer"],
    };
  return { topic, status: "advice", text: `unattended-upgrades never runs: its timer is ${timer}`, lines: timerLines };
};

/** Judges everything that was asked, in the order in which it matters. An answer that was cut proves nothing. */
export const judgeHost = (facts: HostFacts, wanted: Wanted): readonly HostNote[] => {
  if (!facts.isWhole)
    return [
      {
        topic: "answer",
        status: "unknown",
        text: "the machine's answer was cut or not understood, so nothing is known",
        lines: ["ssh in and run: sh -c 'echo ok'   # a shell that prints more than it is asked stands in the way"],
      },
    ];
  return [
    judgePasswords(facts),
    judgeGuessing(facts),
    judgeUpgrades(facts),
    ...wanted.services.map((service) => judgeService(facts, service)),
  ];
};
