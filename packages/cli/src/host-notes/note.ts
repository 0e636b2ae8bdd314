/** One thing worth knowing of a host. */
export interface HostNote {
  readonly topic: "password-login" | "guessing" | "upgrades" | "service" | "answer";
  /** `ok`: seen to be right. `advice`: seen to be otherwise. `unknown`: not seen. */
  readonly status: "ok" | "advice" | "unknown";
  readonly text: string;
  /** What to type on the host to mend it, or to find out. */
  readonly lines: readonly string[];
}

/** A service of the host that a tunnel ends at. */
export interface WantedService {
  /** Key of the tunnel. */
  readonly tunnel: string;
  readonly port: number;
}

/** What is asked of a host besides what is asked of every host. */
export interface Wanted {
  readonly services: readonly WantedService[];
}

const marks = { ok: "✓", advice: "~", unknown: "?" } as const;

/** The notes for people: a mark and a sentence each, its lines below it. */
export const notesText = (host: string, notes: readonly HostNote[]): string => {
  const open = notes.filter(({ status }) => status === "advice").length;
  const unknown = notes.filter(({ status }) => status === "unknown").length;
  const counted = [`${open} to mend`, ...(unknown === 0 ? [] : [`${unknown} not known`])].join(", ");
  return [
    `${host}: ${notes.length} note${notes.length === 1 ? "" : "s"}, ${counted}; nothing was changed`,
    ...notes.flatMap(({ status, text, lines }) => [
      `  ${marks[status]} ${text}`,
      ...lines.map((line) => `      ${line}`),
    ]),
  ].join("\n");
};
