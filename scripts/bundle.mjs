// Makes the command one file without dependencies, from the sources that tsc has checked.
import { readFileSync } from "node:fs";
import { build } from "esbuild";

const root = new URL("..", import.meta.url).pathname;
const { engines } = JSON.parse(readFileSync(`${root}packages/cli/package.json`, "utf8"));
if (!/>=18\.19/.test(engines.node)) throw new Error("the bundle's target and the command's engines must agree");

await build({
  entryPoints: [`${root}packages/cli/src/main.ts`],
  outfile: `${root}packages/cli/dist/porchlight.js`,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node18.19",
  conditions: ["@porchlight/source"],
  // ssh2 tries two native helpers and does without them when they are not there.
  external: ["cpu-features", "*.node"],
  // CommonJS dependencies expect these three; axios and ssh2 among them.
  banner: {
    js: [
      'import { createRequire as __createRequire } from "node:module";',
      'import { fileURLToPath as __fileURLToPath } from "node:url";',
      "const require = __createRequire(import.meta.url);",
      "const __filename = __fileURLToPath(import.meta.url);",
      'const __dirname = __fileURLToPath(new URL(".", import.meta.url));',
    ].join("\n"),
  },
  logLevel: "warning",
});
