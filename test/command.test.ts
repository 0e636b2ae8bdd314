import path from "node:path";
import { describe, expect, it } from "vitest";
import { command, root, stage, start } from "./support.ts";

const bin = path.join(root, "packages/cli/bin/porchlight.js");
const plain = { PATH: process.env["PATH"] ?? "" };

describe("the built command", () => {
  it("demonstrates itself on a virtual home", async () => {
    const { code, stdout, stderr } = await start([bin, "demo"], plain).ended;
    expect(code).toBe(0);
    expect(stderr.match(/^\$ porchlight .*$/gm)).toEqual([
      "$ porchlight plan",
      "$ porchlight apply --yes",
      "$ porchlight check",
      "$ porchlight plan",
    ]);
    expect(stderr).toContain("all 16 asked links hold, seen from outside (virtual network)");
    expect(stdout).toContain("All of this ran on a virtual home");
  });

  it("demonstrates itself to machines in one document", async () => {
    const { code, stdout } = await start([bin, "demo", "--json"], plain).ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schema: "porchlight/demo/1", exitCode: 0, acts: [{}, {}, {}, {}] });
  });

  it("is found by npx at the root of the repository", async () => {
    const npx = path.join(root, "node_modules/.bin/porchlight");
    const { ended } = start(
      ["-e", `require("node:child_process").execFileSync(${JSON.stringify(npx)}, ["--version"], { stdio: "inherit" })`],
      plain,
    );
    expect(await ended).toMatchObject({ code: 0, stdout: "0.1.0\n" });
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("stopped by %s while it waits, says what was done and answers %i", async (signal, code) => {
    const on = await stage({ deployDelay: "manual" });
    try {
      const { child, ended } = command(on, "apply", "--yes");
      child.stderr?.on("data", (text: string) => {
        if (text.includes("looking again")) child.kill(signal);
      });
      const ran = await ended;
      expect(ran.code).toBe(code);
      expect(ran.stderr).toContain("✓ ^ publish");
      expect(ran.stdout).toMatch(/^Stopped: 6 of 6 steps done, and not proved/);
    } finally {
      await on.close();
    }
  });
});
