import { describe, expect, it } from "vitest";
import { startFakeHost } from "../packages/cli/test/fake-host.ts";
import { checkHost } from "../packages/cli/src/host-notes/check-host.ts";
import { hostScript } from "../packages/cli/src/host-notes/script.ts";
import { readSource } from "../packages/cli/src/home-source.ts";
import type { CommandResult } from "../packages/cli/src/terminal.ts";
import { away, type AwayStage, hasSsh, leftIn } from "./tunnel-support.ts";

const absent = hasSsh ? "" : " (NOT RUN: ssh IS ABSENT on this machine)";
const run = it.skipIf(!hasSsh);

/** The folder the command puts its own files into is the process's own here. */
const look = async (on: AwayStage, host?: string): Promise<CommandResult> =>
  checkHost(
    await readSource(on.file),
    { file: on.file, host, identity: on.identity },
    {
      env: on.env,
      stdout: () => undefined,
      stderr: () => undefined,
      colour: false,
      signal: new AbortController().signal,
    },
  );

describe("a look at the host", () => {
  run(`runs the one script over the user's own SSH, and says what could be better${absent}`, async () => {
    const on = await away();
    const host = await startFakeHost({
      files: { "etc/ssh/sshd_config": "PasswordAuthentication yes\n" },
      programs: {
        ss: `echo 'LISTEN 0 128 0.0.0.0:80 0.0.0.0:* users:(("haproxy",pid=7,fd=7)) cgroup:/system.slice/haproxy.service'`,
        systemctl: "echo enabled",
      },
    });
    const asked: string[] = [];
    on.home.pi.runCommandsBy((command, input) => {
      asked.push(command);
      expect(input).toBe(hostScript);
      return host.run(input);
    });
    const { exitCode, text, document } = await look(on);
    expect(asked).toEqual(["sh -s"]);
    expect(exitCode).toBe(0);
    expect(text).toMatch(/^octopi: 4 notes, 1 to mend, 2 not known; nothing was changed\n {2}~ passwords are let in/);
    expect(text).toContain("✓ octoprint, port 80: haproxy.service starts with the machine");
    expect(document).toMatchObject({
      host: "octopi",
      notes: [{ topic: "password-login" }, {}, {}, { topic: "service" }],
    });
  });

  run(`knows nothing of a machine that answers something else${absent}`, async () => {
    const on = await away();
    on.home.pi.runCommandsBy(() => ({ exitCode: 1, stdout: "This account is not available.\n" }));
    expect((await look(on)).text).toMatch(/1 note, 0 to mend, 1 not known/);
  });

  run(`tells another machine nothing${absent}`, async () => {
    const on = await away();
    await on.home.pi.stop();
    await on.home.pi.start({ newHostKey: true });
    await expect(look(on)).rejects.toMatchObject({ exitCode: 5, message: expect.stringContaining(on.home.pi.hostKey) });
    expect(on.home.pi.log).toEqual([]);
    expect(leftIn(on.temporary)).toEqual([]);
  });

  run(`asks for no password, and knows its hosts${absent}`, async () => {
    const on = await away();
    on.home.pi.acceptPassword("open sesame");
    await expect(look({ ...on, identity: `${on.folder}/nothing` })).rejects.toMatchObject({ exitCode: 6 });
    expect(on.home.pi.log.map(({ method }) => method)).not.toContain("password");
    await expect(look(on, "nas")).rejects.toThrow("✗ nas: SSH leads to no such host\n    -> known here: octopi");
  });

  it("says that it needs OpenSSH", async () => {
    const on = await away();
    await expect(look({ ...on, env: { ...on.env, PATH: on.temporary } })).rejects.toThrow("there is no OpenSSH client");
  });
});
