import { existsSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";
import "../packages/core/test/depth.ts";

/**
 * Closes a run with `N passed, N failed, N skipped`, alone on a line, for machines that read the end of a log. Says
 * before it what tests have to say (their tables and seeds), and, loudly, when the recorded exchanges were not there to
 * be replayed.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        count[test.result().state] += 1;
        for (const line of test.meta().said ?? []) console.log(line);
      }
      if (module.children.size === 0 && module.errors().length > 0) count.failed += 1;
    }
    if (!existsSync(new URL("../../shared/fixtures/", import.meta.url)))
      console.log(
        "\nTHE RECORDED EXCHANGES ARE ABSENT: ../shared/fixtures was not found, and nothing was replayed against them.",
      );
    console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}
