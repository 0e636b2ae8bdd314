/** The chapters `wifi`, `vpn`, `profile` and `network_control`, as far as they are read: as the world says. */
import type { DoorAnswer, DoorRequest } from "./exchange.ts";
import { ok, refused, unknownPath } from "./freebox-envelope.ts";
import type { World } from "./world.ts";

const stationsOf = ({ devices }: World, id: string): DoorAnswer => {
  const radio = devices.wifi.radios.find((candidate) => String(candidate.id) === id);
  if (radio === undefined) return refused("noent", "Impossible de récupérer les stations : Entrée non trouvée"); // a guess
  return ok(
    devices.wifi.stations.filter(({ radio: on }) => on === radio.id).map(({ radio: _on, ...station }) => station),
  );
};

/** Answers below /wifi, /vpn, /profile and /network_control; undefined for what is not of these. Reads only. */
export const aroundAnswer = (
  world: World,
  { method }: DoorRequest,
  segments: readonly string[],
): DoorAnswer | undefined => {
  const { wifi, vpn, profiles, networkControls } = world.devices;
  const [chapter = "", kind, id = "", last, ...deeper] = segments;
  if (!["wifi", "vpn", "profile", "network_control"].includes(chapter)) return undefined;
  if (method !== "GET" || deeper.length > 0) return unknownPath();
  if (chapter === "wifi" && kind === "ap" && last === "stations") return stationsOf(world, id);
  switch (segments.join("/")) {
    case "wifi/config":
      return ok({ enabled: wifi.enabled, power_saving: false, mac_filter_state: "disabled" });
    case "wifi/state":
      return ok({
        state: wifi.enabled ? "enabled" : "disabled",
        power_saving_capability: "supported",
        expected_phys: wifi.radios.map(({ id: phy_id, config }) => ({ band: config.band, phy_id, detected: true })),
      });
    case "wifi/ap":
      return ok(wifi.radios);
    case "vpn":
      return ok(vpn.servers);
    case "vpn/connection":
      return ok(vpn.connections);
    case "vpn/ip_pool":
      return ok(vpn.pool);
    case "profile":
      return ok(profiles);
    case "network_control":
      return ok(networkControls);
    default:
      return unknownPath();
  }
};
