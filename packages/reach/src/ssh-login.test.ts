import { inspect } from "node:util";
import { expect, test } from "vitest";
import { createSshLogin } from "./ssh-login.ts";

const secrets = { privateKey: "-----BEGIN KEY-----abc", passphrase: "open sesame" };

test("a login shows its user and agent, and [secret] for the rest", () => {
  const login = createSshLogin({ user: "pi", agent: "/run/agent", ...secrets });
  const texts = [
    JSON.stringify(login),
    inspect(login),
    inspect({ login }, { showHidden: true }),
    JSON.stringify({ ...login }),
  ];
  for (const text of texts) {
    expect(text).toContain("pi");
    expect(text).not.toMatch(/abc|sesame/);
  }
  expect(JSON.parse(JSON.stringify(login))).toEqual({
    user: "pi",
    agent: "/run/agent",
    privateKey: "[secret]",
    passphrase: "[secret]",
  });
});

test("a login still holds what it was given, and nothing it was not", () => {
  expect(createSshLogin({ user: "pi", ...secrets })).toMatchObject(secrets);
  const bare = createSshLogin({ user: "pi" });
  expect([bare.privateKey, bare.passphrase, bare.agent]).toEqual([undefined, undefined, undefined]);
  expect(inspect(bare)).toBe("{ user: 'pi' }");
  expect(Object.isFrozen(bare)).toBe(true);
});
