import { expect, it } from "vitest";
import { connectionOf, connectionText } from "./connection.ts";

it("reads where the connection came from and what it came to", () => {
  const env = { SSH_CONNECTION: "192.0.2.7 50001 192.168.1.30 22" };
  const connection = { clientAddress: "192.0.2.7", serverAddress: "192.168.1.30", serverPort: 22 };
  expect(connectionOf(env)).toEqual({ connection });
  expect(connectionText(env)).toBe("192.0.2.7 50001 192.168.1.30 22");
  expect(connectionOf({ SSH_CONNECTION: "2001:db8::7 50001 2001:db8::1 7654" })).toEqual({
    connection: { clientAddress: "2001:db8::7", serverAddress: "2001:db8::1", serverPort: 7654 },
  });
});

it.each([
  undefined,
  "",
  " ",
  "192.0.2.7",
  "192.0.2.7 50001 192.168.1.30",
  "192.0.2.7 50001 192.168.1.30 0",
  "192.0.2.7 50001 192.168.1.30 ssh",
  "here 1 there 22",
  "192.0.2.7 50001 192.168.1.30 22 more",
])("takes %j for no connection", (text) => {
  expect(connectionOf({ SSH_CONNECTION: text })).toEqual({});
});

it("has no text where there is no connection", () => {
  expect(connectionText({})).toBeUndefined();
  expect(connectionText({ SSH_CONNECTION: "  " })).toBeUndefined();
});
