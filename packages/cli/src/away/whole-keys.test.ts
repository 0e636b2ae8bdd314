import { expect, it } from "vitest";
import { wholeKeysOf } from "./whole-keys.ts";

it("finds the whole keys of a home file, whatever stands around them", () => {
  const keys = wholeKeysOf(
    [
      "hosts:",
      "  pub: { host-key: ssh-ed25519 AAAAC3Nz pi@octopi }",
      "  scan: { host-key: '[192.168.1.42]:22 ecdsa-sha2-nistp256 AAAAE2Vj=' }",
      "  print: { host-key: 'SHA256:AZbSIFtxHjUDlPqNRLuJk+jLvZwYxNUSx4ZJGiXL0Rw' }",
      "  none: { user: pi }",
    ].join("\n"),
  );
  expect([...keys]).toEqual([
    ["pub", "ssh-ed25519 AAAAC3Nz"],
    ["scan", "ecdsa-sha2-nistp256 AAAAE2Vj="],
  ]);
  expect(wholeKeysOf("home: x").size).toBe(0);
  expect(wholeKeysOf("hosts: [1]").size).toBe(0);
});
