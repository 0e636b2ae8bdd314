/** What OpenSSH's client says on stderr, understood. Pure. Its sentences were read off OpenSSH 9.2; they are not translated. */
import type { ReachErrorCode } from "@porchlight/reach";

/** True for the line that follows once it is logged in and every local port is listened on. */
export const saysOpen = (line: string): boolean => line.startsWith("debug1: Entering interactive session");

/** True for what is for people: neither its log nor its own statistics. */
export const isForPeople = (line: string): boolean =>
  line.trim() !== "" && !/^(debug\d: |OpenSSH_|Authenticated to |Transferred: |Bytes per second)/.test(line);

const meanings: readonly (readonly [RegExp, ReachErrorCode])[] = [
  [/Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|host key is known for/, "host-key-differs"],
  [/Permission denied \(|Too many authentication failures/, "login-refused"],
  [/Could not request local forwarding|cannot listen to port/, "port-in-use"],
  [/Could not resolve hostname/, "no-address"],
  [/Connection refused/, "refused"],
  [/timed out|Timeout, server .* not responding/i, "timeout"],
  [/No route to host|Network is unreachable/, "unreachable"],
  [/Bad configuration option|Bad owner or permissions|command-line:|percent_expand|Unsupported option/i, "invalid"],
];

/** What the end of a connection means, by everything it said: the code, and the sentence it is from. */
export const endOf = (lines: readonly string[]): { readonly code: ReachErrorCode; readonly detail: string } => {
  const said = lines.filter(isForPeople);
  for (const [pattern, code] of meanings) {
    const detail = said.find((line) => pattern.test(line));
    if (detail !== undefined) return { code, detail: detail.trim() };
  }
  return { code: "closed", detail: said.at(-1)?.trim() ?? "the SSH connection was closed" };
};

/** "SHA256:…" and the type of the key the server showed, when it came so far. */
export const keyShownIn = (lines: readonly string[]): string | undefined => {
  const [, type, fingerprint] =
    lines.map((line) => /^debug1: Server host key: (\S+) (SHA256:\S+)/.exec(line)).find((match) => match !== null) ??
    [];
  return fingerprint === undefined ? undefined : `${fingerprint} (${type})`;
};
