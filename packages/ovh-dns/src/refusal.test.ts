import { describe, expect, it } from "vitest";
import { clientOf, credentials, json, scripted } from "../test/toy-api.ts";
import { failureKind } from "./failure-kind.ts";
import { isOvhError } from "./errors.ts";

/** The error of a refresh that is answered so, and its kind. */
const refused = async (status: number, body: object): Promise<{ error: unknown; kind: string }> => {
  const error: unknown = await clientOf(scripted(json(status, body)).transport)
    .zone("taprest.fr")
    .refresh()
    .catch((thrown: unknown) => thrown);
  return { error, kind: isOvhError(error) ? failureKind(error) : "no error of ours" };
};
const forbidden = (message: string, details?: unknown): object => ({ class: "Client::Forbidden", message, details });
const notGranted = "User not granted for this request";

describe("an unknown application key", () => {
  it.each([
    { errorCode: "INVALID_KEY", message: "This application key is invalid" },
    forbidden("This application key is invalid"),
  ])("is INVALID_KEY in either form", async (body) => {
    const { error, kind } = await refused(403, body);
    expect([error, kind]).toMatchObject([{ code: "INVALID_KEY", status: 403 }, "auth"]);
    expect(String(error)).toMatch(/Is the endpoint the one it was made at\?/);
  });

  it("is not read into another refusal of that class", async () => {
    const { error, kind } = await refused(403, forbidden("This application key is invalid on Sundays"));
    expect([error, kind]).toMatchObject([{ code: "FORBIDDEN", vendorCode: "Client::Forbidden" }, "forbidden"]);
    expect(error).not.toHaveProperty("right");
  });
});

describe("actions that are not granted", () => {
  it.each([
    [{ unauthorizedActionsByIAM: "dnsZone:apiovh:refresh" }, "dnsZone:apiovh:refresh"],
    [{ unauthorizedActionsByAuthentication: "a", unauthorizedActionsByIAM: "" }, "a"],
    [{ unauthorizedActionsByAuthentication: "a", unauthorizedActionsByIAM: "b" }, "a, b"],
    [{ unauthorizedActionsByAuthentication: "a", unauthorizedActionsByIAM: "a" }, "a"],
    [{ unauthorizedActionsByAuthentication: 7, unauthorizedActionsByIAM: "b" }, "b"],
    [{ unauthorizedActionsByIAM: credentials.consumerKey }, "[secret]"],
  ])("are the right that lacks: %j", async (details, right) => {
    const { error, kind } = await refused(403, forbidden(notGranted, details));
    expect([error, kind]).toMatchObject([{ code: "FORBIDDEN", right }, "forbidden"]);
    expect(String(error)).toContain(`Allow "${right}"`);
  });

  it.each([undefined, null, "x", [], {}, { unauthorizedActionsByIAM: " " }])("may be untold: %j", async (details) => {
    const { error } = await refused(403, forbidden(notGranted, details));
    expect(error).toMatchObject({ code: "FORBIDDEN" });
    expect(error).not.toHaveProperty("right");
  });
});

it.each([402, 405, 412, 418, 422, 451, 499])("%i without a code or class is a bad request", async (status) => {
  const { error, kind } = await refused(status, { message: "Invalid" });
  expect([error, kind]).toMatchObject([{ code: "BAD_REQUEST", status }, "invalid"]);
});
