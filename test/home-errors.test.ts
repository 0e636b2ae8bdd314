import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { porchlight, type Stage, stage } from "./support.ts";

const right = `version: 1
home: taprest
router: { kind: freebox, name: taprest.freeboxos.fr }
zones:
  taprest.fr: { kind: ovh }
hosts:
  octopi: { mac: "b8:27:eb:12:34:56", user: pi }
forwards:
  ssh: { wan: 7654, to: "octopi:22" }
names:
  home.taprest.fr: router
`;

interface Case {
  readonly what: string;
  readonly from: string;
  readonly to: string;
  /** Line and column, from 1. */
  readonly place: string;
  readonly says: string;
  readonly remedy: string;
  readonly code: number;
}

const cases: readonly Case[] = [
  {
    what: "a wrong port",
    from: "wan: 7654",
    to: "wan: 76540",
    place: "9:10",
    says: "port must be 1-65535",
    remedy: "",
    code: 1,
  },
  {
    what: "a wrong target port",
    from: "octopi:22",
    to: "octopi:0",
    place: "9:21",
    says: "port must be 1-65535",
    remedy: "",
    code: 1,
  },
  {
    what: "an unknown key",
    from: "wan: 7654",
    to: "wann: 7654",
    place: "9:10",
    says: "wann is not known here",
    remedy: "did you mean wan?",
    code: 1,
  },
  {
    what: "a secret in the file",
    from: "kind: ovh",
    to: "kind: ovh, token: abc",
    place: "5:28",
    says: "looks like a secret",
    remedy: "set it in the environment instead",
    code: 1,
  },
  {
    what: "a host nobody declared",
    from: "octopi:22",
    to: "octopie:22",
    place: "9:21",
    says: "octopie is not one of the hosts",
    remedy: "did you mean octopi?",
    code: 1,
  },
  {
    what: "a name outside every zone",
    from: "home.taprest.fr",
    to: "home.taprest.com",
    place: "11:3",
    says: "is in none of the zones (taprest.fr)",
    remedy: "add the zone it belongs to",
    code: 1,
  },
  {
    what: "text that is not YAML",
    from: "{ kind: ovh }",
    to: "{ kind: ovh",
    place: "",
    says: "not valid YAML",
    remedy: "",
    code: 1,
  },
  {
    what: "a CNAME at the apex",
    from: "home.taprest.fr",
    to: "taprest.fr",
    place: "11:3",
    says: "no CNAME",
    remedy: "use a name below it",
    code: 3,
  },
  {
    what: "a host that is not on the LAN",
    from: "12:34:56",
    to: "12:34:57",
    place: "7:13",
    says: "is not on the LAN",
    remedy: "switch it on and connect it",
    code: 3,
  },
];

const expectRefused = async (on: Stage, { place, says, remedy, code }: Case): Promise<void> => {
  const before = JSON.stringify(on.home.state());
  const ran = await porchlight(on, "apply", "--yes");
  const told = ran.stdout + ran.stderr;
  expect(told).toContain(`${on.file}:${place}`);
  expect(told).toContain(says);
  expect(told).toContain(remedy);
  expect(ran.code).toBe(code);
  expect(JSON.stringify(on.home.state())).toBe(before);
};

describe("what is wrong is named with its place and its remedy, and nothing is written", () => {
  let on: Stage;
  beforeAll(async () => {
    on = await stage();
  });
  afterAll(() => on.close());

  it.each(cases)("$what", async (wrong) => {
    await writeFile(on.file, right.replace(wrong.from, wrong.to));
    await expectRefused(on, wrong);
  });

  it("a file that is not there", async () => {
    const ran = await porchlight({ ...on, file: `${on.folder}/none.yaml` }, "validate");
    expect(ran).toMatchObject({ code: 1 });
    expect(ran.stderr).toContain("there is no such file");
  });

  it("and the right file is valid", async () => {
    await writeFile(on.file, right);
    expect(await porchlight(on, "validate")).toMatchObject({
      code: 0,
      stdout: "Valid: home taprest, 1 host, 1 forward, 1 name, 0 tunnels.\n",
    });
  });
});

it("a port outside the line's range", async () => {
  const on = await stage({ portRange: [16_384, 32_767] });
  try {
    await writeFile(on.file, right);
    await expectRefused(on, {
      what: "",
      from: "",
      to: "",
      place: "9:10",
      says: "outside the ports this line may use, 16384-32767",
      remedy: "(24038 is free)",
      code: 3,
    });
  } finally {
    await on.close();
  }
});

it("a port another machine holds", async () => {
  const held = {
    enabled: true,
    ip_proto: "tcp",
    wan_port_start: 7654,
    wan_port_end: 7654,
    lan_ip: "192.168.1.50",
    lan_port: 22,
    src_ip: "0.0.0.0",
    comment: "backup",
  } as const;
  const on = await stage({ redirections: [held] });
  try {
    await writeFile(on.file, right);
    await expectRefused(on, {
      what: "",
      from: "",
      to: "",
      place: "9:10",
      says: 'already leads to 192.168.1.50 ("backup")',
      remedy: "choose another port",
      code: 3,
    });
  } finally {
    await on.close();
  }
});
