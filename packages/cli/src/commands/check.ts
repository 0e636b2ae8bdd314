/** `porchlight check`: walks the chain of every name of the home file and names the first broken link. Writes nothing. */
import {
  type FacetName,
  type Failure,
  failureText,
  linkTitles,
  plainName,
  type Link,
  type Route,
  type RouterReading,
  routesOf,
  sentenceOfLink,
  type Walk,
  walkText,
} from "@porchlight/core";
import { exitCode } from "../exit-code.ts";
import { isOfCredentials } from "../failures.ts";
import type { Session } from "../session.ts";
import { CommandError, type CommandResult } from "../terminal.ts";

const linkDocument = (link: Link): object => ({
  ...link,
  title: linkTitles[link.name],
  ...sentenceOfLink(link.message),
});

const exitOf = (walks: readonly Walk[]): number => {
  if (walks.some((walk) => walk.verdict === "broken")) return exitCode.broken;
  return walks.some((walk) => walk.verdict === "unknown") ? exitCode.pending : exitCode.done;
};

const readRouter = async (session: Session, signal: AbortSignal): Promise<RouterReading> => {
  const { router } = session.targets;
  if (router === undefined) {
    const failure = {
      kind: "auth",
      operation: "read the router",
      message: "no credentials for it (FREEBOX_TOKEN)",
    } as const;
    return session.desired.router === undefined ? {} : { line: { known: false, failure } };
  }
  const { records, router: declared } = session.desired;
  const followsHost = records.some(
    ({ type, values }) => type === "AAAA" && values.some((value) => "follow" in value && value.follow === "host"),
  );
  const facets: readonly FacetName[] = [
    "line",
    "hosts",
    ...(declared?.staticName === "automatic" ? (["automaticName"] as const) : []),
    ...(followsHost ? (["leases", "ipv6"] as const) : []),
  ];
  return router.read(facets, { signal });
};

/** A walk in words; of a range of ports only the first is walked, which is said. */
const walkLines = (walk: Walk, ports: Route["ports"]): string =>
  ports === undefined
    ? walkText(walk)
    : `${walkText(walk)}\n  · ${"ports".padEnd(12)}  ${ports[0]}-${ports[1]}: the first was asked, for all`;

/** The refusal of a credential that was given; to give none is a choice, and only leaves a link unjudged. */
const refusalOf = (session: Session, read: RouterReading): Failure | undefined =>
  session.targets.router === undefined
    ? undefined
    : Object.values(read).flatMap((facet) =>
        !facet.known && isOfCredentials(facet.failure) ? [facet.failure] : [],
      )[0];

export const check = async (
  session: Session,
  name: string | undefined,
  signal: AbortSignal,
): Promise<CommandResult> => {
  const { check: walkTheChain, vantageOf } = await import("@porchlight/reach");
  const read = await readRouter(session, signal);
  signal.throwIfAborted();
  const routes = routesOf(session.desired, read).filter(
    (route) => name === undefined || route.expectation.name === plainName(name),
  );
  if (routes.length === 0) {
    const known = [...new Set(session.desired.records.map((records) => records.name))].join(", ") || "none";
    throw new CommandError(
      exitCode.failed,
      `✗ ${name ?? "this home file"}: no such name to check\n    -> known here: ${known}`,
      { error: "no-such-name" },
    );
  }
  // Unsaid, the walk claims least: a dial that fails from here would then prove nothing.
  const vantage = session.net.vantage ?? (read.hosts?.known === true ? vantageOf(read.hosts.value) : undefined);
  const walks: Walk[] = [];
  for (const { expectation, user } of routes) {
    const login = user === undefined ? undefined : session.login(user);
    walks.push(
      await walkTheChain(expectation, {
        net: session.net,
        ...(vantage === undefined ? {} : { vantage }),
        signal,
        line: read.line,
        login,
      }),
    );
  }
  const portsOf = (index: number): Route["ports"] => routes[index]?.ports;
  const document = {
    walks: walks.map((walk, index) => {
      const ports = portsOf(index);
      return { ...walk, links: walk.links.map(linkDocument), ...(ports === undefined ? {} : { ports }) };
    }),
  };
  const text = walks.map((walk, index) => walkLines(walk, portsOf(index)));
  const refusal = refusalOf(session, read);
  if (refusal === undefined) return { exitCode: exitOf(walks), text: text.join("\n\n"), document };
  const refused = `✗ the router refused the credentials: ${failureText(refusal)}\n    -> check FREEBOX_TOKEN and the rights of its application`;
  return { exitCode: exitCode.credentials, text: [...text, refused].join("\n\n"), document };
};
