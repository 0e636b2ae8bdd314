// The deep tier: the large matrices and properties whole. Minutes, not seconds.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const matrices = [
  "packages/core/src/round-property.test.ts",
  "test/kill-everywhere.test.ts",
  "test/every-fault.test.ts",
  "test/tunnel-sshd.test.ts",
];
const { status } = spawnSync(path.join(root, "node_modules", ".bin", "vitest"), ["run", ...matrices], {
  cwd: root,
  env: { ...process.env, PORCHLIGHT_DEEP: "1" },
  stdio: "inherit",
});
process.exitCode = status ?? 1;
