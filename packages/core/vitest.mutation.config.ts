import { defineConfig } from "vitest/config";

// For mutants: the tests that name what they expect. The property over any world is left out, since it runs a thousand
// rounds a time and would catch by chance what a named test ought to catch by name; and the test that reads the sources,
// which are not the sources here. Files share one context (`isolate: false`): nothing in core keeps state between tests,
// and to load everything anew for each of four thousand mutants took three times as long.
export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    exclude: ["src/round-property.test.ts", "src/report/sentences.test.ts"],
    isolate: false,
    testTimeout: 30_000,
  },
});
