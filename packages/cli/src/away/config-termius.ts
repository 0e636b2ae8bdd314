/**
 * A way as what to type into Termius, field by field. Pure. The order of the fields is a guess from its current screens,
 * which change; their names say enough to find them.
 */
import type { Way } from "./way.ts";

/** One field of a screen. */
export interface Field {
  readonly screen: string;
  readonly field: string;
  readonly value: string;
}

/** Every field of a way, in the order in which the screens ask for them. */
export const termiusFields = (way: Way): readonly Field[] => {
  const host: readonly (readonly [string, string])[] = [
    ["Address", way.name],
    ["Label", way.host],
    ["SSH port", String(way.port)],
    ["Username", way.user ?? "(yours on that machine)"],
    ["Key", "the private key that the machine accepts; leave the password empty"],
    ["Agent forwarding", "off"],
  ];
  const rules = way.tunnels.flatMap(({ name, localPort, to }): readonly Field[] =>
    [
      ["Type", "Local"],
      ["Label", name],
      ["Local port number", String(localPort)],
      ["Bind address", "127.0.0.1"],
      ["Intermediate host", way.host],
      ["Destination address", to.host],
      ["Destination port number", String(to.port)],
    ].map(([field = "", value = ""]) => ({ screen: `Port forwarding: ${name}`, field, value })),
  );
  return [...host.map(([field, value]) => ({ screen: `New host: ${way.host}`, field, value })), ...rules];
};

/** The fields as text, a screen after the other, and what to compare when it first connects. */
export const termiusText = (way: Way): string => {
  const fields = termiusFields(way);
  const screens = [...new Set(fields.map(({ screen }) => screen))];
  const key =
    way.hostKey === undefined ? [] : ["", `At the first connection, accept this host key only: ${way.hostKey}`];
  return [
    ...screens.flatMap((screen, index) => [
      ...(index === 0 ? [] : [""]),
      screen,
      ...fields.flatMap((each) => (each.screen === screen ? [`  ${each.field.padEnd(24)}${each.value}`] : [])),
    ]),
    ...key,
  ].join("\n");
};
