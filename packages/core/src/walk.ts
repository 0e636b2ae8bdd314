/**
 * The walk along the chain from a name to the machine behind it: what was measured goes in, one judged link each comes
 * out, and the first broken one is named. Pure: nothing here measures anything.
 */
import { judgeCredentials, judgeMachine, judgeRouter } from "./walk/judge-here.ts";
import { judgeForward, judgeHost, judgeLine, judgeStaticName } from "./walk/judge-home.ts";
import { judgeHostKey, judgeSsh, judgeTcp, judgeTunnel } from "./walk/judge-machine.ts";
import { judgeServed, judgeStored } from "./walk/judge-names.ts";
import { judgeAgreement, judgeChain, judgeResolvers } from "./walk/judge-resolvers.ts";
import type { Judged } from "./walk/judged.ts";
import { type Expectation, type Link, linkNames, type LinkName, type Measurements, type Walk } from "./walk/links.ts";
import { visitorNotes } from "./walk/visitors.ts";

const judges: Readonly<Record<LinkName, (expected: Expectation, seen: Measurements) => Judged>> = {
  machine: judgeMachine,
  credentials: judgeCredentials,
  router: judgeRouter,
  line: judgeLine,
  forward: judgeForward,
  host: judgeHost,
  "static-name": judgeStaticName,
  stored: judgeStored,
  served: judgeServed,
  resolvers: judgeResolvers,
  chain: judgeChain,
  agreement: judgeAgreement,
  tcp: judgeTcp,
  ssh: judgeSsh,
  "host-key": judgeHostKey,
  tunnel: judgeTunnel,
};

/** Links that prove nothing about the way in by themselves: a walk that saw no other has proven nothing. */
const preliminaries: ReadonlySet<LinkName> = new Set(["machine", "credentials", "router"]);

/**
 * Judges every link of a chain from what was measured and names the first broken one. Links behind a broken one that
 * were not measured stay `not-asked`. Pure.
 */
export const walk = (expected: Expectation, seen: Measurements): Walk => {
  const links = linkNames.map((name): Link => ({ name, ...judges[name](expected, seen) }));
  const broken = links.find((link) => link.status === "broken")?.name;
  const doubtful = links.some((link) => link.status === "unknown");
  const isOk = !doubtful && links.some(({ name, status }) => status === "ok" && !preliminaries.has(name));
  const verdict = broken === undefined ? (isOk ? "ok" : "unknown") : "broken";
  return {
    name: expected.name,
    ...(expected.port === undefined ? {} : { port: expected.port }),
    verdict,
    ...(broken === undefined ? {} : { broken }),
    links,
    notes: visitorNotes(expected, seen),
    ...(expected.udpPorts === undefined ? {} : { udpPorts: expected.udpPorts }),
    vantage: seen.vantage,
    virtual: seen.virtual,
  };
};
