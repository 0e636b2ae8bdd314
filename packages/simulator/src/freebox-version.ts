/** What the box says of itself before anybody has logged in. */
import type { DoorAnswer } from "./exchange.ts";
import { httpsPortOf } from "./freebox-connection.ts";
import { defaultDomainOf } from "./freebox-domains.ts";
import type { World } from "./world.ts";

/** Shape of fixture api_version.json "ultra_v16". It is the one answer without an envelope. */
export const versionAnswer = (world: World): DoorAnswer => ({
  status: 200,
  body: {
    box_model_name: "Freebox v9 (r1)",
    api_base_url: "/api/",
    https_port: httpsPortOf(world),
    device_name: world.lan.name,
    https_available: world.isReachableOutside,
    box_model: "fbxgw9-r1/full",
    api_domain: defaultDomainOf(world),
    uid: world.uid,
    api_version: "16.0",
    device_type: "FreeboxServer9,1",
  },
});
