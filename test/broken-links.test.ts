import { Resolver } from "node:dns/promises";
import type { HomeOptions } from "@porchlight/simulator";
import { afterEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { porchlight, type Stage, stage } from "./support.ts";

let on: Stage;
const standing = async (options: HomeOptions = {}): Promise<Stage> => {
  on = await stage(options);
  return on;
};
afterEach(() => on.close());

/** The home file with the network as it is now, from inside the LAN or from outside. */
const go = async (there: Stage, place: "inside" | "outside"): Promise<void> => {
  const network = there.home.netFrom(place);
  await there.rewrite(() => stringify({ ...there.home.homeFile, network: { ...network, map: { ...network.map } } }));
};
const goInside = (there: Stage): Promise<void> => go(there, "inside");
const goOffline = (there: Stage): Promise<void> =>
  there.rewrite(() => stringify({ ...there.home.homeFile, network: { ...there.home.net, map: {} } }));

const redirectionOf = ({ home }: Stage): { lan_ip: string; enabled: boolean } => {
  const [redirection] = home.world.redirections;
  if (redirection === undefined) throw new Error("no redirection to break");
  return redirection;
};
const loseRecord = ({ home }: Stage, where: "served" | "stored"): void => {
  for (const zone of home.world.zones.values())
    zone[where] = zone[where].filter((record) => record.fieldType !== "CNAME" || record.subDomain !== "home");
};

/** A visitor before the record is there: the resolver will remember that there was nothing. */
const askTooEarly = async ({ home }: Stage): Promise<void> => {
  const resolver = new Resolver();
  resolver.setServers([home.net.map[`${home.net.resolvers[0]}:53`] ?? ""]);
  await expect(resolver.resolve4("home.taprest.fr")).rejects.toMatchObject({ code: "ENOTFOUND" });
};

interface Fault {
  readonly fault: string;
  readonly options?: HomeOptions;
  /** Before anything is set up. */
  readonly before?: (on: Stage) => Promise<unknown>;
  readonly breakIt: (on: Stage) => unknown;
  /** What `check` must then say first, and what to do. */
  readonly says: RegExp;
  readonly remedy: RegExp;
  readonly code: number;
}

const faults: readonly Fault[] = [
  {
    fault: "the SSH server is stopped",
    breakIt: ({ home }) => home.pi.stop(),
    says: /: broken at TCP port: port 7654 is closed: the connection is refused/,
    remedy: /its SSH server runs/,
    code: 5,
  },
  {
    fault: "the SSH server listens at another port",
    breakIt: async (there) => {
      await there.home.moveSsh(2222);
      await goInside(there);
    },
    says: /: broken at TCP port: octopi refuses port 22 on its own LAN: nothing listens there/,
    remedy: /correct the port the redirection leads to/,
    code: 5,
  },
  {
    fault: "the redirection leads to another machine",
    breakIt: async (there) => {
      redirectionOf(there).lan_ip = "192.168.1.50";
      await there.home.settle();
    },
    says: /: broken at redirection: WAN port 7654 is redirected to 192\.168\.1\.50:22, and octopi is at 192\.168\.1\.42:22/,
    remedy: /porchlight apply/,
    code: 5,
  },
  {
    fault: "the redirection is switched off",
    breakIt: async (there) => {
      redirectionOf(there).enabled = false;
      await there.home.settle();
    },
    says: /: broken at redirection: the redirection of WAN port 7654 is switched off/,
    remedy: /porchlight apply/,
    code: 5,
  },
  {
    fault: "the static name is at an old address",
    breakIt: ({ home }) => {
      home.world.line.ipv4 = "82.64.99.99";
    },
    says: /: broken at static name: taprest\.freeboxos\.fr leads to 82\.64\.81\.205, and the router's WAN address is 82\.64\.99\.99/,
    remedy: /wait some minutes/,
    code: 5,
  },
  {
    fault: "the CNAME is missing",
    breakIt: (there) => {
      loseRecord(there, "stored");
      loseRecord(there, "served");
    },
    says: /: broken at stored record: the zone holds no CNAME at home\.taprest\.fr/,
    remedy: /porchlight apply/,
    code: 5,
  },
  {
    fault: "the CNAME is stored, and the zone was not refreshed",
    breakIt: (there) => loseRecord(there, "served"),
    says: /: broken at DNS record: home\.taprest\.fr CNAME is not served by dns103\.ovh\.net, ns103\.ovh\.net/,
    remedy: /publishes the zone/,
    code: 5,
  },
  {
    fault: "the resolver keeps that there was nothing",
    options: { resolverCaches: true },
    before: askTooEarly,
    breakIt: () => undefined,
    says: /: broken at resolvers: resolver \S+ still says that there is nothing \(NXDOMAIN\)/,
    remedy: /wait \d+ s/,
    code: 5,
  },
  {
    fault: "a firewall on the Pi drops what comes",
    breakIt: async (there) => {
      await there.home.firewall(true);
      await goInside(there);
    },
    says: /: broken at TCP port: octopi does not answer at port 22 on its own LAN: a firewall on it/,
    remedy: /ufw allow 22/,
    code: 5,
  },
  {
    fault: "the router leads nobody back in from inside",
    options: { hairpin: false },
    breakIt: goInside,
    says: /: no link is broken, and TCP port could not be judged: .* from inside the home network: .*; octopi itself answers/,
    remedy: /another network/,
    code: 4,
  },
  {
    fault: "another machine answers",
    breakIt: async ({ home }) => {
      await home.pi.stop();
      await home.pi.start({ newHostKey: true });
    },
    says: /: broken at SSH host key: another machine answers: its key is SHA256:\S+, and SHA256:\S+ is pinned/,
    remedy: /do not log in/,
    code: 5,
  },
  {
    fault: "this machine has no route",
    breakIt: goOffline,
    says: /: broken at this machine: this machine has no way to the internet/,
    remedy: /connect it to a network/,
    code: 5,
  },
  {
    fault: "an IPv6 address is offered that nobody serves",
    options: { staticNameIpv6: true },
    breakIt: () => undefined,
    says: /: all \d+ asked links hold, seen from outside; IPv6 visitors reach the router, not octopi: /,
    remedy: /\{ a: router \}/,
    code: 0,
  },
];

describe("check names exactly the broken link", () => {
  it.each(faults)("when $fault", async ({ options, before, breakIt, says, remedy, code }) => {
    const there = await standing(options);
    await before?.(there);
    expect(await porchlight(there, "apply", "--yes")).toMatchObject({ code: 0 });
    await breakIt(there);
    const checked = await porchlight(there, "check", "--timeout", "2");
    const [head = "", next = ""] = checked.stdout.split("\n");
    expect(head).toMatch(/^home\.taprest\.fr: /);
    expect(head).toMatch(says);
    expect(next).toMatch(/^ {2}-> /);
    expect(next).toMatch(remedy);
    expect(checked.stdout.match(/^ {2}[✗?] (?!.*→)/gm) ?? [], "and no other link").toHaveLength(code === 0 ? 0 : 1);
    expect(checked.code).toBe(code);
  });

  it("and none when nothing is broken, from outside and from inside", async () => {
    await standing();
    await porchlight(on, "apply", "--yes");
    for (const from of ["outside", "inside"]) {
      if (from === "inside") await goInside(on);
      const checked = await porchlight(on, "check");
      expect(checked.stdout).not.toMatch(/[✗?] /);
      expect(checked.stdout).toMatch(new RegExp(`^home\\.taprest\\.fr: all 16 asked links hold, seen from ${from} `));
      expect(checked.code).toBe(0);
    }
  });

  it("and a firewall seen from outside alone is in doubt, not broken", async () => {
    await standing();
    await porchlight(on, "apply", "--yes");
    await on.home.firewall(true);
    await go(on, "outside");
    const { code, stdout } = await porchlight(on, "check", "--timeout", "2");
    expect(code).toBe(4);
    expect(stdout).toMatch(
      /^home\.taprest\.fr: no link is broken, and TCP port could not be judged: port 7654 did not answer/,
    );
    expect(stdout).toMatch(/\n {2}-> this network may block the port, or a firewall on octopi drops it/);
  });

  it("and a port is blocked on the way when another of the same home answers", async () => {
    await standing({ wanPorts: [7654, 7655] });
    const two = { ...on.home.homeFile, forwards: { ssh: { wan: [7654, 7655], to: "octopi:22" } }, tunnels: {} };
    await on.rewrite(() => stringify(two));
    await porchlight(on, "apply", "--yes");
    const map = { ...on.home.net.map, "82.64.81.205:7654": "drop" };
    await on.rewrite(() => stringify({ ...two, network: { ...on.home.net, map } }));
    const { code, stdout } = await porchlight(on, "check", "--timeout", "2");
    expect(code).toBe(4);
    expect(stdout).toMatch(
      /TCP port could not be judged: this network probably blocks 7654: port 7655 of the same home/,
    );
  });

  it("discloses nothing to another machine that answers", async () => {
    await standing();
    await porchlight(on, "apply", "--yes");
    await on.home.pi.stop();
    await on.home.pi.start({ newHostKey: true });
    const told = on.home.pi.log.length;
    await porchlight(on, "check");
    expect(on.home.pi.log.slice(told)).toEqual([]);
  });
});

describe("apply claims nothing it has not seen", () => {
  it("when the refresh is swallowed: pending, exit 4, and check names the record", async () => {
    await standing();
    on.home.fail({ door: "ovh", method: "POST", path: /\/refresh$/, kind: "swallowed" });
    const applied = await porchlight(on, "apply", "--yes", "--timeout", "0");
    expect(applied.code).toBe(4);
    expect(applied.stdout).toMatch(/^Pending/);
    const checked = await porchlight(on, "check");
    expect(checked.stdout).toMatch(/^home\.taprest\.fr: broken at DNS record/);
    const again = await porchlight(on, "apply", "--yes");
    expect(again.stdout).toContain("Converged: 1 step done");
  });
});
