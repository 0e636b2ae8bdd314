import { describe, expect, it } from "vitest";
import { home } from "../../test/sample.ts";
import type { Desired, DesiredForward, DesiredTunnel } from "../desired.ts";
import { refuseOffline } from "../safety.ts";
import { exposedServices } from "./exposed.ts";
import { servicesOn, services } from "./services.ts";

const forward = (change: Partial<DesiredForward>): DesiredForward => ({
  name: "web",
  path: ["forwards", "web"],
  allow: [],
  protocols: ["tcp"],
  wanPorts: [[443, 443]],
  host: "octopi",
  port: 443,
  enabled: true,
  ...change,
});
const tunnel = (change: Partial<DesiredTunnel> = {}): DesiredTunnel => ({
  name: "inside",
  path: ["tunnels", "inside"],
  allow: [],
  through: "ssh",
  localPort: 8080,
  to: { host: "localhost", port: 443 },
  ...change,
});
const found = (change: Partial<DesiredForward>, more: Partial<Desired> = {}): readonly string[] => {
  const desired = home({ tunnels: {} });
  return exposedServices({ ...desired, forwards: [...desired.forwards, forward(change)], ...more }).map(
    ({ kind, path, message: { code, params } }) =>
      `${kind} ${path.join(".")} ${code} ${String(params["service"])} ${String(params["protocol"])} ${String(params["port"])}`,
  );
};
const told = (service: string, port: number, protocol = "tcp"): readonly string[] => [
  `hazard forwards.web exposed-service ${service} ${protocol} ${port}`,
];

describe("services that belong inside", () => {
  it.each([
    ["OctoPrint", 5000],
    ["a webcam", 554],
    ["a webcam", 8080],
    ["a webcam", 8081],
    ["MQTT", 1883],
    ["Microsoft SQL Server", 1433],
    ["Oracle Database", 1521],
    ["MySQL", 3306],
    ["PostgreSQL", 5432],
    ["CouchDB", 5984],
    ["Redis", 6379],
    ["Elasticsearch", 9200],
    ["memcached", 11_211],
    ["MongoDB", 27_017],
    ["Windows file sharing (SMB)", 139],
    ["Windows file sharing (SMB)", 445],
    ["NFS", 2049],
    ["Remote Desktop", 3389],
    ["VNC", 5900],
    ["VNC", 5909],
    ["a printer", 515],
    ["a printer", 631],
    ["a printer", 9100],
    ["Telnet", 23],
    ["the Docker daemon", 2375],
    ["the Docker daemon", 2376],
  ])("%s on tcp %i", (service, port) => {
    expect(found({ port })).toEqual(told(service, port));
    expect(found({ port, serviceKind: "https" })).toEqual(told(service, port));
  });

  it.each([22, 24, 80, 443, 553, 555, 1194, 4999, 5001, 5899, 5910, 8082, 8883, 51_820])(
    "nothing on tcp %i",
    (port) => {
      expect(found({ port })).toEqual([]);
    },
  );

  it.each([
    ["a webcam", 554],
    ["memcached", 11_211],
    ["Windows file sharing (SMB)", 137],
    ["Windows file sharing (SMB)", 138],
    ["NFS", 2049],
    ["Remote Desktop", 3389],
    ["a printer", 631],
  ])("%s on udp %i", (service, port) => {
    expect(found({ port, protocols: ["udp"] })).toEqual(told(service, port, "udp"));
  });

  it.each([5000, 8080, 1883, 445, 5900, 23])("nothing on udp %i", (port) => {
    expect(found({ port, protocols: ["udp"] })).toEqual([]);
  });

  const kinds: readonly (readonly [string, readonly string[]])[] = [
    ["OctoPrint", ["octoprint"]],
    ["a webcam", ["webcam", "camera", "rtsp", "motion", "mjpg-streamer"]],
    ["MQTT", ["mqtt", "mosquitto"]],
    ["Microsoft SQL Server", ["mssql"]],
    ["Oracle Database", ["oracle"]],
    ["MySQL", ["mysql", "mariadb"]],
    ["PostgreSQL", ["postgresql", "postgres"]],
    ["CouchDB", ["couchdb"]],
    ["Redis", ["redis"]],
    ["Elasticsearch", ["elasticsearch"]],
    ["memcached", ["memcached"]],
    ["MongoDB", ["mongodb"]],
    ["a database", ["database"]],
    ["Windows file sharing (SMB)", ["smb", "samba", "cifs"]],
    ["NFS", ["nfs"]],
    ["Remote Desktop", ["rdp"]],
    ["VNC", ["vnc"]],
    ["a printer", ["printer", "ipp", "cups", "lpd"]],
    ["Telnet", ["telnet"]],
    ["the Docker daemon", ["docker"]],
  ];
  it.each(kinds)("%s by its kinds", (title, words) => {
    for (const kind of words) expect(found({ port: 4711, serviceKind: kind }), kind).toEqual(told(title, 4711));
  });

  it("have all been named here", () => {
    expect(services.map(({ title, kinds: words }) => [title, words])).toEqual(kinds);
  });

  it.each(["ssh", "https", "wireguard", "openvpn", "something"])("not by its kind: %s", (serviceKind) => {
    expect(found({ port: 4711, serviceKind })).toEqual([]);
  });

  it("once, by kind and port alike", () => {
    expect(found({ port: 5000, serviceKind: "octoprint" })).toEqual(told("OctoPrint", 5000));
    expect(found({ wanPorts: [[8000, 8010]], port: 4995, serviceKind: "octoprint" })).toEqual(told("OctoPrint", 4995));
    expect(found({ port: 1883, serviceKind: "octoprint" })).toEqual([
      ...told("OctoPrint", 1883),
      ...told("MQTT", 1883),
    ]);
    expect(
      found({
        port: 5000,
        wanPorts: [
          [1, 1],
          [2, 2],
        ],
      }),
    ).toEqual(told("OctoPrint", 5000));
    expect(found({ port: 2049, protocols: ["tcp", "udp"] })).toEqual([
      ...told("NFS", 2049),
      ...told("NFS", 2049, "udp"),
    ]);
  });

  it("anywhere in a range, by the LAN port", () => {
    expect(found({ wanPorts: [[8000, 8010]], port: 4995 })).toEqual(told("OctoPrint", 5000));
    expect(found({ wanPorts: [[8000, 8010]], port: 8000 })).toEqual([]);
    expect(found({ wanPorts: [[5000, 5000]], port: 22 })).toEqual([]);
    expect(found({ wanPorts: [[5000, 5002]], port: 5905 })).toEqual(told("VNC", 5905));
    expect(servicesOn("tcp", [5905, 5950])).toMatchObject([{ port: 5905 }]);
    expect(servicesOn("tcp", [5800, 5900])).toMatchObject([{ port: 5900 }]);
  });

  it("not while the redirection is disabled", () => {
    expect(found({ port: 5000, enabled: false })).toEqual([]);
  });

  it("says how to reach it instead", () => {
    const params = (change: Partial<DesiredForward>, through = "ssh"): unknown => {
      const desired = home({ tunnels: {} });
      const [login] = desired.forwards;
      const forwards = [...(login === undefined ? [] : [{ ...login, name: through }]), forward(change)];
      return exposedServices({ ...desired, forwards })[0]?.message.params;
    };
    const common = { forward: "web", host: "octopi", protocol: "tcp" };
    expect(params({ port: 5000 }, "door")).toEqual({
      ...common,
      port: 5000,
      service: "OctoPrint",
      through: "door",
      local: 5000,
    });
    expect(params({ port: 445 })).toMatchObject({ port: 445, local: 8445 });
    expect(params({ port: 1433 })).toMatchObject({ local: 1433 });
    expect(params({ port: 5000, host: "nas" }, "door")).toMatchObject({ through: "ssh", host: "nas" });
    const disabled = home({ tunnels: {}, forwards: { door: { wan: 22, to: "octopi:22", enabled: false } } });
    expect(
      exposedServices({ ...disabled, forwards: [...disabled.forwards, forward({ port: 23 })] })[0]?.message.params,
    ).toMatchObject({ through: "ssh" });
    const overUdp = home({ tunnels: {}, forwards: { door: { wan: 22, to: "octopi:22", protocol: "udp" } } });
    expect(
      exposedServices({ ...overUdp, forwards: [...overUdp.forwards, forward({ port: 23 })] })[0]?.message.params,
    ).toMatchObject({ through: "ssh" });
  });
});

