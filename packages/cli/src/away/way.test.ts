import { type HomeInput, parseHome } from "@porchlight/core";
import { describe, expect, it } from "vitest";
import { sourceOf } from "../with-session.ts";
import { wayOf, waysOf, wayText } from "./way.ts";

const input: HomeInput = {
  version: 1,
  home: "taprest",
  router: { kind: "freebox", name: "taprest.freeboxos.fr" },
  zones: { "taprest.fr": { kind: "ovh" } },
  hosts: { octopi: { mac: "b8:27:eb:12:34:56", user: "pi" }, nas: { mac: "b8:27:eb:12:34:57" } },
  forwards: {
    ssh: { wan: [7654, 443], to: "octopi:22" },
    nas: { wan: 7655, to: "nas:22" },
    vpn: { wan: 51_820, to: "nas:51820", protocol: "udp" },
    off: { wan: 7656, to: "nas:22", enabled: false },
  },
  names: { "www.taprest.fr": { a: "213.186.33.5" }, "home.taprest.fr": "router" },
  tunnels: {
    octoprint: { through: "ssh", local: 8080, to: "localhost:80", expect: "octoprint" },
    files: { through: "nas", local: 8081, to: "localhost:5000" },
    webcam: { through: "ssh", local: 8082, to: "localhost:8080" },
  },
};
const source = (change: Partial<HomeInput> = {}): ReturnType<typeof sourceOf> =>
  sourceOf(parseHome({ ...input, ...change }));

describe("ways", () => {
  it("take tunnels of one forward together, and those of another apart", () => {
    const ways = waysOf(source(), []);
    expect(ways.map((way) => [wayText(way), way.tunnels.map(({ name }) => name)])).toEqual([
      ["pi@home.taprest.fr:7654", ["octoprint", "webcam"]],
      ["home.taprest.fr:7655", ["files"]],
    ]);
    expect(waysOf(source(), ["webcam"]).map(({ tunnels }) => tunnels.length)).toEqual([1]);
  });

  it("lead by the static name where no name of the file leads home", () => {
    expect(waysOf(source({ names: {} }), [])[0]?.name).toBe("taprest.freeboxos.fr");
  });

  it("lead by a name that leads to the static name, or by an address where there is nothing else", () => {
    const { names = {} } = input;
    const cname = {
      "w.taprest.fr": names["www.taprest.fr"] ?? "router",
      "h.taprest.fr": { cname: "taprest.freeboxos.fr." },
    };
    expect(waysOf(source({ names: cname }), [])[0]?.name).toBe("h.taprest.fr");
    const automatic = { kind: "freebox", name: "automatic" } as const;
    const address = { "www.taprest.fr": names["www.taprest.fr"] ?? "router" };
    expect(waysOf(source({ names: address, router: automatic }), [])[0]?.name).toBe("www.taprest.fr");
  });

  it.each<[string, Partial<HomeInput>, readonly string[], string]>([
    ["an unknown name", {}, ["octo"], "octo: no such tunnel\n    -> known here: octoprint, files, webcam"],
    ["no tunnel at all", { tunnels: {} }, [], "the home file declares no tunnel"],
    [
      "two that ask for one port",
      {
        tunnels: {
          one: { through: "ssh", local: 8080, to: "localhost:80" },
          two: { through: "nas", local: 8080, to: "localhost:80" },
        },
      },
      [],
      "one and two both ask for 127.0.0.1:8080",
    ],
    [
      "a name that is nowhere",
      { names: {}, router: { kind: "freebox", name: "automatic" } },
      [],
      "no name of the home file leads to the router",
    ],
  ])("are refused for %s", (_what, change, names, says) => {
    expect(() => waysOf(source(change), names)).toThrow(says);
  });

  it.each([
    ["off", "forwards.off: off lets nobody in"],
    ["vpn", "forwards.vpn: vpn carries no TCP"],
    ["smtp", "smtp: no such forward\n    -> known here: ssh, nas, vpn, off"],
  ])("do not go through %s", (forward, says) => {
    expect(() => wayOf(source(), forward, [])).toThrow(says);
  });
});
