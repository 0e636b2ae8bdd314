export { type CheckOptions, check } from "./check.ts";
export { type HostKeyOptions, readHostKey } from "./host-key.ts";
export type { Target } from "./http-page.ts";
export type { Net } from "./net.ts";
export { createReach, type ReachOptions } from "./reach.ts";
export { isReachError, ReachError, type ReachErrorCode } from "./reach-error.ts";
export { createSshLogin, type SshLogin } from "./ssh-login.ts";
export { openTunnel, type Tunnel, type TunnelOptions } from "./tunnel.ts";
export { vantageOf } from "./vantage.ts";
