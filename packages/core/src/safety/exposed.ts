/** Redirections to what belongs inside: told from the home file alone. Pure. */
import type { PortRange, Protocol } from "../contracts.ts";
import type { Desired, DesiredForward, DesiredTunnel } from "../desired.ts";
import { groupedBy } from "../grouped.ts";
import { lanPortsOf } from "../plan/ports.ts";
import { hazard, type Refusal } from "./refusal.ts";
import { serviceOfKind, servicesOn } from "./services.ts";

const ownAddresses: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "::1"]);

/** The host a tunnel's target is on, by any of its names; the machine it logs in to when it is itself. */
const createHostOf = ({ hosts, forwards }: Desired): ((tunnel: DesiredTunnel) => string | undefined) => {
  const names = new Map(
    hosts.flatMap(({ name, lanName, address }) =>
      [address, lanName, name].flatMap((alias) => (alias === undefined ? [] : [[alias, name] as const])),
    ),
  );
  const doors = new Map(forwards.map(({ name, host }) => [name, host]));
  return ({ to, through }) => (ownAddresses.has(to.host) ? doors.get(through) : names.get(to.host.toLowerCase()));
};

/** What is exposed on a port: a service by its title, or what a tunnel declares to stay inside. */
interface Exposed {
  readonly port: number;
  readonly code: "exposed-service" | "exposed-tunnel-target";
  readonly service: string;
}

const exposedOn = (
  protocol: Protocol,
  ports: PortRange,
  kind: string | undefined,
  tunnels: readonly DesiredTunnel[],
): readonly Exposed[] => {
  const inside = (protocol === "tcp" ? tunnels : [])
    .filter(({ to }) => ports[0] <= to.port && to.port <= ports[1])
    .map(({ name, to }) => ({ port: to.port, code: "exposed-tunnel-target" as const, service: name }));
  const named = kind === undefined ? undefined : serviceOfKind(kind);
  // A harmless kind silences nothing: whoever answers there is told by the port all the same.
  const usual = servicesOn(protocol, ports).filter(
    ({ service, port }) => service !== named && !inside.some((tunnel) => tunnel.port === port),
  );
  const found = [...(named === undefined || inside.length > 0 ? [] : [{ service: named, port: ports[0] }]), ...usual];
  return [
    ...inside,
    ...found.map(({ service, port }) => ({ port, code: "exposed-service" as const, service: service.title })),
  ];
};

/** A port of one's own machine for a tunnel: the same one, unless only the system may open it. */
const localPortFor = (port: number): number => (port < 1024 ? 8000 + port : port);

/** Every enabled redirection to a service that belongs inside. */
export const exposedServices = (desired: Desired): readonly Refusal[] => {
  const hostOf = createHostOf(desired);
  const tunnelsTo = groupedBy(desired.tunnels, (tunnel) => hostOf(tunnel) ?? "");
  const logins = new Map(
    desired.forwards
      .filter(({ port, protocols, enabled }) => port === 22 && enabled && protocols.includes("tcp"))
      .map(({ host, name }) => [host, name]),
  );
  const judge = (forward: DesiredForward): readonly Refusal[] => {
    const { name, host, port: lanPort, serviceKind, path, wanPorts } = forward;
    const told = new Set<string>();
    return forward.protocols.flatMap((protocol) =>
      wanPorts.flatMap((range) =>
        exposedOn(protocol, lanPortsOf({ wanPorts: range, lanPort }), serviceKind, tunnelsTo.get(host) ?? []).flatMap(
          ({ port, code, service }) => {
            // Several WAN ports may lead to one LAN port.
            const key = `${protocol} ${port} ${service}`;
            if (told.has(key)) return [];
            told.add(key);
            const through = logins.get(host) ?? "ssh";
            const params = { forward: name, host, protocol, port, service, through, local: localPortFor(port) };
            return [hazard("exposed-service", path, code, params)];
          },
        ),
      ),
    );
  };
  return desired.forwards.filter(({ enabled }) => enabled).flatMap(judge);
};
