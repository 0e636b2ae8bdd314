/** The socket's own error, without what a library hangs on it: its configuration, and in that the headers. */
export function bareError(error: unknown): Error {
  let bottom: unknown = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  // A name with several addresses fails with one error for each; the first stands for all.
  if (bottom instanceof AggregateError) bottom = bottom.errors[0];
  if (!(bottom instanceof Error)) return new Error("the request failed");
  const { name, message } = bottom;
  const code: unknown = Reflect.get(bottom, "code");
  const syscall: unknown = Reflect.get(bottom, "syscall");
  return Object.assign(new Error(message), { name, code, syscall });
}
