import { defineConfig } from "vitest/config";

// Tests run from the sources, without a build: each package's exports name them under this condition.
const conditions = ["@porchlight/source", "node", "import", "module", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "test/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ["default", "./test/summary-reporter.ts"],
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**/*.ts"],
      exclude: ["**/*.test.ts", "**/index.ts"],
      reporter: ["text-summary", "json-summary"],
      // The reconciler decides what is written: nothing of it goes untested, and no line is excused.
      thresholds: {
        "packages/core/src/**": { lines: 95, branches: 95 },
        "packages/ovh-dns/src/**": { lines: 95, branches: 95 },
      },
    },
  },
});