const briefly = (given: Desired): readonly string[] =>
  refuseOffline(given).map(({ path, message }) => `${path.join(".")} ${message.code}`);

describe("what a tunnel keeps inside", () => {
  const inside = ["hazard forwards.web exposed-tunnel-target inside tcp 443"];
  const desired = home();
  const [octopi] = desired.hosts;
  const hosts = octopi === undefined ? [] : [{ ...octopi, lanName: "pi.lan", address: "192.168.1.30" }];
  it.each([
    ["localhost", inside],
    ["127.0.0.1", inside],
    ["::1", inside],
    ["octopi", inside],
    ["OctoPi", inside],
    ["pi.lan", inside],
    ["192.168.1.30", inside],
    ["nas", []],
    ["192.168.1.31", []],
  ])("%s", (host, expected) => {
    expect(found({}, { hosts, tunnels: [tunnel({ to: { host, port: 443 } })] })).toEqual(expected);
  });

  it.each([
    ["another port", {}, { to: { host: "localhost", port: 444 } }, []],
    ["another machine", { host: "nas" }, {}, []],
    ["a login nobody knows", {}, { through: "x" }, []],
    ["udp on the same port", { protocols: ["udp" as const] }, {}, []],
    ["in a range", { wanPorts: [[1, 5] as const], port: 440 }, {}, inside],
    ["at the end of a range", { wanPorts: [[1, 4] as const], port: 440 }, {}, inside],
    ["past a range", { wanPorts: [[1, 3] as const], port: 440 }, {}, []],
    ["whatever it is", { serviceKind: "octoprint" }, {}, inside],
  ])("%s", (_title, change, how, expected) => {
    expect(found(change, { hosts, tunnels: [tunnel(how)] })).toEqual(expected);
  });

  it("OctoPrint's proxy on port 80, which the port alone does not tell", () => {
    const change = { forwards: { ssh: { wan: 7654, to: "octopi:22" }, web: { wan: 8888, to: "octopi:80" } } };
    expect(briefly(home(change))).toEqual(["forwards.web exposed-tunnel-target"]);
    expect(briefly(home({ ...change, tunnels: {} }))).toEqual([]);
  });

  it("is told once, not again as the service on that port", () => {
    const to = { host: "localhost", port: 5000 };
    expect(found({ port: 5000 }, { hosts, tunnels: [tunnel({ to })] })).toEqual([
      "hazard forwards.web exposed-tunnel-target inside tcp 5000",
    ]);
    expect(found({ wanPorts: [[1, 4000]], port: 2000 }, { hosts, tunnels: [tunnel({ to })] })).toContain(
      "hazard forwards.web exposed-service MySQL tcp 3306",
    );
  });
});
