/** What is shorter is no secret of a box (tokens have 64 characters) and might be part of an ordinary word. */
const SHORTEST_SECRET = 8;

/** Replaces each secret in a text that came from outside: a box or a proxy may quote what it was sent. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text);
}
