import { readFile } from "node:fs/promises";
import { parseHome, planText, propose, reconcile, roundText, routesOf, walkText } from "@porchlight/core";
import { createFreebox, freeboxFromEnv } from "@porchlight/freebox";
import { freeboxRouter } from "@porchlight/freebox/router";
import { createOvhDns, ovhFromEnv } from "@porchlight/ovh-dns";
import { ovhZone } from "@porchlight/ovh-dns/zone";
import { check, createReach, createSshLogin, openTunnel } from "@porchlight/reach";
import { startHome } from "@porchlight/simulator";
import { parse } from "yaml";

const [file, wait = "120"] = process.argv.slice(2); // nothing: a virtual home; porchlight.yaml [SECONDS]: yours, unasked
const virtual = file === undefined ? await startHome() : undefined;
const home = parseHome(file === undefined ? virtual?.homeFile : parse(await readFile(file, "utf8")));
const freebox = createFreebox(virtual?.freebox.clientOptions ?? { credentials: freeboxFromEnv(process.env) });
const ovh = createOvhDns(virtual?.ovh.clientOptions ?? { credentials: ovhFromEnv(process.env) });
const zones = home.zones.map((zone) => ovhZone(ovh.zone(zone.name)));
const targets = { router: freeboxRouter(freebox), zones, reach: createReach({ net: home.network ?? {} }) };
const tell = (found: Awaited<ReturnType<typeof propose>>): void => console.log(planText(found));
try {
  const round = await reconcile(home, targets, { patienceMs: Number(wait) * 1000, onProposal: tell });
  console.log(`${roundText(round)}\n`);
  process.exitCode = round.verdict === "unchanged" || round.verdict === "converged" ? 0 : 4;
  for (const { expectation, user = "pi" } of routesOf(home, round.observed.router)) {
    const login = createSshLogin({ user, privateKey: virtual?.pi.privateKey ?? process.env["PORCHLIGHT_SSH_KEY"] });
    const walk = await check(expectation, { net: home.network ?? {}, router: round.observed.router, login });
    console.log(`${walkText(walk)}\n`);
    process.exitCode = Math.max(process.exitCode, { ok: 0, unknown: 4, broken: 5 }[walk.verdict]);
    const { name: host, port = 22, hostKey, tunnel: wish } = expectation;
    if (walk.verdict !== "ok" || hostKey === undefined || wish === undefined) continue;
    const tunnel = await openTunnel({ host, port, hostKey, login, to: wish.to, net: home.network ?? {} });
    console.log(`Tunnel ${wish.name}: ${tunnel.url} answers HTTP ${(await fetch(tunnel.url)).status}\n`);
    await tunnel.close();
  }
  tell(await propose(home, targets));
  if (virtual) console.log("\nOn a real home: write porchlight.yaml, set the credentials: see README.md");
} catch (error) {
  process.exitCode = 1;
  console.error(error instanceof Error ? error.message : error);
}
await Promise.all([freebox.close(), virtual?.close()]);
