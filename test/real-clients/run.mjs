// Real clients judge the simulators: each does its own job, unmodified, in a private network where the vendors' host names are
// the simulator's. This part runs outside: it finds the clients, then starts `inside.mjs` in namespaces of its own.
// Nothing on the machine changes. Closes with `N passed, N failed`; exit 1 when an installed client fails.
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { find, findTools } from "./tools.mjs";

const waysIn = [["-nm"], ["-rnm"]];

/** How namespaces are had here: as root, or by a user namespace; undefined when neither works. */
const wayIn = (unshare) => waysIn.find((way) => spawnSync(unshare, [...way, "true"], { stdio: "ignore" }).status === 0);

const [unshare, ip] = [find("unshare"), find("ip")];
const way = unshare === undefined || ip === undefined ? undefined : wayIn(unshare);
if (way === undefined) {
  console.log(
    "NO NAMESPACES: unshare and ip are not here, or work neither as root nor for a user; NO CLIENT WAS TRIED",
  );
  console.log("0 passed, 0 failed");
} else {
  const folder = await mkdtemp(path.join(tmpdir(), "porchlight-real-clients-"));
  try {
    const toolsFile = path.join(folder, "tools.json");
    await writeFile(toolsFile, JSON.stringify(await findTools(folder)));
    const inside = path.join(import.meta.dirname, "inside.mjs");
    const { status } = spawnSync(unshare, [...way, process.execPath, inside, folder, toolsFile], {
      stdio: "inherit",
    });
    process.exitCode = status ?? 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
