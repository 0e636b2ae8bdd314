import { expect, it } from "vitest";
import { failure, home, memoryHome, record, rule } from "../../test/sample.ts";
import { planMarkdown, propose, type Proposal } from "../index.ts";

const locate = (path: readonly (string | number)[]): string => `home.yaml:${path.join("/")}`;

it("a plan as a table, one row a step", async () => {
  const { targets } = memoryHome(undefined, [record({ value: "old.example." })]);
  expect(planMarkdown(await propose(home(), targets, { allow: ["take-over"] }), locate)).toBe(
    [
      "### Plan for taprest",
      "",
      "| what | on |",
      "| --- | --- |",
      "| create | lease b8:27:eb:12:34:56 keeps 192.168.1.30 |",
      "| create | redirection WAN tcp 7654 -\\> 192.168.1.30 port 22 |",
      "| create | static name taprest.freeboxos.fr |",
      "| wait | until taprest.freeboxos.fr is active |",
      "| change | record home.taprest.fr CNAME taprest.freeboxos.fr.; was home.taprest.fr CNAME old.example. |",
      "| publish | taprest.fr: all its pending edits go live, other people's too |",
    ].join("\n"),
  );
});

it("an empty plan, and what others wrote, which cannot become Markdown", () => {
  const empty: Proposal = {
    observed: { router: {}, zones: {} },
    wanted: { leases: [], forwards: [], records: [], absent: { leases: [], forwards: [] }, unmet: [] },
    plan: { version: 1, home: "taprest", steps: [], origins: {}, notes: [], blocked: [] },
    refusals: [],
  };
  expect(planMarkdown(empty, locate)).toBe("### Plan for taprest\n\nNothing to do.");
  const hostile = rule({ comment: "", lanAddress: "[x](http://evil) | <b>\n# `h`" });
  const steps = [{ id: "forward/ssh/tcp/7654", target: "router", verb: "remove", before: hostile, needs: [] }] as const;
  const [, , , , row] = planMarkdown({ ...empty, plan: { ...empty.plan, steps } }, locate).split("\n");
  expect(row).toBe("| remove | redirection WAN tcp 7654 -\\> \\[x\\](http://evil) \\| \\<b\\>?\\# \\`h\\` port 22 |");
});

it("says below what is refused, what was not read, and what is worth knowing", () => {
  const said = planMarkdown(
    {
      observed: { router: {}, zones: {} },
      wanted: { leases: [], forwards: [], records: [], absent: { leases: [], forwards: [] }, unmet: [] },
      plan: {
        version: 1,
        home: "taprest",
        steps: [],
        origins: {},
        notes: [{ message: { code: "served-not-asked", params: { zone: "taprest.fr", detail: "timed out" } } }],
        blocked: [{ path: ["hosts", "octopi"], message: { code: "no-automatic-name", params: {} }, failure }],
      },
      refusals: [{ kind: "impossible", path: ["names", "taprest.fr"], message: { code: "line-down", params: {} } }],
    },
    locate,
  ).split("\n");
  expect(said.slice(3)).toEqual(
    [
      "",
      "- **refused**, home.yaml:names/taprest.fr: the router has no public IPv4 address now. wait until the line is up, then run it again",
      "- **not read**, home.yaml:hosts/octopi: this router has no name of its own. give one: router: { name: NAME.freeboxos.fr }",
      "- what taprest.fr's servers answer could not be asked: timed out. check that DNS (port 53) is not blocked here, or look from another network",
    ].slice(0),
  );
});
