import { Agent as HttpsAgent } from "node:https";
import type { Agent } from "node:http";
import { rootCertificates } from "node:tls";
import { OvhInputError } from "./errors.ts";
import type { OvhTransport } from "./http.ts";
import { createAxiosTransport } from "./http-axios.ts";
import { property } from "./property.ts";

/** How connections are made. */
export interface OvhConnectionOptions {
  /** PEM of authorities to trust besides Node's own. Without effect beside `agent`. */
  readonly ca?: string | Buffer | readonly (string | Buffer)[];
  /** Carries the connections: a proxy, your own pool. One that does not verify certificates is refused. */
  readonly agent?: Agent;
  /** Carries HTTP in place of axios; `ca` and `agent` are then without effect. */
  readonly transport?: OvhTransport;
}

/** An HTTP function, and how to drop its connections. */
export interface Connection {
  readonly http: OvhTransport;
  readonly close: () => void;
}

/** Makes the HTTP function; no I/O. Throws `OvhInputError` INVALID_OPTION for an agent that does not verify certificates. */
export function createConnection({ ca, agent: given, transport }: OvhConnectionOptions): Connection {
  // One made here is closed here; one that was given may have other users.
  const agent = given === undefined ? verifyingAgent(ca) : checkedAgent(given);
  return {
    http: transport ?? createAxiosTransport(agent),
    close: () => {
      if (agent !== given) agent.destroy();
    },
  };
}

/** Verifies whatever NODE_TLS_REJECT_UNAUTHORIZED says. */
function verifyingAgent(ca: OvhConnectionOptions["ca"]): Agent {
  const trusted = typeof ca === "string" || Buffer.isBuffer(ca) ? [ca] : ca;
  return new HttpsAgent({
    keepAlive: true,
    rejectUnauthorized: true,
    ...(trusted === undefined ? {} : { ca: [...rootCertificates, ...trusted] }),
  });
}

function checkedAgent(agent: Agent): Agent {
  if (property(property(agent, "options"), "rejectUnauthorized") === false)
    throw new OvhInputError("the agent does not verify certificates", {
      code: "INVALID_OPTION",
      operation: "createOvhDns",
    });
  return agent;
}

/** A whole number of milliseconds a timer can hold: beyond it, one fires at once. Throws `OvhInputError` INVALID_OPTION. */
export function checkedTimeoutMs(timeoutMs: number, operation: string): number {
  if (Number.isInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs <= 0x7fffffff) return timeoutMs;
  throw new OvhInputError(`timeoutMs is ${timeoutMs}, not a whole number of milliseconds from 1 to 2147483647`, {
    code: "INVALID_OPTION",
    operation,
  });
}
