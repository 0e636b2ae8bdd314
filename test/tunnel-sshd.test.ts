import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { stringify } from "yaml";
import type { Stage } from "./support.ts";
import { freePort, hasSsh, leftIn, listenedAt, loopbackHex, tunnelOver } from "./tunnel-support.ts";

const sshd = "/usr/sbin/sshd"; // it wants to be called by its whole path
const isRoot = process.getuid?.() === 0;
const why = !hasSsh ? "ssh IS ABSENT" : !existsSync(sshd) ? "sshd IS ABSENT" : isRoot ? "" : "sshd NEEDS ROOT";
const absent = why === "" ? "" : ` (NOT RUN: ${why} on this machine, Debian package openssh-server)`;

interface RealHome extends Pick<Stage, "file" | "env"> {
  readonly folder: string;
  readonly localPort: number;
  readonly identity: string;
  /** What sshd wrote of its connections. */
  readonly log: () => Promise<string>;
}

const keygen = (file: string, type: string): void =>
  void execFileSync("ssh-keygen", ["-q", "-t", type, "-N", "", "-f", file]);
const fingerprintOf = (file: string): string =>
  execFileSync("ssh-keygen", ["-lf", `${file}.pub`], { encoding: "utf8" }).split(" ")[1] ?? "";

/** A real sshd with a key of each type, a page behind it, and a home file that pins one of them. */
const realHome = async (pin: (key: (type: string) => string) => string | Promise<string>): Promise<RealHome> => {
  const folder = await mkdtemp(path.join(tmpdir(), "porchlight-sshd-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const at = (name: string): string => path.join(folder, name);
  for (const type of ["ed25519", "ecdsa", "rsa"]) keygen(at(type), type);
  keygen(at("mine"), "ed25519");
  const pages = createServer((_request, response) => void response.end("<title>OctoPrint</title>"));
  await new Promise<void>((resolve) => pages.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void pages.close());
  const page = pages.address();
  const [port, localPort] = [await freePort(), await freePort()];
  const lines = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    ...["ed25519", "ecdsa", "rsa"].map((type) => `HostKey ${at(type)}`),
    `AuthorizedKeysFile ${at("mine.pub")}`,
    ...["StrictModes no", "UsePAM no", "PasswordAuthentication no", "LogLevel VERBOSE", `PidFile ${at("pid")}`],
  ];
  await writeFile(at("config"), `${lines.join("\n")}\n`);
  await mkdir("/run/sshd", { recursive: true });
  const server = spawn(sshd, ["-D", "-e", "-f", at("config")], { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  server.stderr.on("data", (text: Buffer) => (log += text.toString()));
  onTestFinished(async () => {
    server.kill();
    if (server.exitCode === null) await new Promise((resolve) => server.once("close", resolve));
  });
  await expect.poll(() => log).toContain("Server listening on");
  const file = at("porchlight.yaml");
  const home = {
    version: 1,
    home: "real",
    router: { kind: "freebox", name: "127.0.0.1.example" },
    hosts: { octopi: { mac: "b8:27:eb:12:34:56", user: userInfo().username, "host-key": await pin(at) } },
    forwards: { ssh: { wan: port, to: "octopi:22" } },
    tunnels: {
      octoprint: {
        through: "ssh",
        local: localPort,
        to: `localhost:${typeof page === "object" && page !== null ? page.port : 0}`,
        expect: "octoprint",
      },
    },
    // The name is an address already; only where it leads is mapped.
    names: {},
    zones: {},
    network: { map: { [`192.0.2.7:${port}`]: `127.0.0.1:${port}` } },
  };
  await writeFile(file, stringify(home).replace("127.0.0.1.example", "box.example"));
  await mkdir(at("temporary"));
  const env = { PATH: process.env["PATH"] ?? "", HOME: folder, TMPDIR: at("temporary") };
  return { folder, file, env, localPort, identity: at("mine"), log: () => Promise.resolve(log) };
};
