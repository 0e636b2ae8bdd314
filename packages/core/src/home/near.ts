/** "Did you mean": the nearest of a few words to one that was not known. */

/** Letters to add, drop, change, or swap with their neighbour to make one word of the other. */
const distance = (from: string, to: string): number => {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= to.length; column += 1) {
      const change = at(row - 1, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swap = isSwap ? at(row - 2, column - 2) + 1 : Infinity;
      current.push(Math.min(change, at(row - 1, column) + 1, at(row, column - 1) + 1, swap));
    }
  }
  return at(from.length, to.length);
};

/**
 * The known word nearest to `word`, when it is near enough to be a slip: a third of its letters at most, and never all
 * of them. Among equals the first of `known`. Case does not count.
 */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
  const ranked = known
    .map((candidate) => {
      const letters = Math.max(word.length, candidate.length);
      // Lengths too far apart settle it without counting letters.
      const allowed = Math.min(Math.max(1, Math.floor(letters / 3)), letters - 1);
      const isFar = Math.abs(word.length - candidate.length) > allowed;
      const steps = isFar ? Infinity : distance(word.toLowerCase(), candidate.toLowerCase());
      return { candidate, steps, allowed };
    })
    .filter(({ steps, allowed }) => steps <= allowed)
    .toSorted((one, other) => one.steps - other.steps);
  return ranked[0]?.candidate;
};

/** The remedy for a word that is not known: the one that was meant, else all there are. */
export const didYouMean = (word: string, known: readonly string[]): string => {
  const near = nearest(word, known);
  return near === undefined ? `known here: ${known.join(", ") || "nothing"}` : `did you mean ${near}?`;
};
