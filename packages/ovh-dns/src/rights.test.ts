import { describe, expect, it } from "vitest";
import { missingRights, tokenCreationUrl, zoneRights } from "./rights.ts";

describe("rights", () => {
  it("the least for one zone name it everywhere, and have no right twice", () => {
    const rights = zoneRights("Taprest.fr.", ["GET /domain/zone/{zoneName}/export", "GET /domain/zone/{zoneName}"]);
    expect(rights.every(({ path }) => path.startsWith("/domain/zone/taprest.fr"))).toBe(true);
    expect(rights.length).toBe(9);
    expect(rights).toContainEqual({ method: "DELETE", path: "/domain/zone/taprest.fr/record/*" });
    expect(rights).toContainEqual({ method: "GET", path: "/domain/zone/taprest.fr/export" });
  });

  it.each([
    ["GET", "/*", "GET", "/domain/zone", true],
    ["GET", "/domain/zone/*", "GET", "/domain/zone", false],
    ["GET", "/domain/zone/a.fr/record/*", "GET", "/domain/zone/a.fr/record/*", true],
    ["GET", "/domain/zone/a.fr/record/5", "GET", "/domain/zone/a.fr/record/*", false],
    ["PUT", "/*", "GET", "/domain/zone", false],
    ["GET", "/domain/zone/a.fr", "GET", "/domain/zone/axfr", false],
  ])("%s %s granted, %s %s wanted: %s", (method, path, wantedMethod, wantedPath, isCovered) => {
    const wanted = { method: wantedMethod, path: wantedPath };
    expect(missingRights([{ method, path }], [wanted])).toEqual(isCovered ? [] : [wanted]);
  });

  it("fill in the page that makes all three keys", () => {
    const rights = [
      { method: "GET", path: "/domain/zone/taprest.fr/record/*" },
      { method: "POST", path: "/domain/zone/taprest.fr/refresh" },
    ];
    expect(tokenCreationUrl(rights)).toBe(
      "https://eu.api.ovh.com/createToken/?GET=/domain/zone/taprest.fr/record/*&POST=/domain/zone/taprest.fr/refresh",
    );
    expect(tokenCreationUrl([], "ovh-ca")).toBe("https://ca.api.ovh.com/createToken/?");
    expect(() => tokenCreationUrl([], "nowhere")).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
  });
});
