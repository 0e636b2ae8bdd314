import { describe, expect, it } from "vitest";
import { type FakeHost, snapshot, startFakeHost } from "../../test/fake-host.ts";
import { parseFacts } from "./facts.ts";
import { judgeHost } from "./judge.ts";
import { type HostNote, notesText } from "./note.ts";
import { hostScript } from "./script.ts";

const services = [{ tunnel: "octoprint", port: 5000 }];
/** Debian 12 with everything as it should be, seen by a user who is not root. */
const good: FakeHost = {
  files: {
    "etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 12"\nVERSION_ID="12"\nID=debian\n',
    "etc/ssh/sshd_config":
      "Include /etc/ssh/sshd_config.d/*.conf\n#PasswordAuthentication yes\nKbdInteractiveAuthentication no\nUsePAM yes\n",
    "etc/ssh/sshd_config.d/10-mine.conf": "PasswordAuthentication = no\n",
    "var/log/fail2ban.log":
      "1 fail2ban.jail [1]: INFO Jail 'sshd' stopped\n2 fail2ban.jail [2]: INFO Jail 'sshd' started\n",
    "proc/812/cgroup": "0::/system.slice/octoprint.service\n",
  },
  programs: {
    sshd: 'echo "unknown option -- V" >&2; echo "OpenSSH_9.2p1 Debian-2+deb12u3, OpenSSL 3.0.11" >&2; exit 1',
    "fail2ban-client": 'echo "Permission denied to socket" >&2; exit 255',
    systemctl: `case "$*" in
  "is-active fail2ban") echo active ;;
  "is-enabled apt-daily-upgrade.timer"|"is-enabled octoprint.service") echo enabled ;;
  *) echo "not-found"; exit 1 ;;
esac`,
    "apt-config": `echo 'APT::Periodic::Unattended-Upgrade "1";'`,
    "unattended-upgrade": "exit 9",
    ss: `echo 'LISTEN 0 128 0.0.0.0:5000 0.0.0.0:* users:(("octoprint",pid=812,fd=7)) uid:1000 ino:1 sk:1 cgroup:/system.slice/octoprint.service <->'`,
  },
};
const changed = (files: FakeHost["files"], programs: FakeHost["programs"] = {}): FakeHost => ({
  files: { ...good.files, ...files },
  programs: { ...good.programs, ...programs },
});
const without = (program: string): FakeHost => {
  const { [program]: _gone, ...programs } = good.programs;
  return { ...good, programs };
};
const notesOf = async (host: FakeHost): Promise<readonly HostNote[]> => {
  const running = await startFakeHost(host);
  const { stdout } = await running.run(hostScript);
  return judgeHost(parseFacts(stdout), { services });
};
const briefly = (notes: readonly HostNote[]): readonly string[] =>
  notes.map(({ topic, status }) => `${topic} ${status}`);

it("a machine as it should be", async () => {
  const notes = await notesOf(good);
  expect(notesText("octopi", notes)).toBe(
    [
      "octopi: 4 notes, 0 to mend; nothing was changed",
      "  ✓ keys only (by its files)",
      "  ✓ fail2ban's sshd jail runs, by its log",
      "  ✓ security updates install themselves",
      "  ✓ octoprint, port 5000: octoprint.service starts with the machine",
    ].join("\n"),
  );
});

