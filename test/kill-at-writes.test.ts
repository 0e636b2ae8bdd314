import { expect, it } from "vitest";
import { command, porchlight, type Stage, stage } from "./support.ts";

/** Every write of the scenario's first apply, by the end of its path. */
const writes = [
  ["freebox", "/dhcp/static_lease/"],
  ["freebox", "/domain/reserve/"],
  ["freebox", "/fw/redir/"],
  ["ovh", "/domain/zone/taprest.fr/record"],
  ["ovh", "/domain/zone/taprest.fr/refresh"],
] as const;
const forms = ["received-not-executed", "executed-not-answered"] as const;

/** What a run leaves behind, without what differs from home to home: ids and the automatic name. */
const leftBehind = ({ home: { world } }: Stage): object => ({
  leases: world.leases.map(({ mac, ip, comment }) => ({ mac, ip, comment })),
  redirections: world.redirections.map(({ id: _id, ...rule }) => rule),
  names: world.domains.map(({ id }) => id).filter((name) => name.endsWith(".freeboxos.fr")),
  zones: [...world.zones.values()].map(({ stored, served }) =>
    [stored, served].map((records) =>
      records.map(({ fieldType, subDomain, target }) => `${subDomain} ${fieldType} ${target}`),
    ),
  ),
});

it.each(writes.flatMap(([door, path]) => forms.map((kind) => [door, path, kind] as const)))(
  "killed at POST %s %s (%s), one rerun ends where an undisturbed run does",
  async (door, path, kind) => {
    const [undisturbed, killed] = await Promise.all([stage(), stage()]);
    try {
      await porchlight(undisturbed, "apply", "--yes");
      const { child, ended } = command(killed, "apply", "--yes");
      killed.home.fail({ door, method: "POST", path, kind, onHit: () => child.kill("SIGKILL") });
      expect((await ended).code).toBeNull();
      expect((await porchlight(killed, "apply", "--yes")).code).toBe(0);
      expect(leftBehind(killed)).toEqual(leftBehind(undisturbed));
      expect((await porchlight(killed, "plan", "--detailed-exitcode")).code).toBe(0);
    } finally {
      await Promise.all([undisturbed.close(), killed.close()]);
    }
  },
);
