import { describe, expect, it } from "vitest";
import { lease } from "../../test/sample.ts";
import type { Step } from "../contracts.ts";
import { stepOutcomeText, stepText } from "./steps.ts";

const words = (because: string): string | undefined =>
  /not tried: (.*) comes first, and was not done$/.exec(
    stepOutcomeText({
      step: { id: "x", target: "router", verb: "create", after: lease(), needs: [because] },
      outcome: { status: "skipped", because },
    }),
  )?.[1];

describe("steps that take away", () => {
  it.each([
    ["lease/octopi/remove", "giving up the lease of octopi"],
    ["lease/octopi/remove/2", "giving up the lease of octopi"],
    ["forward/web/tcp/8000-8010", "redirection web (WAN tcp 8000-8010)"],
    ["forward/web/udp/7654/remove", "removing redirection web (WAN udp 7654)"],
    ["forward/web/tcp/8000-8010/remove/12", "removing redirection web (WAN tcp 8000-8010)"],
    ["static-name/x.freeboxos.fr/remove", "giving up the static name x.freeboxos.fr"],
    ["record/a.taprest.fr/CNAME/gone", "the wait until the CNAME record of a.taprest.fr is no longer served"],
    ["lease/octopi/removed", "lease/octopi/removed"],
  ])("%s", (id, expected) => {
    expect(words(id)).toBe(expected);
  });

  it("wait until nothing is served any more", () => {
    const step: Step = {
      id: "x",
      target: "zone:taprest.fr",
      verb: "await",
      condition: { code: "not-served", zone: "taprest.fr", name: "a.taprest.fr", type: "CNAME" },
      needs: [],
    };
    expect(stepText(step)).toBe(". wait         until no server of taprest.fr serves a.taprest.fr CNAME");
  });
});