it("the script changes nothing, asks for no rights, and says nothing on stderr", async () => {
  const host = await startFakeHost(good);
  const before = await snapshot(host.folder);
  const { exitCode, stderr } = await host.run(hostScript);
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(await snapshot(host.folder)).toEqual(before);
  expect(hostScript).not.toMatch(/\b(sudo|su|rm|mv|cp|tee|dd|kill|chmod|mkdir|touch|eval)\b/);
  const redirections = [...hostScript.matchAll(/>+\s*([^\s;)"]+)/g)].map(([, to]) => to);
  expect(new Set(redirections.filter((to) => to !== undefined && !to.startsWith("&1")))).toEqual(
    new Set(["/dev/null"]),
  );
});

type Row = readonly [what: string, host: FakeHost, note: string, says: RegExp];
const sample = (unit: string, state: string): FakeHost =>
  changed(
    { "proc/812/cgroup": `0::${unit}\n` },
    {
      ss: `echo 'LISTEN 0 128 [::]:5000 [::]:* users:(("octoprint",pid=812,fd=7)) ino:1'`,
      systemctl: `case "$*" in *--user*) exit 1 ;; *.service) echo ${state} ;; *) echo enabled ;; esac`,
    },
  );

describe("notes", () => {
  it.each<Row>([
    [
      "passwords by sshd's default",
      changed({ "etc/ssh/sshd_config.d/10-mine.conf": "" }),
      "password-login advice",
      /let in \(by its files\).*PasswordAuthentication no/s,
    ],
    [
      "the first value counts, not the last",
      changed({ "etc/ssh/sshd_config.d/20-late.conf": "PasswordAuthentication yes\n" }),
      "password-login ok",
      /keys only/,
    ],
    [
      "passwords by way of PAM",
      changed({ "etc/ssh/sshd_config": "PasswordAuthentication no\nUsePAM yes\n" }),
      "password-login advice",
      /passwords are let in/,
    ],
    [
      "a Match block that lets some in",
      changed({
        "etc/ssh/sshd_config.d/10-mine.conf": "PasswordAuthentication no\nMatch User bob\nPasswordAuthentication yes\n",
      }),
      "password-login unknown",
      /a Match block lets some in.*sudo sshd -T/s,
    ],
    [
      "a Match block that ends with its file",
      changed({
        "etc/ssh/sshd_config.d/10-mine.conf": "Match User bob\nX11Forwarding no\n",
        "etc/ssh/sshd_config":
          "Include sshd_config.d/*.conf\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n",
      }),
      "password-login ok",
      /keys only/,
    ],
    [
      "sshd's own word, for root",
      changed(
        {},
        {
          sshd: 'case "$1" in -T) echo "passwordauthentication yes"; echo "kbdinteractiveauthentication no"; echo "usepam yes" ;; esac',
        },
      ),
      "password-login advice",
      /let in \(sshd says so\)/,
    ],
    ["no sshd configuration", { ...good, files: {} }, "password-login unknown", /could not be read/],
    [
      "fail2ban's jail, for root",
      changed({}, { "fail2ban-client": 'echo "Status for the jail: sshd"' }),
      "guessing ok",
      /fail2ban's sshd jail runs$/,
    ],
    [
      "fail2ban that died for want of a log, as on Debian 12",
      changed({ "var/log/fail2ban.log": "" }, { systemctl: "echo failed" }),
      "guessing advice",
      /guards nothing: it is failed, and there is no \/var\/log\/auth\.log.*backend = systemd/s,
    ],
    [
      "a jail that was stopped",
      changed({ "var/log/fail2ban.log": "Jail 'sshd' started\nJail 'sshd' stopped\n", "var/log/auth.log": "" }),
      "guessing advice",
      /its sshd jail was stopped\n/,
    ],
    [
      "fail2ban whose log is for root only",
      changed({ "var/log/fail2ban.log": "" }),
      "guessing unknown",
      /only root can ask/,
    ],
    [
      "no fail2ban, an old sshd",
      without("fail2ban-client"),
      "guessing advice",
      /sshd 9\.2 has no penalties yet.*apt install fail2ban/s,
    ],
    [
      "no fail2ban, an sshd that defends itself",
      {
        ...without("fail2ban-client"),
        programs: { ...without("fail2ban-client").programs, sshd: "echo OpenSSH_10.0p2 >&2" },
      },
      "guessing ok",
      /sshd 10\.0 slows down/,
    ],
    [
      "an sshd that was told not to",
      {
        files: { ...good.files, "etc/ssh/sshd_config.d/10-mine.conf": "PerSourcePenalties no\n" },
        programs: { ...without("fail2ban-client").programs, sshd: "echo OpenSSH_9.9p1 >&2" },
      },
      "guessing advice",
      /no fail2ban/,
    ],
    [
      "updates that are off",
      changed({}, { "apt-config": `echo 'APT::Periodic::Unattended-Upgrade "0";'` }),
      "upgrades advice",
      /do not install themselves/,
    ],
    ["updates that are not there", without("unattended-upgrade"), "upgrades advice", /apt install unattended-upgrades/],
    ["a system without apt", without("apt-config"), "upgrades unknown", /debian 12 has no apt/],
    ["updates without systemd", without("systemctl"), "upgrades unknown", /whether its timer runs is not known/],
    [
      "a service from a shell",
      sample("/user.slice/user-1000.slice/session-3.scope", "enabled"),
      "service advice",
      /octoprint was started from a shell, and does not return after a power cut.*octoprint\.service.*User=pi/s,
    ],
    [
      "a service from a shell without logind",
      sample("/system.slice/ssh.service", "enabled"),
      "service advice",
      /from a shell/,
    ],
    [
      "a service that is not enabled",
      sample("/system.slice/octoprint.service", "disabled"),
      "service advice",
      /systemctl enable octoprint\.service/,
    ],
    [
      "a service that something else starts",
      sample("/system.slice/octoprint.service", "static"),
      "service unknown",
      /not known \(static\)/,
    ],
    [
      "a service that cron started",
      sample("/system.slice/cron.service", "enabled"),
      "service unknown",
      /runs in cron\.service/,
    ],
    [
      "a container",
      sample("/system.slice/docker-0123.scope", "enabled"),
      "service unknown",
      /runs in docker-0123\.scope/,
    ],
    [
      "a name that would be typed",
      sample("/system.slice/a;reboot.service", "disabled"),
      "service unknown",
      /runs in no unit/,
    ],
    [
      "a service of a user who is logged in",
      sample("/user.slice/user-1000.slice/user@1000.service/app.slice/octoprint.service", "enabled"),
      "service advice",
      /loginctl enable-linger/,
    ],
    [
      "a service of a user that starts with the machine",
      changed(
        {
          "proc/812/cgroup": "0::/user.slice/user@1000.service/app.slice/octoprint.service\n",
          "var/lib/systemd/linger/pi": "",
        },
        { systemctl: "echo enabled" },
      ),
      "service ok",
      /octoprint\.service of pi starts with the machine/,
    ],
    [
      "somebody else's service",
      changed({}, { ss: "echo 'LISTEN 0 128 0.0.0.0:5000 0.0.0.0:* ino:1 cgroup:unreachable:1a'" }),
      "service unknown",
      /belongs to another user/,
    ],
    ["nothing at the port", changed({}, { ss: "exit 0" }), "service advice", /nothing listens there now/],
    ["a machine without ss", without("ss"), "service unknown", /no ss to ask/],
  ])("on %s", async (_what, host, note, says) => {
    const notes = await notesOf(host);
    expect(briefly(notes)).toContain(note);
    const found = notes.find(({ topic }) => note.startsWith(topic));
    expect([found?.text, ...(found?.lines ?? [])].join("\n")).toMatch(says);
    if (found?.status === "advice") expect(found.lines).not.toEqual([]);
  });

  it.each([
    ["nothing", ""],
    ["something else", "Welcome to octopi!\n"],
    ["a half of it", "porchlight-host-notes 1\nopenssh OpenSSH_9.2\n"],
    ["one of a later version", "porchlight-host-notes 2\nend\n"],
    ["very much", "x\n".repeat(100_000)],
  ])("know nothing from an answer that is %s", (_what, answer) => {
    expect(briefly(judgeHost(parseFacts(answer), { services }))).toEqual(["answer unknown"]);
  });

  it("show no control character of the answer", () => {
    const answer = "porchlight-host-notes 1\nos-id \u001b[31mdebian\nend\n";
    expect(notesText("octopi", judgeHost(parseFacts(answer), { services }))).not.toContain("\u001b");
  });
});
