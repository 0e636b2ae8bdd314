// Inside the namespaces: the simulator's two doors under the vendors' names, then one client after the other, then the table.
import { readFile } from "node:fs/promises";
import { startFreebox, startOvh } from "../../packages/simulator/dist/index.js";
import { absentees } from "./absent.mjs";
import { createAcmeIdentity, openAcme } from "./acme.mjs";
import { jobs } from "./jobs.mjs";
import { judge } from "./judge.mjs";
import { createNameServer } from "./name-server.mjs";
import { addresses, openNetwork, openRelay } from "./network.mjs";
import { closingLine, tableOf } from "./table.mjs";

const [folder = "", toolsFile = ""] = process.argv.slice(2);
const tools = JSON.parse(await readFile(toolsFile, "utf8"));
const file = (name) => tools[name].file;
const closers = [];
const opened = async (close) => void closers.unshift(await close);

/** Below a suffix that everybody knows: clients split names by the list of public suffixes. */
const zone = "taprest.fr";

/** OVH, its zones served by Knot where Knot is. */
const openOvh = async () => {
  const hasNames = file("knotd") !== undefined && file("knotc") !== undefined;
  const names = hasNames ? await createNameServer(folder, { knotd: file("knotd"), knotc: file("knotc") }) : undefined;
  const ovh = await startOvh(names === undefined ? { zone } : { zone, publish: names.publish });
  await opened(ovh.close);
  return { ovh, openNames: async () => names && opened(names.open()) };
};

/** A box whose owner lets in who asks, at the second look, with the right to change settings. */
const openFreebox = async () => {
  const person = { answer: "grants", afterLooks: 1, rights: ["settings"] };
  const freebox = await startFreebox({ switches: { boxScheme: "https" }, person });
  await opened(freebox.close);
  return { freebox, boxName: freebox.world.defaultDomain, boxAuthority: freebox.clientOptions.ca };
};

/** Everything, under the vendors' names. */
const openStage = async () => {
  const { ovh, openNames } = await openOvh();
  const { freebox, boxName, boxAuthority } = await openFreebox();
  const acme = await createAcmeIdentity();
  const authorities = [ovh.clientOptions.ca, boxAuthority, acme.ca].join("\n");
  const trusted = await openNetwork(folder, { ip: file("ip"), boxName, trusted: authorities });
  const [ovhPort, boxPort] = [ovh, freebox].map(({ url }) => Number(new URL(url).port));
  await opened(openRelay(addresses.ovh, 443, ovhPort));
  await opened(openRelay(addresses.freebox, 443, boxPort));
  await opened(openRelay(addresses.freebox, 80, boxPort, { ca: boxAuthority, servername: boxName }));
  await openNames();
  if (file("pebble") !== undefined) await opened(openAcme(folder, file("pebble"), acme));
  return { zone, ovh, freebox, trusted, folder, tools };
};

try {
  const stage = await openStage();
  const rows = [];
  for (const job of jobs) rows.push(await judge(job, stage));
  console.log(tableOf([...rows, ...absentees]));
  console.log(closingLine(rows));
  process.exitCode = rows.some(({ result }) => result === "failed") ? 1 : 0;
} finally {
  for (const close of closers) await close();
}
