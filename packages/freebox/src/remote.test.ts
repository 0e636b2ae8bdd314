import { type FreeboxDoor, startFreebox, type WorldOptions } from "@porchlight/simulator";
import { afterEach, expect, test } from "vitest";
import { rejection } from "../test/tiny-box.ts";
import { createFreebox, type Freebox } from "./client.ts";
import { remoteEndpoint } from "./discovery.ts";
import { pairFreebox } from "./pairing.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const begin = async (options: WorldOptions = {}) => {
  const door = await startFreebox({ ...options, switches: { remoteDoor: "open", ...options.switches } });
  closers.push(() => door.close());
  if (door.remote === undefined) throw new Error("the box has no door to the internet");
  return { door, remote: door.remote };
};

const clientOf = (options: FreeboxDoor["clientOptions"] | NonNullable<FreeboxDoor["remote"]>): Freebox => {
  const freebox = createFreebox(options);
  closers.push(() => freebox.close());
  return freebox;
};

test("the box is reached from outside where it says that it is, and does there what it does at home", async () => {
  const { door, remote } = await begin({ portRange: [16_384, 32_767] });
  const told = await clientOf(door.clientOptions).apiVersion();
  expect(told).toMatchObject({ https_available: true, device_name: "Freebox Server" });
  expect(remoteEndpoint(told)).toBe(remote.endpoint);
  const away = clientOf(remote);
  const { api_domain, device_name } = await away.apiVersion();
  expect([api_domain, device_name]).toEqual([told.api_domain, undefined]);
  await away.redirections.create({ ip_proto: "tcp", wan_port_start: 20_000, lan_ip: "192.168.1.42", lan_port: 22 });
  expect(await clientOf(door.clientOptions).redirections.list()).toHaveLength(1);
});

test("events come that way too", async () => {
  const { door, remote } = await begin();
  let open: (state: string) => void;
  const opened = new Promise<string>((resolve) => (open = resolve));
  const events = clientOf(remote).events.subscribe(["vm_state_changed"], { onState: (state) => open(state) });
  const first = events.next();
  expect(await opened).toBe("open");
  door.events.send({ action: "notification", success: true, source: "vm", event: "state_changed", result: { id: 1 } });
  expect((await first).value).toEqual({ event: "vm_state_changed", result: { id: 1 } });
  await events.return();
});

test("nobody is paired from outside", async () => {
  const { remote } = await begin({ person: {} });
  const application = { appId: "fr.test", appName: "Test", appVersion: "1.0", deviceName: "away" };
  const { endpoint, agent } = remote;
  const steps = [];
  for await (const step of pairFreebox({ application, endpoint, agent })) steps.push(step);
  expect(steps).toMatchObject([{ state: "refused", because: "not-on-lan" }]);
});

test("by another name than its own it is not believed", async () => {
  const { remote } = await begin();
  const { port } = new URL(remote.endpoint);
  const other = clientOf({ ...remote, endpoint: `https://other.fbxos.fr:${port}` });
  expect(await rejection(other.connection.get())).toMatchObject({
    name: "FreeboxTransportError",
    reason: "certificate",
  });
});

test("where its owner lets nobody in from outside, it says so at home, and nothing there", async () => {
  const { door, remote } = await begin();
  door.world.isReachableOutside = false;
  expect(remoteEndpoint(await clientOf(door.clientOptions).apiVersion())).toBeUndefined();
  expect(await rejection(clientOf(remote).connection.get())).toMatchObject({ operation: "GET /api_version" });
});
