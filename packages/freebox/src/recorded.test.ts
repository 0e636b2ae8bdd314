import { describe, expect, test } from "vitest";
import { answering, client, VERSION } from "../test/answering.ts";
import { recordedCases, withFixtures } from "../test/fixtures.ts";
import type { Freebox } from "./client.ts";
import { isFreeboxError } from "./errors.ts";

type Reader = (freebox: Freebox) => Promise<unknown>;

const LISTS: Record<string, Reader> = {
  "lan_browser_interfaces.json": (freebox) => freebox.lan.interfaces(),
  "lan_browser_pub.json": (freebox) => freebox.lan.hosts.list(),
  "dhcp_static_lease.json": (freebox) => freebox.staticLeases.list(),
  "dhcp_dynamic_lease.json": (freebox) => freebox.dynamicLeases.list(),
  "lan_browser_types.json": (freebox) => freebox.lan.hostTypes(),
  "lan_routes.json": (freebox) => freebox.routes.list(),
  "connection_logs.json": (freebox) => freebox.connection.logs.list(),
  "switch_status.json": (freebox) => freebox.switchPorts.list(),
  "fw_redir.json": (freebox) => freebox.redirections.list(),
  "fw_incoming.json": (freebox) => freebox.incomingPorts.list(),
  "upnpigd_redir.json": (freebox) => freebox.upnp.redirections.list(),
  "wifi_ap.json": (freebox) => freebox.wifi.accessPoints(),
  "wifi_stations.json": (freebox) => freebox.wifi.stations(0),
  "vpn_list.json": (freebox) => freebox.vpn.servers(),
  "vpn_pool_and_connections.json connections": (freebox) => freebox.vpn.connections(),
  "network_control.json": (freebox) => freebox.networkControl.list(),
  "domain_owned.json": (freebox) => freebox.domains.list(),
};
const OBJECTS: Record<string, Reader> = {
  "connection_status.json": (freebox) => freebox.connection.get(),
  "connection_config.json": (freebox) => freebox.connectionConfig.get(),
  "connection_ipv6_config.json": (freebox) => freebox.ipv6Config.get(),
  "connection_ftth.json": (freebox) => freebox.connection.ftth(),
  "connection_xdsl.json": (freebox) => freebox.connection.xdsl(),
  "connection_lte.json lte_aggregation": (freebox) => freebox.connection.lte("aggregation"),
  "connection_lte.json aggregation": (freebox) => freebox.connection.aggregation.get(),
  "connection_ddns.json config_get": (freebox) => freebox.ddns.get("ovh"),
  "connection_ddns.json status_hostinval": (freebox) => freebox.ddns.status("ovh"),
  "dhcpv6_config.json": (freebox) => freebox.dhcpv6Config.get(),
  "system.json": (freebox) => freebox.system.get(),
  "update.json": (freebox) => freebox.system.firmwareUpdate(),
  "standby.json": (freebox) => freebox.system.standby(),
  "sfp.json config": (freebox) => freebox.switchPorts.sfpConfig.get(),
  "sfp.json status": (freebox) => freebox.switchPorts.sfp(),
  "lan_config.json": (freebox) => freebox.lanConfig.get(),
  "dhcp_config.json": (freebox) => freebox.dhcpConfig.get(),
  "fw_dmz.json": (freebox) => freebox.dmz.get(),
  "upnpigd_config.json": (freebox) => freebox.upnp.config.get(),
  "wifi_config.json": (freebox) => freebox.wifi.config(),
  "wifi_state.json": (freebox) => freebox.wifi.state(),
  "vpn_pool_and_connections.json ip_pool": (freebox) => freebox.vpn.pool(),
  "domain_config.json": (freebox) => freebox.domains.config.get(),
};

interface Recorded {
  readonly title: string;
  readonly read: Reader;
  readonly result: unknown;
}

/**
 * What each reader is given: the file's cases, or the one named after it. Of a list's file, an answer about one item stands
 * for a list of one.
 */
