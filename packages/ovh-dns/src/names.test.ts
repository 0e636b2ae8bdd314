import { describe, expect, it } from "vitest";
import { apiPath } from "./api-path.ts";
import { asciiName, fullName, subDomainOf, zoneName } from "./names.ts";

const zone = "taprest.fr";

describe("names", () => {
  it.each([
    ["home", "home"],
    ["Home.Taprest.fr", "home"],
    ["home.taprest.fr.", "home"],
    ["_acme-challenge.home", "_acme-challenge.home"],
    ["*", "*"],
    ["1.2", "1.2"],
    ["１", "1"],
    ["été", "xn--t-9fab"],
    ["", ""],
    ["@", ""],
    ["taprest.fr", ""],
    ["taprest.fr.", ""],
    ["nottaprest.fr", "nottaprest.fr"],
  ])("%j is %j below the zone", (name, subDomain) => {
    expect(subDomainOf(name, zone)).toBe(subDomain);
  });

  it("refuses a name of another zone", () => {
    expect(() => subDomainOf("home.example.com.", zone)).toThrow(/"home.example.com." is not in the zone taprest.fr/);
    expect(() => subDomainOf("nottaprest.fr.", zone)).toThrow(/not in the zone/);
  });

  it("takes a zone name in any spelling, and none that is empty", () => {
    expect(zoneName(" TapRest.fr. ")).toBe(zone);
    expect(zoneName("bücher.example")).toBe("xn--bcher-kva.example");
    for (const bad of ["", ".", "a..b"]) expect(() => zoneName(bad)).toThrow(/is not a zone name/);
  });

  it("leaves what cannot be converted as it is", () => {
    expect(asciiName("a\u{ff0f}b")).toBe("a\u{ff0f}b");
  });

  it("gives full names", () => {
    expect(fullName("", zone)).toBe(zone);
    expect(fullName("Home", zone)).toBe("home.taprest.fr");
  });
});

describe("apiPath", () => {
  it("encodes each segment, so that none becomes another path", () => {
    expect(apiPath("domain", "zone", "a/b?c#d é", "record", 7)).toBe("/domain/zone/a%2Fb%3Fc%23d%20%C3%A9/record/7");
  });
  it.each(["", ".", ".."])("refuses %j", (segment) => {
    expect(() => apiPath("domain", "zone", segment)).toThrow(/cannot be a part of an API path/);
  });
});
