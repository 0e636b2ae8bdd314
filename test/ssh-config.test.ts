import { execFileSync, spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { porchlight } from "./support.ts";
import { away, type AwayStage, hasPlink, hasSsh } from "./tunnel-support.ts";

const noSsh = hasSsh ? "" : " (NOT RUN: ssh IS ABSENT on this machine)";
const noPlink = hasPlink ? "" : " (NOT RUN: plink IS ABSENT on this machine, Debian package putty-tools)";

const configFor = async (on: AwayStage, form: string): Promise<string> => {
  const asked = on.home.requests.length;
  const { code, stdout, stderr } = await porchlight(on, "ssh-config", "--for", form);
  expect(code, stderr).toBe(0);
  expect(on.home.requests).toHaveLength(asked);
  return stdout;
};
const pinWhole = (on: AwayStage): Promise<void> =>
  on.rewrite((text) => text.replace(/host-key: .*/, `host-key: ${on.home.pi.publicKey}`));
/** The loopback port where a WAN port of the home really is. */
const realPort = (on: AwayStage): string =>
  Object.entries(on.home.net.map)
    .find(([key]) => key.endsWith(":7654"))?.[1]
    .split(":")[1] ?? "";

/** Asks for the page again and again, until it is there or the program has ended. */
const pageOnce = async (
  on: AwayStage,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> => {
  const plink = spawn("plink", [...args], { env: { ...on.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  plink.stderr.on("data", (text: Buffer) => (said += text.toString()));
  let isOver = false;
  const ended = new Promise<void>((resolve) => {
    plink.once("close", () => {
      isOver = true;
      resolve();
    });
  });
  onTestFinished(() => void plink.kill("SIGKILL"));
  let page = "";
  await expect
    .poll(
      async () => {
        page = await fetch(`http://127.0.0.1:${on.localPort}/`).then(
          (answer) => answer.text(),
          () => "",
        );
        return isOver || page !== "";
      },
      { timeout: 20_000 },
    )
    .toBe(true);
  plink.kill();
  await ended;
  return page || said;
};

describe("for OpenSSH", () => {
  it.skipIf(!hasSsh)(`is read by the real client as it was meant${noSsh}`, async () => {
    const on = await away();
    await pinWhole(on);
    const text = await configFor(on, "openssh");
    const file = path.join(on.folder, "config");
    await writeFile(file, text);
    const read = (host: string): readonly string[] =>
      execFileSync("ssh", ["-G", "-F", file, host], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).split(
        "\n",
      );
    const shell = read("octopi");
    for (const line of [
      "hostname home.taprest.fr",
      "port 7654",
      "user pi",
      "hostkeyalias porchlight-taprest-octopi",
      "stricthostkeychecking true",
      "forwardagent no",
      "exitonforwardfailure no",
    ])
      expect(shell).toContain(line);
    expect(shell.join("\n")).not.toContain("localforward");
    const tunnels = read("octopi-tunnels");
    expect(tunnels).toContain(`localforward [127.0.0.1]:${on.localPort} [localhost]:80`);
    expect(tunnels).toContain("exitonforwardfailure yes");
    expect(tunnels).toContain("hostname home.taprest.fr");
  });

  it.skipIf(!hasSsh)(`logs the real client in, by the line for known_hosts${noSsh}`, async () => {
    const on = await away();
    await pinWhole(on);
    const text = await configFor(on, "openssh");
    const known = path.join(on.folder, "known_hosts");
    await writeFile(known, `${/^# for ~\/\.ssh\/known_hosts: (.*)$/m.exec(text)?.[1] ?? ""}\n`);
    const file = path.join(on.folder, "config");
    await writeFile(file, text);
    const where = ["-o", "HostName=127.0.0.1", "-p", realPort(on), "-i", on.identity];
    const options = ["-F", file, "-o", `UserKnownHostsFile=${known}`, "-o", "BatchMode=yes", ...where];
    // Not synchronous: the Pi is in this process.
    const ssh = spawn("ssh", [...options, "octopi", "echo in"], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [ssh.stdout, ssh.stderr]) stream.on("data", (words: Buffer) => (said += words.toString()));
    await new Promise((resolve) => ssh.once("close", resolve));
    expect(said).toBe("in\n");
  });

  it("without the whole key says which one to accept", async () => {
    const on = await away();
    const text = await configFor(on, "openssh");
    expect(text).toContain(`# at the first connection, say yes to this key only: ${on.home.pi.hostKey}`);
    expect(text).not.toContain("HostKeyAlias");
  });
});

describe("for PuTTY", () => {
  it("is a registry file of one session", async () => {
    const on = await away();
    expect((await configFor(on, "putty")).split("\r\n")).toEqual([
      "Windows Registry Editor Version 5.00",
      "",
      `; plink -ssh -N -a -P 7654 -l pi -hostkey ${on.home.pi.hostKey} -L 127.0.0.1:${on.localPort}:localhost:80 home.taprest.fr`,
      "[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\porchlight-taprest-octopi]",
      '"HostName"="home.taprest.fr"',
      '"PortNumber"=dword:00001de6',
      '"Protocol"="ssh"',
      '"UserName"="pi"',
      `"SSHManualHostKeys"="${on.home.pi.hostKey}"`,
      '"AgentFwd"=dword:00000000',
      '"X11Forward"=dword:00000000',
      '"LocalPortAcceptAll"=dword:00000000',
      '"PingInterval"=dword:00000000',
      '"PingIntervalSecs"=dword:0000000f',
      `"PortForwardings"="L127.0.0.1:${on.localPort}=localhost:80"\n`,
    ]);
  });

  it.skipIf(!hasPlink)(
    `its line opens the tunnel by the real plink, and to the pinned key only${noPlink}`,
    async () => {
      const on = await away();
      on.home.pi.acceptPassword("open sesame");
      const text = await configFor(on, "putty");
      const words = (/^; plink (.*)\r$/m.exec(text)?.[1] ?? "").split(" ");
      const args = words.map((word) =>
        word === "7654" ? realPort(on) : word === "home.taprest.fr" ? "127.0.0.1" : word,
      );
      const asked = ["-batch", "-pw", "open sesame", ...args];
      expect(await pageOnce(on, asked, { PUTTYDIR: on.temporary })).toContain("<title>OctoPrint</title>");
      const disclosed = on.home.pi.log.length;
      await on.home.pi.stop();
      await on.home.pi.start({ newHostKey: true });
      expect(await pageOnce(on, asked, { PUTTYDIR: on.temporary })).toMatch(/host key/i);
      expect(on.home.pi.log).toHaveLength(disclosed);
    },
  );

  it.skipIf(!hasPlink)(
    `its session opens the tunnel by the real plink, and to the pinned key only${noPlink}`,
    async () => {
      const on = await away();
      on.home.pi.acceptPassword("open sesame");
      const text = await configFor(on, "putty");
      // On Unix the same names and values stand in a file of lines.
      const values = [...text.matchAll(/^"(\w+)"=(?:dword:([0-9a-f]{8})|"(.*)")\r?$/gm)].map(
        ([, name = "", number, words = ""]) => [
          name,
          number === undefined ? words : String(Number.parseInt(number, 16)),
        ],
      );
      const real = new Map([...values, ["HostName", "127.0.0.1"], ["PortNumber", realPort(on)]] as [string, string][]);
      const sessions = path.join(on.temporary, "sessions");
      await mkdir(sessions);
      const lines = [...real].map(([name, value]) => `${name}=${value}\n`);
      await writeFile(path.join(sessions, "porchlight-taprest-octopi"), lines.join(""));
      const asked = ["-batch", "-N", "-pw", "open sesame", "-load", "porchlight-taprest-octopi"];
      expect(await pageOnce(on, asked, { PUTTYDIR: on.temporary })).toContain("<title>OctoPrint</title>");
      const disclosed = on.home.pi.log.length;
      await on.home.pi.stop();
      await on.home.pi.start({ newHostKey: true });
      expect(await pageOnce(on, asked, { PUTTYDIR: on.temporary })).toMatch(/host key/i);
      expect(on.home.pi.log).toHaveLength(disclosed);
    },
  );
});

it("for Termius names every field", async () => {
  const on = await away();
  const text = await configFor(on, "termius");
  expect(text).toMatch(
    /^New host: octopi\n {2}Address +home\.taprest\.fr\n {2}Label +octopi\n {2}SSH port +7654\n {2}Username +pi\n/,
  );
  expect(text).toMatch(
    new RegExp(`Local port number +${on.localPort}\n.*127\\.0\\.0\\.1\n.*octopi\n.*localhost\n.*80\n`),
  );
  expect(text).toContain(`accept this host key only: ${on.home.pi.hostKey}`);
});

it("tells machines the same in one document, and who nobody pinned", async () => {
  const on = await away();
  await on.rewrite((text) => text.replace(/\n *host-key: .*/, ""));
  const { stdout, stderr } = await porchlight(on, "ssh-config", "ssh", "--for", "putty", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    schema: "porchlight/ssh-config/1",
    for: "putty",
    sessions: [{ forward: "ssh", name: "home.taprest.fr", port: 7654, putty: { PortNumber: 7654, AgentFwd: 0 } }],
  });
  expect(stdout).not.toContain("SSHManualHostKeys");
  expect(stderr).toContain("octopi: no host key is pinned");
  const { code, stderr: why } = await porchlight(on, "ssh-config", "web");
  expect([code, why]).toEqual([1, "✗ web: no such forward\n    -> known here: ssh\n"]);
});
