import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { command, type Ran, root, type Stage, stage, start } from "./support.ts";

// UPDATE_README=1 writes what the commands print now into the README, to be read before it is committed.
const updates = process.env["UPDATE_README"] === "1";
const file = path.join(root, "README.md");
const readme = await readFile(file, "utf8");

interface Block {
  readonly language: string;
  readonly text: string;
}
const blocksOf = (text: string): readonly Block[] =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = "", body = ""]) => ({ language, text: body }));
const blocks = blocksOf(readme);

/** What differs from run to run: times, keys, ports of this machine. */
const steady = (text: string): string =>
  text
    .replace(/\d+\.\d ms/g, "N ms")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
    .replace(/SHA256:[A-Za-z0-9+/]{43}/g, "SHA256:KEY")
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .trimEnd();

const said = ({ stdout, stderr }: Ran): string => stderr + stdout;

let on: Stage;
const runs: Readonly<Record<string, () => Promise<string>>> = {
  "porchlight apply --yes": async () => said(await command(on, "apply", "--yes").ended),
  "porchlight check": async () => said(await command(on, "check").ended),
  "porchlight check home.taprest.fr --port 7654": async () => {
    const env = { PATH: process.env["PATH"] ?? "", PORCHLIGHT_NETWORK: JSON.stringify(on.home.net) };
    const args = ["check", "home.taprest.fr", "--port", "7654"];
    return said(await start([path.join(root, "packages/cli/bin/porchlight.js"), ...args], env, on.folder).ended);
  },
  "porchlight check    # after the SSH server was stopped": async () => {
    await on.home.pi.stop();
    const printed = said(await command(on, "check").ended);
    await on.home.pi.start();
    return printed;
  },
  "npm start": async () => {
    const { stdout } = await start([path.join(root, "examples/dist/setup-home.js")], {
      PATH: process.env["PATH"] ?? "",
    }).ended;
    return stdout;
  },
};

describe("README", () => {
  beforeAll(async () => {
    on = await stage();
  });
  afterAll(() => on.close());

  it("shows what the commands really print", async () => {
    let updated = readme;
    for (const { text } of blocks.filter(({ language }) => language === "console")) {
      const [, prompt = "", shown = ""] = /^\$ (.*)\n([\s\S]*)$/.exec(text) ?? [];
      const run = runs[prompt];
      if (run === undefined) throw new Error(`no test runs "${prompt}"`);
      const printed = await run();
      if (updates)
        updated = updated.replace(
          `\`\`\`console\n${text}\`\`\``,
          () => `\`\`\`console\n$ ${prompt}\n${printed.trimEnd()}\n\`\`\``,
        );
      else expect(steady(shown)).toBe(steady(printed));
    }
    if (updates) {
      const example = await readFile(path.join(root, "examples/setup-home.ts"), "utf8");
      updated = updated.replace(/^```ts\n[\s\S]*?^```$/m, () => `\`\`\`ts\n${example}\`\`\``);
      await writeFile(file, updated);
    }
  });

  it("shows a home file that is valid, and is the virtual home's", async () => {
    const [yaml] = blocks.filter(({ language }) => language === "yaml");
    await on.rewrite(() => yaml?.text ?? "");
    const validated = await command(on, "validate").ended;
    expect(validated).toMatchObject({ code: 0, stdout: "Valid: home taprest, 1 host, 1 forward, 1 name, 1 tunnel.\n" });
  });

  it("shows programs that are the examples, to the letter", async () => {
    const shown = blocks.filter(({ language }) => language === "ts").map(({ text }) => text);
    expect(shown).toEqual([await readFile(path.join(root, "examples/setup-home.ts"), "utf8")]);
  });

  it("names only commands that exist", async () => {
    const { scripts } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const { stdout: help } = await start([path.join(root, "packages/cli/bin/porchlight.js"), "--help"], on.env).ended;
    const documents = [readme, await readFile(path.join(root, "CONTRIBUTING.md"), "utf8")];
    const lines = documents
      .flatMap((text) => blocksOf(text))
      .filter(({ language }) => language === "sh")
      .flatMap(({ text }) => text.trim().split("\n"));
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) {
      const [, npm] = /^npm (?:run )?([\w:]+)$/.exec(line) ?? [];
      const [, sub] = /^npx --no-install porchlight ([\w-]+)( .*)?$/.exec(line) ?? [];
      if (npm !== undefined) expect(Object.keys(scripts)).toContain(npm);
      else if (sub !== undefined) expect(help).toMatch(new RegExp(`^  ${sub} `, "m"));
      else expect(line).toBe("npx vitest run packages/core");
    }
  });

  it("is in the language of plain blocks only", () => {
    expect([...new Set(blocks.map(({ language }) => language))].toSorted()).toEqual(["console", "sh", "ts", "yaml"]);
  });
});
