/**
 * The walk along the chain from a name to the machine behind it: what was measured goes in, one judged link each comes
 * out, and the first broken one is named. Pure: nothing here measures anything.
 */
import { judgeHostKey, judgeTcp, judgeTunnel } from "./walk/judge-machine.ts";
import { judgeAgreement, judgeChain, type Judged, judgeServed } from "./walk/judge-names.ts";
import { type Expectation, type Link, linkNames, type LinkName, type Measurements, type Walk } from "./walk/links.ts";

const judges: Readonly<Record<LinkName, (expected: Expectation, seen: Measurements) => Judged>> = {
  served: judgeServed,
  chain: judgeChain,
  agreement: judgeAgreement,
  tcp: judgeTcp,
  "host-key": judgeHostKey,
  tunnel: judgeTunnel,
};

/**
 * Judges every link of a chain from what was measured and names the first broken one. Links behind a broken one that
 * were not measured stay `not-asked`. Pure.
 */
export const walk = (expected: Expectation, seen: Measurements): Walk => {
  const links = linkNames.map((name): Link => ({ name, ...judges[name](expected, seen) }));
  const broken = links.find((link) => link.status === "broken")?.name;
  const doubtful = links.some((link) => link.status === "unknown");
  const isOk = !doubtful && links.some((link) => link.status === "ok"); // nothing asked proves nothing
  const verdict = broken === undefined ? (isOk ? "ok" : "unknown") : "broken";
  return {
    name: expected.name,
    verdict,
    ...(broken === undefined ? {} : { broken }),
    links,
    ...(expected.udpPorts === undefined ? {} : { udpPorts: expected.udpPorts }),
    virtual: seen.virtual,
  };
};
