/** Colours for a terminal, by the mark a line begins with. */
import picocolors from "picocolors";
import type { Terminal } from "./terminal.ts";

const { green, red, yellow, cyan, dim } = picocolors.createColors(true);
const colours: Readonly<Record<string, (text: string) => string>> = {
  "✓": green,
  "✗": red,
  "?": yellow,
  "+": green,
  "~": yellow,
  "-": red,
  "^": cyan,
  ".": dim,
  "·": dim,
};

/** The text with each leading mark coloured; unchanged where colours are not wanted. */
export const paint = (text: string, colour: boolean): string =>
  colour
    ? text.replace(
        /^(\s*)([✓✗?+~^.·-]) /gmu,
        (_, space: string, mark: string) => `${space}${(colours[mark] ?? dim)(mark)} `,
      )
    : text;

/** Says something to people while a run is under way. */
export const tell = (terminal: Terminal, text: string): void => terminal.stderr(`${paint(text, terminal.colour)}\n`);
