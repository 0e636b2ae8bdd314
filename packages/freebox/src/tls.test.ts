import { startOvh } from "@porchlight/simulator";
import { afterEach, describe, expect, test } from "vitest";
import { createFreebox } from "./client.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Another API's door: what answers there is no Freebox, which is told only once the certificate was believed. */
async function speak(
  certificate: "valid" | "expired" | "future",
  ca?: (own: string) => string | string[],
): Promise<unknown> {
  const door = await startOvh({ switches: { certificate } });
  closers.push(() => door.close());
  const freebox = createFreebox({
    endpoint: new URL(door.url).origin,
    credentials: { appId: "a", appToken: "t" },
    ...(ca === undefined ? {} : { ca: ca(door.clientOptions.ca) }),
  });
  closers.push(() => freebox.close());
  const outcome = await freebox.apiVersion().catch((error: unknown) => error);
  if (ca === undefined) expect(door.requests).toEqual([]);
  return outcome;
}

describe("a box behind TLS", () => {
  test.each<[string, (own: string) => string | string[]]>([
    ["alone", (own) => own],
    ["in a list", (own) => [own]],
  ])("is believed when its authority is given %s", async (_, ca) => {
    expect(await speak("valid", ca)).toMatchObject({ name: "FreeboxTransportError", reason: "status" });
  });

  test("is not believed otherwise, and nothing is said to it", async () => {
    expect(await speak("valid")).toMatchObject({ reason: "certificate", sent: false });
  });

  test.each(["expired", "future"] as const)("with a certificate that is %s names the clock", async (certificate) => {
    expect(await speak(certificate, (own) => own)).toMatchObject({
      reason: "certificate",
      sent: false,
      message: expect.stringContaining("clock"),
    });
  });
});
