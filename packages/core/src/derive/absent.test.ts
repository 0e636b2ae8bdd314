import { describe, expect, it } from "vitest";
import { failure, home, known, lease, look, type ObservedChange, octopi, rule, unknown } from "../../test/sample.ts";
import { derive } from "../derive.ts";
import type { Desired, DesiredForward, DesiredHost } from "../desired.ts";

const scenario = home();
const [host] = scenario.hosts;
const [forward] = scenario.forwards;
if (host === undefined || forward === undefined) throw new Error("the sample has a host and a forward");
const empty = home({ hosts: {}, forwards: {}, names: {}, tunnels: {} });

const absentOf = (
  dropped: { readonly hosts?: readonly DesiredHost[]; readonly forwards?: readonly DesiredForward[] },
  change: ObservedChange = {},
  desired: Desired = empty,
): readonly string[] => {
  const { absent, unmet } = derive({ ...desired, dropped: { hosts: [], forwards: [], ...dropped } }, look(change));
  return [
    ...absent.leases.map(({ item, name }) => `${name}: ${item.mac.slice(-2)} ${item.address} ${item.comment}`),
    ...absent.forwards.map(
      ({ item, name }) =>
        `${name}: ${item.protocol} ${item.wanPorts.join("-")} to ${item.lanAddress}:${item.lanPort} ${item.comment}`,
    ),
    ...unmet.map(({ path, message }) => `${path.join(".")} ${message.code}`),
  ];
};

const leaseGone = "octopi: 56 192.168.1.30 porchlight:taprest/octopi";
const ruleGone = "ssh: tcp 7654-7654 to 192.168.1.30:22 porchlight:taprest/ssh";
const nobody: ObservedChange["router"] = { hosts: known([]) };

