import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { once } from "node:events";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { userInfo } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { isDeep } from "../packages/core/test/depth.ts";
import {
  type AwayStage,
  away,
  freePort,
  hasSsh,
  leftIn,
  listenersOf,
  loopbackHex,
  tunnelling,
} from "./tunnel-support.ts";

const sshd = "/usr/sbin/sshd"; // it wants to be called by its whole path
const lacks = !hasSsh ? "ssh IS ABSENT" : !existsSync(sshd) ? "sshd IS ABSENT" : "";
const why = lacks === "" && process.getuid?.() !== 0 ? "sshd NEEDS ROOT" : lacks;
const absent =
  why === "" ? "" : ` (NOT RUN: ${why} on this machine, Debian packages openssh-client and openssh-server)`;
const run = it.skipIf(why !== "");
const types = ["ed25519", "ecdsa", "rsa"] as const;

interface RealHome extends AwayStage {
  /** File of the host key of a type. */
  readonly hostKey: (type: string) => string;
  /** What sshd wrote so far. */
  readonly log: () => string;
}

/** The home whose redirection ends at a real sshd, with a host key of each type and a page behind it. */
const realHome = async (): Promise<RealHome> => {
  const on = await away();
  const at = (name: string): string => path.join(on.folder, name);
  for (const name of [...types, "mine"])
    execFileSync("ssh-keygen", ["-q", "-t", name === "mine" ? "ed25519" : name, "-N", "", "-f", at(name)]);
  const pages = createServer((_request, response) => void response.end("<title>OctoPrint</title>"));
  await new Promise<void>((resolve) => pages.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void pages.close());
  const page = pages.address();
  const port = await freePort();
  const lines = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    ...types.map((type) => `HostKey ${at(type)}`),
    `AuthorizedKeysFile ${at("mine.pub")}`,
    `PidFile ${at("pid")}`,
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "LogLevel VERBOSE",
  ];
  await writeFile(at("sshd_config"), `${lines.join("\n")}\n`);
  await mkdir("/run/sshd", { recursive: true });
  const server = spawn(sshd, ["-D", "-e", "-f", at("sshd_config")], { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  server.stderr.on("data", (text: Buffer) => (log += text.toString()));
  const gone = new Promise((resolve) => server.once("close", resolve));
  onTestFinished(async () => {
    server.kill();
    await gone;
  });
  await expect.poll(() => log).toContain("Server listening on");
  const target = typeof page === "object" && page !== null ? page.port : 0;
  await on.rewrite((text) =>
    text
      .replace(/(:7654"?: )\S+/, `$1127.0.0.1:${port}`)
      .replace("user: pi", `user: ${userInfo().username}`)
      .replace("localhost:80", `localhost:${target}`),
  );
  return { ...on, identity: at("mine"), hostKey: at, log: () => log };
};

const fingerprintOf = (file: string): string =>
  execFileSync("ssh-keygen", ["-lf", `${file}.pub`], { encoding: "utf8" }).split(" ")[1] ?? "";

describe.each(["openssh", "builtin"])("a real sshd, by %s", (engine) => {
  run.each(isDeep ? types : ["rsa"])(`is known by its %s key, whichever it likes best${absent}`, async (type) => {
    const on = await realHome();
    await on.rewrite((text) => text.replace(/host-key: .*/, `host-key: ${fingerprintOf(on.hostKey(type))}`));
    const tunnel = tunnelling(on, "--engine", engine, "--identity", on.identity);
    await tunnel.says("(HTTP 200)");
    expect(await (await fetch(`http://127.0.0.1:${on.localPort}/`)).text()).toContain("OctoPrint");
    expect(listenersOf(tunnel.child.pid ?? 0).map((each) => each.split(":")[0])).toEqual([loopbackHex]);
    tunnel.child.kill("SIGINT");
    expect((await tunnel.ended).code).toBe(130);
    expect(leftIn(on.temporary)).toEqual([]);
  });

  run(`lets in whoever an agent vouches for${absent}`, async () => {
    const on = await realHome();
    await on.rewrite((text) => text.replace(/host-key: .*/, `host-key: ${fingerprintOf(on.hostKey("ed25519"))}`));
    const socket = path.join(on.folder, "agent");
    const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: ["ignore", "pipe", "ignore"] });
    onTestFinished(() => void agent.kill());
    await once(agent.stdout, "data"); // it says where it listens
    const env = { ...on.env, SSH_AUTH_SOCK: socket };
    execFileSync("ssh-add", ["-q", on.identity], { env });
    await rm(on.identity);
    const tunnel = tunnelling({ ...on, env }, "--engine", engine);
    await tunnel.says("(HTTP 200)");
    tunnel.child.kill("SIGINT");
    expect((await tunnel.ended).code).toBe(130);
  });

  run(`is known by a whole key that is not its favourite${absent}`, async () => {
    const on = await realHome();
    const key = (await readFile(`${on.hostKey("rsa")}.pub`, "utf8")).trim();
    await on.rewrite((text) => text.replace(/host-key: .*/, `host-key: ${key}`));
    const tunnel = tunnelling(on, "--engine", engine, "--identity", on.identity);
    await tunnel.says("(HTTP 200)");
    tunnel.child.kill("SIGINT");
    expect((await tunnel.ended).code).toBe(130);
  });

  run(`that has not the pinned key hears no user name${absent}`, async () => {
    const on = await realHome(); // pinned is the key of the home's own Pi
    const { code, stderr } = await tunnelling(on, "--engine", engine, "--identity", on.identity).ended;
    expect(code).toBe(5);
    expect(stderr).toContain(fingerprintOf(on.hostKey("ed25519")));
    expect(on.log()).not.toMatch(/user|Accepted|Failed/i);
  });
});
