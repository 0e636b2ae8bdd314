import { defineConfig } from "vitest/config";

// The packages as they would be published: minutes rather than seconds, so beside `npm test` and not in it.
export default defineConfig({
  test: {
    include: ["test/published/*.check.ts"],
    globalSetup: ["test/published/stage.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ["default", "./test/summary-reporter.ts"],
  },
});
