import { afterEach } from "vitest";
import type { LinkName, Walk } from "@porchlight/core";
import type { CheckOptions } from "../src/check.ts";
import type { TunnelOptions } from "../src/tunnel.ts";
import { type SmallHome, type SmallHomeOptions, startSmallHome } from "./home.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Closes something when the test is over, the last opened first. */
export const closeAfter = (close: () => Promise<void>): void => void closers.push(close);

/** A small home for this test alone. */
export const startHere = async (options: SmallHomeOptions = {}): Promise<SmallHome> => {
  const home = await startSmallHome(options);
  closeAfter(home.close);
  return home;
};

export const checkOptions = ({ net, login }: SmallHome): CheckOptions => ({ net, login });

export const tunnelOptions = (home: SmallHome, options: Partial<TunnelOptions> = {}): TunnelOptions => {
  const { net, expected, login } = home;
  const { name: host, port, hostKey, tunnel } = expected;
  return { host, port, hostKey, to: tunnel.to, net, login, ...options };
};

/** "ok tcp", "broken tcp-refused" of each link. */
export const statuses = (walk: Walk): Record<string, string> =>
  Object.fromEntries(
    walk.links.map(({ name, status, message }) => [
      name,
      status === "not-asked" ? status : `${status} ${message.code}`,
    ]),
  );

export const paramsOf = (walk: Walk, name: LinkName): unknown =>
  walk.links.find((link) => link.name === name)?.message.params;
