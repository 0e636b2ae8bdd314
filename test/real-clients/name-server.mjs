// A real name server behind the simulator's zones: Knot, fed by every refresh.
import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { addresses } from "./network.mjs";
import { run, start } from "./programs.mjs";

const config = (folder, zones) => `server:
    rundir: "${folder}/run"
    listen: [ ${addresses.names}@53 ]
log:
  - target: stderr
    any: info
database:
    storage: "${folder}/db"
template:
  - id: default
    storage: "${folder}/zones"
    file: "%s.zone"
zone:
${zones.map((zone) => `  - domain: ${zone}`).join("\n")}
`;

/** A name server that is not there yet: `publish` may be called at once, and keeps what it is told until `open`. */
export const createNameServer = async (folder, { knotd, knotc }) => {
  const known = new Set();
  let isOpen = false;
  for (const part of ["zones", "run", "db"]) await mkdir(path.join(folder, part), { recursive: true });
  /** Serves a zone from its file. Rejects when Knot refuses it: then the file is wrong. */
  const publish = async (zone, text) => {
    const file = path.join(folder, "zones", `${zone}.zone`);
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
    known.add(zone);
    if (!isOpen) return;
    try {
      await run(knotc, ["-b", "-s", path.join(folder, "run", "knot.sock"), "zone-reload", zone]);
    } catch (error) {
      console.error(`Knot refuses the zone:\n${text}`); // its client sees no more than a connection that ends
      throw error;
    }
  };
  /** Starts Knot; gives how to end it. */
  const open = async () => {
    const file = path.join(folder, "knot.conf");
    await writeFile(file, config(folder, [...known]));
    const close = await start(knotd, ["-c", file], /server started/);
    isOpen = true;
    return async () => {
      isOpen = false;
      await close();
    };
  };
  return { publish, open };
};
