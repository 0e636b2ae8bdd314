import * as z from "zod";
import type { CallOptions, Session } from "./session.ts";
import { listOf, maybeFlag, maybeText, maybeWhole, objectOf, whole } from "./wire.ts";

/** Somebody at home. Source: GET /profile/, documented since API 8. */
export interface Profile {
  readonly id: number;
  readonly name: string;
  /** Path of a picture; the vendor's examples call it `url`. */
  readonly icon?: string;
}

/** When the machines of a profile get to the internet. Source: GET /network_control/, documented since API 8. */
export interface NetworkControl {
  readonly profile_id: number;
  /** "allowed", "denied", "webonly". */
  readonly current_mode: string;
  /** What the plan says, and what was set over it. */
  readonly rule_mode?: string;
  readonly override?: boolean;
  readonly override_mode?: string;
  /** Unix seconds; 0: no end. */
  readonly override_until?: number;
  /** Unix seconds; 0: none. */
  readonly next_change?: number;
  readonly macs: readonly string[];
}

const profile: z.ZodType<Profile> = objectOf({ id: whole, name: z.string(), icon: maybeText });

const networkControl: z.ZodType<NetworkControl> = objectOf({
  profile_id: whole,
  current_mode: z.string(),
  rule_mode: maybeText,
  override: maybeFlag,
  override_mode: maybeText,
  override_until: maybeWhole,
  next_change: maybeWhole,
  macs: listOf(z.string()),
});

/** What there is to read of the chapters `profile` and `network_control`: a machine that is denied answers nobody. */
export interface NetworkControls {
  profiles(options?: CallOptions): Promise<readonly Profile[]>;
  list(options?: CallOptions): Promise<readonly NetworkControl[]>;
}

/** The chapters over a session. No I/O. */
export function createNetworkControls(session: Session): NetworkControls {
  return Object.freeze<NetworkControls>({
    profiles: (options) => session.request({ ...options, method: "GET", path: "/profile/", schema: listOf(profile) }),
    list: (options) =>
      session.request({ ...options, method: "GET", path: "/network_control/", schema: listOf(networkControl) }),
  });
}
