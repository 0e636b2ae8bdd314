import { chmod, readFile, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { freshFolder } from "../test/folder.ts";
import { rewriteHome, withHostKey } from "./home-edit.ts";

const old = `SHA256:${"A".repeat(43)}`;
const key = `SHA256:${"B".repeat(43)}`;
const head = "version: 1 # the only one\nhome:   taprest\nrouter: { kind: freebox }\n";
const set = (hosts: string, host = "octopi"): string | undefined =>
  withHostKey(head + hosts, host, key, key)?.slice(head.length);

describe("a host key in a home file", () => {
  it.each<[string, string, string]>([
    [
      "is replaced, and nothing else",
      `hosts:\n  # mine\n  octopi:   { mac: "b8:27:eb:12:34:56", host-key: ${old}, user: pi } # here\n\n\n  nas: {host-key: '${old}'}\n`,
      `hosts:\n  # mine\n  octopi:   { mac: "b8:27:eb:12:34:56", host-key: "${key}", user: pi } # here\n\n\n  nas: {host-key: '${old}'}\n`,
    ],
    [
      "is replaced in a block, its comment kept",
      `hosts:\n  octopi:\n    host-key: "${old}"   # since 2024\n    user: pi\n`,
      `hosts:\n  octopi:\n    host-key: "${key}"   # since 2024\n    user: pi\n`,
    ],
    [
      "is added to a block",
      "hosts:\n  octopi:\n      # card\n      mac: b8:27:eb:12:34:56\n      user: pi # who\n",
      `hosts:\n  octopi:\n      # card\n      host-key: "${key}"\n      mac: b8:27:eb:12:34:56\n      user: pi # who\n`,
    ],
    [
      "is added between braces",
      "hosts:\n  octopi: { mac: ['b8:27:eb:12:34:56'], user: pi } # one line\n",
      `hosts:\n  octopi: { mac: ['b8:27:eb:12:34:56'], user: pi, "host-key": "${key}" } # one line\n`,
    ],
    ["is added between empty braces", "hosts:\n  octopi: {}\n", `hosts:\n  octopi: { "host-key": "${key}" }\n`],
  ])("%s", (_what, before, after) => {
    expect(set(before)).toBe(after);
  });

  it("is set in JSON, which stays JSON", () => {
    const file = { version: 1, home: "taprest", router: { kind: "freebox" }, hosts: { octopi: { user: "pi" } } };
    const text = withHostKey(JSON.stringify(file, undefined, 2), "octopi", key, key) ?? "";
    expect(JSON.parse(text)).toEqual({ ...file, hosts: { octopi: { user: "pi", "host-key": key } } });
  });

  it("keeps the line ends of Windows", () => {
    const text = withHostKey(`${head}hosts:\n  octopi:\n    user: pi\n`.replaceAll("\n", "\r\n"), "octopi", key, key);
    expect(text).toContain(`\r\n    host-key: "${key}"\r\n    user: pi\r\n`);
  });

  it.each([
    ["behind an alias", `hosts:\n  nas: { host-key: &k ${old} }\n  octopi: { host-key: *k }\n`, "octopi"],
    ["that others follow", `hosts:\n  octopi: { host-key: &k ${old} }\n  nas: { host-key: *k }\n`, "octopi"],
    ["of an entry that is an alias", `hosts:\n  nas: &n { user: pi }\n  octopi: *n\n`, "octopi"],
    ["of an unknown host", "hosts:\n  octopi: { user: pi }\n", "nas"],
  ])("is not touched %s", (_what, text, host) => {
    expect(set(text, host)).toBeUndefined();
  });
});

it("a home file is rewritten where it really is, with the rights it has", async () => {
  const folder = await freshFolder();
  const [real, link] = [path.join(folder, "real.yaml"), path.join(folder, "porchlight.yaml")];
  await writeFile(real, "old");
  await chmod(real, 0o640);
  await symlink(real, link);
  await rewriteHome(link, "new");
  expect(await readFile(real, "utf8")).toBe("new");
  expect((await stat(real)).mode & 0o777).toBe(0o640);
});
