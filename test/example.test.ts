import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { root, stage, start } from "./support.ts";

const example = path.join(root, "examples/dist/setup-home.js");
const plain = { PATH: process.env["PATH"] ?? "", NO_COLOR: "1" };

it("sets up and proves the virtual home, and leaves nothing behind", async () => {
  const before = await readdir(tmpdir());
  const { code, stdout, stderr } = await start([example], plain).ended;
  expect(stderr).toBe("");
  expect(code).toBe(0);
  for (const part of [
    "Plan: 6 steps",
    "Converged: 6 steps done",
    "all 15 asked links hold",
    "OctoPrint",
    "Plan: nothing to do",
    "porchlight.yaml",
  ])
    expect(stdout).toContain(part);
  const left = (await readdir(tmpdir())).filter(
    (entry) => !before.includes(entry) && !entry.startsWith("porchlight-test-"),
  );
  expect(left.filter((entry) => /porchlight|simulator/.test(entry))).toEqual([]);
});

it("sets up a home of one's own from a file and the environment", async () => {
  const on = await stage();
  try {
    const first = await start([example, on.file], on.env).ended;
    expect(first.stderr).toBe("");
    expect(first.code).toBe(0);
    expect(first.stdout).toContain("Converged: 6 steps done");
    const second = await start([example, on.file], on.env).ended;
    expect(second.stdout).toContain("Nothing to do");
  } finally {
    await on.close();
  }
});

it.each([
  ["the SSH server is stopped", "TCP port"],
  ["another machine answers", "SSH host key"],
  ["the redirection leads elsewhere", "TCP port"],
  ["the refresh is swallowed", "DNS record"],
] as const)("fails and names the link when %s", async (fault, link) => {
  const on = await stage();
  try {
    if (fault !== "the refresh is swallowed") await start([example, on.file], on.env).ended;
    if (fault === "the SSH server is stopped" || fault === "another machine answers") await on.home.pi.stop();
    if (fault === "another machine answers") await on.home.pi.start({ newHostKey: true });
    if (fault === "the redirection leads elsewhere")
      await on.home.misroute(7654, { address: "192.168.1.50", port: 22 });
    if (fault === "the refresh is swallowed")
      on.home.fail({ door: "ovh", method: "POST", path: /\/refresh$/, times: 99, kind: "swallowed" });
    const { code, stdout } = await start([example, on.file, "0"], on.env).ended;
    expect(stdout).toContain(`broken at ${link}`);
    expect(code).not.toBe(0);
  } finally {
    await on.close();
  }
});

it("is at most 40 lines", async () => {
  const text = await readFile(path.join(root, "examples/setup-home.ts"), "utf8");
  expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(40);
});
