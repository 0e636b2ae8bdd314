import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { porchlight, type Stage, stage } from "./support.ts";

let on: Stage;
beforeEach(async () => {
  on = await stage();
});
afterEach(() => on.close());

/** Breaks the home after it was set up, and what `check` must then say first. */
const faults: readonly { fault: string; breakIt: (on: Stage) => Promise<void>; says: RegExp }[] = [
  {
    fault: "the SSH server is stopped",
    breakIt: ({ home }) => home.pi.stop(),
    says: /^home\.taprest\.fr: broken at TCP port: port 7654 is closed: the connection is refused/,
  },
  {
    fault: "the redirection leads elsewhere",
    breakIt: ({ home }) => home.misroute(7654, { address: "192.168.1.50", port: 22 }),
    says: /^home\.taprest\.fr: broken at TCP port: port 7654 is closed/,
  },
  {
    fault: "another machine answers",
    breakIt: async ({ home }) => {
      await home.pi.stop();
      await home.pi.start({ newHostKey: true });
    },
    says: /^home\.taprest\.fr: broken at SSH host key: another machine answers: its key is SHA256:\S+, and SHA256:\S+ is pinned/,
  },
  {
    fault: "the record is gone from the servers",
    breakIt: async ({ home }) => {
      for (const zone of home.world.zones.values())
        zone.served = zone.served.filter((record) => record.fieldType !== "CNAME" || record.subDomain !== "home");
    },
    says: /^home\.taprest\.fr: broken at DNS record: home\.taprest\.fr CNAME is not served by/,
  },
  {
    fault: "the WAN address has changed and the static name has not followed",
    breakIt: async ({ home }) => {
      home.world.line.ipv4 = "82.64.99.99";
    },
    says: /^home\.taprest\.fr: broken at address: the name leads to 82\.64\.81\.205, and the router's WAN address is 82\.64\.99\.99/,
  },
];

describe("check names exactly the broken link", () => {
  it.each(faults)("when $fault", async ({ breakIt, says }) => {
    expect(await porchlight(on, "apply", "--yes")).toMatchObject({ code: 0 });
    await breakIt(on);
    const checked = await porchlight(on, "check");
    expect(checked.stdout).toMatch(says);
    expect(checked.stdout.match(/^ {2}✗ /gm)).toHaveLength(1);
    expect(checked.code).toBe(5);
  });

  it("and none when nothing is broken", async () => {
    await porchlight(on, "apply", "--yes");
    const checked = await porchlight(on, "check");
    expect(checked.stdout).not.toContain("✗");
    expect(checked.code).toBe(0);
  });

  it("discloses nothing to another machine that answers", async () => {
    await porchlight(on, "apply", "--yes");
    await on.home.pi.stop();
    await on.home.pi.start({ newHostKey: true });
    const told = on.home.pi.log.length;
    await porchlight(on, "check");
    expect(on.home.pi.log.slice(told)).toEqual([]);
  });
});

describe("apply claims nothing it has not seen", () => {
  it("when the refresh is swallowed: pending, exit 4, and check names the record", async () => {
    on.home.fail({ door: "ovh", method: "POST", path: /\/refresh$/, kind: "swallowed" });
    const applied = await porchlight(on, "apply", "--yes", "--timeout", "0");
    expect(applied.code).toBe(4);
    expect(applied.stdout).toMatch(/^Pending/);
    const checked = await porchlight(on, "check");
    expect(checked.stdout).toMatch(/^home\.taprest\.fr: broken at DNS record/);
    const again = await porchlight(on, "apply", "--yes");
    expect(again.stdout).toContain("Converged: 1 step done");
  });
});
