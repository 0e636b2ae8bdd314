import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { createFreebox } from "./client.ts";
import { freeboxFromEnv } from "./environment.ts";
import {
  FreeboxApiError,
  FreeboxError,
  FreeboxInputError,
  FreeboxSchemaError,
  FreeboxTransportError,
  isFreeboxError,
} from "./errors.ts";
import type { HttpFunction } from "./http.ts";

describe("the errors", () => {
  const api = new FreeboxApiError("POST /fw/redir/", {
    code: "insufficient_rights",
    vendorMessage: "Non",
    status: 403,
    missingRight: "settings",
  });
  const transport = new FreeboxTransportError("GET /fw/redir/", { reason: "timeout", sent: true, message: "late" });
  const schema = new FreeboxSchemaError("GET /fw/redir/", ["result.0.id"]);
  const input = new FreeboxInputError("createFreebox", "no");

  test.each([
    [api, "FreeboxApiError", "insufficient_rights"],
    [transport, "FreeboxTransportError", "TRANSPORT"],
    [schema, "FreeboxSchemaError", "SCHEMA"],
    [input, "FreeboxInputError", "INPUT"],
  ])("%s has its name, a code and one base", (error, name, code) => {
    expect(error).toBeInstanceOf(FreeboxError);
    expect(error).toMatchObject({ name, code });
    expect(isFreeboxError(error)).toBe(true);
    expect(error.message.startsWith(`${error.operation}: `)).toBe(true);
  });

  test("say what was tried, what came back, the missing right and what to do", () => {
    expect(api.message).toBe(
      'POST /fw/redir/: the box answered insufficient_rights, the application lacks the right "settings" (Non). The owner ticks it in Freebox OS, Paramètres, Gestion des accès, Applications',
    );
    const unheardOf = { code: "unheard_of", vendorMessage: "", status: 200 };
    expect(new FreeboxApiError("GET /system/", unheardOf).message).toBe("GET /system/: the box answered unheard_of");
  });

  test("have no empty keys: nothing is there that was not said", () => {
    expect(Object.keys(transport).toSorted()).toEqual(["code", "name", "operation", "reason", "sent"]);
  });

  test("of another copy of this package are recognised by name; others are not", () => {
    expect(isFreeboxError(Object.assign(new Error("x"), { name: "FreeboxApiError" }))).toBe(true);
    expect([new Error("x"), { name: "FreeboxApiError" }, null, undefined, "x"].map(isFreeboxError)).toEqual(
      Array.from({ length: 5 }, () => false),
    );
  });
});

describe("credentials from the environment", () => {
  test("a token alone is enough, and printing the credentials does not print it", async () => {
    const credentials = freeboxFromEnv({ FREEBOX_TOKEN: " hunter2\n" });
    const { appId, appToken } = credentials;
    expect(appId).toBe("fr.porchlight");
    expect(Object.keys(credentials)).toEqual(["appId", "appToken"]);
    expect(typeof appToken === "function" && (await appToken())).toBe("hunter2");
    expect(inspect(credentials, { depth: 9 }) + JSON.stringify(credentials)).not.toContain("hunter2");
  });

  test("the application and the endpoint are taken when they are there", () => {
    const env = { FREEBOX_TOKEN: "t", FREEBOX_APP_ID: "fr.other", FREEBOX_ENDPOINT: "http://192.168.1.254" };
    expect(freeboxFromEnv(env)).toMatchObject({ endpoint: "http://192.168.1.254", appId: "fr.other" });
    expect(freeboxFromEnv({ ...env, FREEBOX_APP_ID: " ", FREEBOX_ENDPOINT: "" })).toEqual({
      appId: "fr.porchlight",
      appToken: expect.any(Function),
    });
  });

  test.each([{}, { FREEBOX_TOKEN: "" }, { FREEBOX_TOKEN: " " }])("%j lacks the token, by name", (env) => {
    expect(() => freeboxFromEnv(env)).toThrow(
      expect.objectContaining({
        name: "FreeboxInputError",
        code: "CREDENTIALS",
        message: expect.stringContaining("FREEBOX_TOKEN"),
      }),
    );
  });
});

describe("the endpoint", () => {
  const credentials = { appId: "a", appToken: "t" };

  test.each(["https://mafreebox.freebox.fr", "https://abcd1234.fbxos.fr:1234/", "http://192.168.1.254"])(
    "%s is one",
    (endpoint) => {
      expect(() => createFreebox({ endpoint, credentials })).not.toThrow();
    },
  );

  test("is the option's, else the credentials', else the box's name behind it", async () => {
    const asked: string[] = [];
    const transport: HttpFunction = ({ url }) => {
      asked.push(url);
      return Promise.resolve({ status: 200, headers: {}, body: '{"api_version":"16.0","api_base_url":"/api/"}' });
    };
    const owned = { ...credentials, endpoint: "http://10.0.0.1" };
    await createFreebox({ credentials: owned, endpoint: "http://10.0.0.2", transport }).apiVersion();
    await createFreebox({ credentials: owned, transport }).apiVersion();
    await createFreebox({ credentials, transport }).apiVersion();
    expect(asked.map((url) => new URL(url).origin)).toEqual([
      "http://10.0.0.2",
      "http://10.0.0.1",
      "https://mafreebox.freebox.fr",
    ]);
  });

  test.each([
    "",
    "mafreebox.freebox.fr",
    "ftp://box",
    "https://user:hunter2@box",
    "https://box/api",
    "https://box/?x",
    "https://box/#x",
  ])("%s is none, and is not quoted", (endpoint) => {
    expect(() => createFreebox({ endpoint, credentials })).toThrow(
      expect.objectContaining({ name: "FreeboxInputError", message: expect.not.stringContaining("hunter2") }),
    );
  });
});
