// What is printed: the table, what went wrong, and the line that is counted.

const titles = { client: "client", version: "version", does: "did", requests: "requests", result: "result" };

/** The rows as columns, and below them each failure and each absence with its reason. */
export const tableOf = (rows) => {
  const keys = Object.keys(titles);
  const widths = keys.map((key) => Math.max(...[titles, ...rows].map((row) => row[key].length)));
  const lines = [titles, ...rows].map((row) =>
    keys
      .map((key, index) => row[key].padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const reasons = rows
    .filter(({ reason }) => reason !== undefined)
    .map(({ client, result, reason }) => `${result.toUpperCase()}: ${client}: ${reason}`);
  return ["", ...lines, "", ...reasons].join("\n");
};

/** How many finished, and how many did not. */
export const closingLine = (rows) => {
  const count = (result) => rows.filter((row) => row.result === result).length;
  return `${count("passed")} passed, ${count("failed")} failed`;
};
