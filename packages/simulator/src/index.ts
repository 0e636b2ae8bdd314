export {
  type FreeboxAccess,
  type FreeboxDoor,
  type OvhAccess,
  type OvhDoor,
  startFreebox,
  startOvh,
} from "./doors.ts";
export type { DoorName, RequestLogEntry } from "./exchange.ts";
export type { Fault, FaultKind } from "./faults.ts";
export type { LanTarget } from "./forwarder.ts";
export type { EventAccess } from "./freebox-events.ts";
export { announceFreebox } from "./freebox-announcer.ts";
export type * from "./freebox-world.ts";
export { startHome } from "./home.ts";
export type { HomeFileData, VirtualNet } from "./home-data.ts";
export type { HomeOptions, PiAccess, VirtualHome } from "./home-types.ts";
export type { PublishOptions, ZonePublisher } from "./ovh-publisher.ts";
export type { HostSeed, WorldOptions } from "./seeds.ts";
export type { CommandAnswer, CommandScript, DisclosureEntry } from "./pi-terms.ts";
export type { Switches } from "./switches.ts";
export type * from "./world.ts";