describe("what an earlier file made and this one dropped", () => {
  it("is nothing when nothing was dropped", () => {
    expect(derive(empty, look()).absent).toEqual({ leases: [], forwards: [] });
  });

  it("is what was made then", () => {
    const dropped = { hosts: [host], forwards: [{ ...forward, from: "203.0.113.9", enabled: false }] };
    const { ref: _rule, ...item } = rule({ from: "203.0.113.9", enabled: false });
    const { ref: _lease, ...leased } = lease();
    expect(derive({ ...empty, dropped }, look()).absent).toEqual({
      leases: [{ item: leased, path: ["hosts", "octopi"], name: "octopi" }],
      forwards: [{ item, path: ["forwards", "ssh"], name: "ssh", host: "octopi" }],
    });
  });

  const cardless = { ...host, macs: [] };
  const other = "b8:27:eb:12:34:57";
  it.each<[string, Parameters<typeof absentOf>[0], ObservedChange, readonly string[], Desired?]>([
    ["a host", { hosts: [host] }, {}, [leaseGone]],
    [
      "a host that has moved since",
      { hosts: [host] },
      { router: { hosts: known([{ ...octopi, addresses: ["192.168.1.77"] }]) } },
      ["octopi: 56 192.168.1.77 porchlight:taprest/octopi"],
    ],
    ["a host nobody sees any more", { hosts: [host] }, { router: nobody }, [leaseGone]],
    [
      "a host whose lease is nobody's mark",
      { hosts: [host] },
      { router: { leases: known([lease({ comment: "mine" })]) } },
      [],
    ],
    [
      "a host whose lease is of another home",
      { hosts: [host] },
      { router: { leases: known([lease({ comment: "porchlight:other/octopi" })]) } },
      [],
    ],
    [
      "a host that had another key when its lease was made",
      { hosts: [{ ...host, name: "pi" }] },
      {},
      ["pi: 56 192.168.1.30 porchlight:taprest/pi"],
    ],
    [
      "a host without card, by its mark",
      { hosts: [cardless] },
      { router: { leases: known([lease(), lease({ mac: other, comment: "porchlight:taprest/nas" })]) } },
      [leaseGone],
    ],
    [
      "one of two cards",
      { hosts: [{ ...host, macs: [other, "00:00:00:00:00:01"] }] },
      { router: { leases: known([lease(), lease({ mac: other, address: "192.168.1.31" })]) } },
      ["octopi: 57 192.168.1.31 porchlight:taprest/octopi"],
    ],
    [
      "a host that is there under another key",
      { hosts: [host] },
      {},
      [],
      home({ hosts: { pi: { mac: octopi.mac } }, forwards: {}, tunnels: {}, names: {} }),
    ],
    ["a host, leases unread", { hosts: [host] }, { router: { leases: unknown } }, ["hosts.octopi not-readable"]],
    ["a forward and its host", { hosts: [host], forwards: [forward] }, {}, [leaseGone, ruleGone]],
    [
      "a forward to a host that stays",
      { forwards: [forward] },
      {},
      [ruleGone],
      home({ forwards: {}, tunnels: {}, names: {} }),
    ],
    [
      "every rule of a forward",
      {
        hosts: [cardless],
        forwards: [
          {
            ...forward,
            protocols: ["tcp", "udp"],
            wanPorts: [
              [1, 1],
              [5, 9],
            ],
          },
        ],
      },
      { router: { leases: known([]) } },
      [
        "ssh: tcp 1-1 to 192.168.1.30:22 porchlight:taprest/ssh",
        "ssh: tcp 5-9 to 192.168.1.30:22 porchlight:taprest/ssh",
        "ssh: udp 1-1 to 192.168.1.30:22 porchlight:taprest/ssh",
        "ssh: udp 5-9 to 192.168.1.30:22 porchlight:taprest/ssh",
      ],
    ],
    [
      "a forward whose host nobody knows, by what still stands",
      { forwards: [forward] },
      { router: { ...nobody, forwards: known([rule({ lanAddress: "192.168.1.99" })]) } },
      ["ssh: tcp 7654-7654 to 192.168.1.99:22 porchlight:taprest/ssh"],
    ],
    [
      "a forward whose host nobody knows, and another's rule",
      { forwards: [forward] },
      { router: { forwards: known([rule({ comment: "mine" })]) } },
      [],
    ],
    [
      "a forward whose host nobody knows, and another port behind",
      { forwards: [forward] },
      { router: { forwards: known([rule({ lanPort: 80 })]) } },
      [],
    ],
    [
      "a forward whose host nobody knows, and no rule",
      { forwards: [forward] },
      { router: { forwards: known([rule({ wanPorts: [1, 1] })]) } },
      [],
    ],
    [
      "a port that is wanted after all",
      {
        forwards: [
          {
            ...forward,
            wanPorts: [
              [7654, 7654],
              [1, 1],
            ],
          },
        ],
      },
      {},
      ["ssh: tcp 1-1 to 192.168.1.30:22 porchlight:taprest/ssh"],
      home({ names: {} }),
    ],
    [
      "a forward, rules unread",
      { hosts: [host], forwards: [forward] },
      { router: { forwards: unknown } },
      [leaseGone, "forwards.ssh not-readable"],
    ],
    [
      "a forward to the machine that had the key and to the one that has it",
      { hosts: [{ ...host, macs: [other] }], forwards: [forward] },
      { router: { hosts: known([octopi, { ...octopi, mac: other, addresses: ["192.168.1.31"] }]) } },
      [
        "ssh: tcp 7654-7654 to 192.168.1.31:22 porchlight:taprest/ssh",
        "ssh: tcp 7654-7654 to 192.168.1.30:22 porchlight:taprest/ssh",
      ],
      home({ forwards: {}, tunnels: {}, names: {} }),
    ],
  ])("%s", (_title, dropped, change, expected, desired) => {
    expect(absentOf(dropped, change, desired)).toEqual(expected);
  });

  it("says what could not be read", () => {
    const dropped = { hosts: [], forwards: [forward] };
    const [said] = derive({ ...empty, dropped }, look({ router: { forwards: unknown } })).unmet;
    expect(said?.failure).toEqual(failure);
    expect(said?.message.params["facet"]).toBe("forwards");
  });
});
