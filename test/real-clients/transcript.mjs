// Transcripts: calls made by curl, each with what the vendor's documentation says of its answer.
import { isDeepStrictEqual } from "node:util";

/**
 * Where an answer is not as documented, as "result.id: number, not string"; undefined when it is. A pattern is a
 * constructor for "any of that type", a RegExp for a text, `null`, another value for itself, a list of one pattern for a list of
 * at least one such thing, or an object: each of its keys must be there and match; others may be too.
 */
export const mismatch = (pattern, value, at = "answer") => {
  const wrong = `${at}: ${pattern?.name ?? String(pattern)} expected, got ${JSON.stringify(value)}`;
  if (pattern instanceof RegExp) return typeof value === "string" && pattern.test(value) ? undefined : wrong;
  if (typeof pattern === "function") return value?.constructor === pattern ? undefined : wrong;
  if (Array.isArray(pattern)) {
    if (!Array.isArray(value) || value.length === 0) return wrong;
    return value.map((one, index) => mismatch(pattern[0], one, `${at}[${index}]`)).find((text) => text !== undefined);
  }
  if (pattern === null || typeof pattern !== "object") return isDeepStrictEqual(pattern, value) ? undefined : wrong;
  if (value === null || typeof value !== "object") return wrong;
  return Object.entries(pattern)
    .map(([key, inner]) => mismatch(inner, value[key], `${at}.${key}`))
    .find((text) => text !== undefined);
};

/**
 * Makes one call with curl. Rejects when its status or its answer is not as the transcript says. Gives the answer.
 * `call` runs curl; `send` is `{ method, url, headers, body }`, `body` a text.
 */
export const curl = async (call, { method, url, headers = {}, body }, { status = 200, answer }) => {
  const lines = Object.entries(headers).flatMap(([name, value]) => ["--header", `${name}: ${value}`]);
  const data = body === undefined ? [] : ["--header", "Content-Type: application/json", "--data-binary", "@-"];
  const args = [
    "--silent",
    "--show-error",
    "--request",
    method,
    ...lines,
    ...data,
    "--write-out",
    "\n%{http_code}",
    url,
  ];
  const { stdout } = await call("curl", args, { input: body ?? "" });
  const end = stdout.lastIndexOf("\n");
  const [text, got] = [stdout.slice(0, end), Number(stdout.slice(end + 1))];
  const what = `${method} ${url}`;
  if (got !== status) throw new Error(`${what}: status ${status} expected, got ${got}: ${text}`);
  const value = text === "" ? undefined : JSON.parse(text);
  const wrong = answer === undefined ? undefined : mismatch(answer, value);
  if (wrong !== undefined) throw new Error(`${what}: ${wrong}`);
  return value;
};

/** Rejects unless the world is as a client should have made it. */
export const must = (holds, what) => {
  if (!holds) throw new Error(`the client ended well, but not so: ${what}`);
};
