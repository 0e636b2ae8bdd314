import { describe, expect, test } from "vitest";
import { createFaultScript, type Fault } from "./faults.ts";

const met = (fault: Fault, requests: readonly (readonly [string, string])[]): readonly boolean[] => {
  const script = createFaultScript();
  script.add(fault);
  return requests.map(([method, path]) => script.take(fault.door, method, path) === fault);
};

describe("a fault", () => {
  test("strikes once, unless told otherwise", () => {
    const get = ["GET", "/a"] as const;
    expect(met({ door: "ovh", kind: "stall" }, [get, get])).toEqual([true, false]);
    expect(met({ door: "ovh", kind: "stall", skip: 1, times: 2 }, [get, get, get, get])).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test.each([
    ["/fw/redir/", "/api/v16/fw/redir", true],
    ["/fw/redir", "/api/v16/fw/redir/", true],
    ["/fw/redir", "/api/v16/fw/redir/1", false],
    [/\/refresh$/g, "/1.0/domain/zone/taprest.fr/refresh", true],
    [/^\/refresh$/, "/1.0/domain/zone/taprest.fr/refresh", false],
  ])("for %s and %s: %s", (path, asked, expected) => {
    expect(met({ door: "ovh", path, kind: "stall" }, [["GET", asked]])).toEqual([expected]);
  });

  test("is for its door and its method", () => {
    expect(
      met({ door: "ovh", method: "post", kind: "stall" }, [
        ["GET", "/"],
        ["POST", "/"],
      ]),
    ).toEqual([false, true]);
    const script = createFaultScript();
    script.add({ door: "ovh", kind: "stall" });
    expect(script.take("freebox", "GET", "/")).toBeUndefined();
  });

  test("a pattern that remembers strikes all the same", () => {
    const again = ["POST", "/refresh"] as const;
    expect(met({ door: "ovh", path: /refresh/g, times: 2, kind: "stall" }, [again, again])).toEqual([true, true]);
  });

  test("several strike in their order", () => {
    const script = createFaultScript();
    script.add([
      { door: "dns", kind: "stall" },
      { door: "dns", kind: "garbage" },
    ]);
    expect([1, 2, 3].map(() => script.take("dns", "A", "x")?.kind)).toEqual(["stall", "garbage", undefined]);
  });
});