const recordedFor = (readers: Record<string, Reader>, areLists: boolean): readonly Recorded[] =>
  Object.entries(readers).flatMap(([key, read]) => {
    const [file = "", only] = key.split(" ");
    const cases = recordedCases(file).filter(({ name }) => only === undefined || name === only);
    if (cases.length === 0) throw new Error(`nothing is recorded for ${key}`);
    return cases.map(({ name, body: { result } }) => ({
      title: `${file}: ${name}`,
      read,
      result: areLists && result !== undefined && !Array.isArray(result) ? [result] : result,
    }));
  });

/** What the tolerances change on purpose: text that stands for false, an empty object that stands for an empty list. */
function tolerated(title: string, value: unknown): unknown {
  const text = JSON.stringify(value).replaceAll('"primary_name_manual":""', '"primary_name_manual":false');
  return JSON.parse(title.startsWith("dhcp_config") ? text.replace('"options":{}', '"options":[]') : text);
}

type Path = readonly (string | number)[];

/** Every place in a JSON value, the value itself first. */
const placesOf = (value: unknown, path: Path = []): readonly Path[] => [
  path,
  ...(typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, item]) =>
        placesOf(item, [...path, Array.isArray(value) ? Number(key) : key]),
      )
    : []),
];

/** The value with something else at one place; `undefined` takes the key away. */
const changedAt = (value: unknown, [key, ...rest]: Path, to: unknown): unknown => {
  if (key === undefined) return to;
  if (Array.isArray(value)) return value.map((item: unknown, at) => (at === key ? changedAt(item, rest, to) : item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, item]) => [name, name === key ? changedAt(item, rest, to) : item] as const)
      .filter(([, item]) => item !== undefined),
  );
};

const SECRET = "hunter2-must-not-be-told";
/** What another kind of box could write there, none of it a value anybody may see. */
const WRONG: readonly unknown[] = [undefined, null, SECRET, 3.5, -7, true, [], [SECRET], {}, { secret: SECRET }];

describe("the recorded exchanges", () => {
  withFixtures(() => {
    const lists = recordedFor(LISTS, true);
    const objects = recordedFor(OBJECTS, false);

    test.each([...lists, ...objects])("$title is read, every key of it kept", async ({ title, read, result }) => {
      const { freebox } = answering({ success: true, result });
      const parsed = await read(freebox);
      if (result === undefined) expect(parsed).toEqual([]);
      else expect({ parsed }).toMatchObject({ parsed: tolerated(title, result) });
    });

    test.each([...lists, ...objects].filter(({ result }) => result !== undefined))(
      "$title with anything dropped or of another type is read, or is an error that names the place and no value",
      async ({ read, result }) => {
        const changed = placesOf(result).flatMap((place) =>
          WRONG.map((to) => ({ place, answer: changedAt(result, place, to) })),
        );
        const { freebox } = answering(...changed.map(({ answer }) => ({ success: true, result: answer })));
        let refused = 0;
        for (const { place } of changed) {
          const error = await read(freebox).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          if (error === undefined) continue;
          refused += 1;
          if (!isFreeboxError(error) || error.name !== "FreeboxSchemaError") throw error;
          expect(JSON.stringify([error.message, error.paths, error.stack])).not.toContain(SECRET);
          // The place itself, or what it is part of when a whole object stopped being one.
          const at = ["result", ...place].join(".");
          for (const path of error.paths)
            expect(`${path}.`.startsWith(`${at}.`) || `${at}.`.startsWith(`${path}.`)).toBe(true);
        }
        expect(refused).toBeGreaterThan(0);
      },
    );

    test.each(recordedCases("api_version.json"))("api_version.json: $name is read", async ({ body }) => {
      expect(await client(() => ({ body })).apiVersion()).toEqual(body);
    });

    test.each(recordedCases("errors.json"))(
      "errors.json: $name is an API error with its code",
      async ({ status = 200, body }) => {
        const freebox = client((path) => (path === "/api_version" ? { body: VERSION } : { status, body }));
        await expect(freebox.connection.get()).rejects.toMatchObject({
          name: "FreeboxApiError",
          code: body.error_code,
          status,
        });
      },
    );
  });
});
