import { describe, expect, it } from "vitest";
import { changingHome } from "./changing-home.ts";
import { command, porchlight } from "./support.ts";

const signals = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const;

/** Where a name is half done: its old records are gone or changed, and its new ones are not there. */
const halfDone = { door: "ovh", method: "DELETE" } as const;

describe("an apply that is asked to stop", () => {
  it.each(signals)(
    "by %s in the middle of a name says so, publishes nothing, and is finished by the next",
    async (signal, code) => {
      const on = await changingHome();
      try {
        const served = JSON.stringify([...on.home.world.zones.values()].map((zone) => zone.served));
        const foreign = on.foreign();
        const { child, ended } = command(on, "apply", ...on.args);
        // Done, and the answer is on its way when the signal comes.
        on.home.fail({ ...halfDone, kind: "stall", times: 0 });
        on.home.fail({
          door: "ovh",
          method: "DELETE",
          kind: "executed-not-answered",
          onHit: () => void child.kill(signal),
        });
        const ran = await ended;
        expect(ran.code, ran.stdout + ran.stderr).toBe(code);
        expect(ran.stdout).toMatch(/^Stopped: \d+ of \d+ steps done, and not proved\. Run it again to finish\./m);
        expect(JSON.stringify([...on.home.world.zones.values()].map((zone) => zone.served))).toBe(served);
        expect(on.foreign()).toBe(foreign);
        const again = await porchlight(on, "apply", ...on.args);
        expect(again.code, again.stdout + again.stderr).toBe(0);
      } finally {
        await on.close();
      }
    },
  );
});
