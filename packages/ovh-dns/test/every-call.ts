import type { OvhDoor } from "@porchlight/simulator";
import type { OvhDns } from "../src/ovh-dns.ts";
import { createOvhLogin } from "../src/login.ts";
import { endpoints } from "../src/endpoints.ts";

/** Patterns of the published calls, those with fewer braces first: "record" is not an id. */
const patterns = Object.keys(endpoints)
  .map((operation) => ({
    operation,
    pattern: new RegExp(`^${operation.replace(" ", " /1[.]0").replaceAll(/\{\w+\}/g, "[^/]+")}$`),
  }))
  .toSorted((one, other) => one.operation.split("{").length - other.operation.split("{").length);

/**
 * Calls every method once and gives, for each published call that was made, the method that made it first.
 * Throws when a call was made that is not published.
 */
export async function callsOfEverything(ovh: OvhDns, door: OvhDoor): Promise<ReadonlyMap<string, string>> {
  const made = new Map<string, string>();
  let seen = 0;
  const run = async <T>(method: string, work: () => Promise<T>): Promise<T> => {
    const result = await work();
    for (const { method: verb, path } of door.requests.slice(seen)) {
      const found = patterns.find(({ pattern }) => pattern.test(`${verb} ${path}`));
      if (found === undefined) throw new Error(`${method} makes ${verb} ${path}, which is not published`);
      if (!made.has(found.operation)) made.set(found.operation, method);
    }
    seen = door.requests.length;
    return result;
  };
  await runAuth(ovh, door, run);
  await runZone(ovh, run);
  await runChapters(ovh, door, run);
  await runMe(ovh, run);
  await run("auth.logout()", () => ovh.auth.logout());
  return made;
}

type Run = <T>(method: string, work: () => Promise<T>) => Promise<T>;

async function runAuth(ovh: OvhDns, door: OvhDoor, run: Run): Promise<void> {
  await run("auth.time()", () => ovh.auth.time());
  await run("auth.currentCredential()", () => ovh.auth.currentCredential());
  await run("auth.details()", () => ovh.auth.details());
  await run("auth.token()", () => ovh.auth.token());
  const { applicationKey, applicationSecret } = door.clientOptions.credentials;
  const { endpoint, ca } = door.clientOptions;
  const login = createOvhLogin({ applicationKey, applicationSecret, endpoint, ca });
  await run("createOvhLogin().request(rights)", () => login.request([{ method: "GET", path: "/*" }]));
  login.close();
}

async function runZone(ovh: OvhDns, run: Run): Promise<void> {
  const zone = ovh.zone("taprest.fr");
  const at = { name: "home", type: "CNAME" };
  await run("zones.list()", () => ovh.zones.list());
  await run("zone(name).get()", () => zone.get());
  await run("zone(name).status()", () => zone.status());
  await run("zone(name).records.list(filter)", () => zone.records.list(at));
  const input = { fieldType: "A", subDomain: "one", target: "192.0.2.1" };
  const { id } = await run("zone(name).records.create(record)", () => zone.records.create(input));
  await run("zone(name).records.get(id)", () => zone.records.get(id));
  await run("zone(name).records.update(id, update)", () => zone.records.update(id, { target: "192.0.2.2" }));
  await run("zone(name).records.remove(id)", () => zone.records.remove(id));
  await run("zone(name).refresh()", () => zone.refresh());
  await run("zone(name).capabilities()", () => zone.capabilities());
  await run("zone(name).soa.get()", () => zone.soa.get());
  await run("zone(name).soa.update(update)", () => zone.soa.update({ ttl: 600 }));
  await run("zone(name).dnssec.get()", () => zone.dnssec.get());
  await run("zone(name).dnssec.enable()", () => zone.dnssec.enable());
  await run("zone(name).dnssec.disable()", () => zone.dnssec.disable());
  const [point] = await run("zone(name).history.list(filter)", () => zone.history.list());
  const date = point?.creationDate ?? "";
  await run("zone(name).history.get(date)", () => zone.history.get(date));
  const restored = await run("zone(name).history.restore(date)", () => zone.history.restore(date));
  const file = await run("zone(name).export()", () => zone.export());
  const task = await run("zone(name).import(file)", () => zone.import(file));
  await run("zone(name).tasks.list(filter)", () => zone.tasks.list({ status: "todo" }));
  await run("zone(name).tasks.get(id)", () => zone.tasks.get(task.id));
  const third = await run("zone(name).import(file)", () => zone.import(file));
  await run("zone(name).tasks.accelerate(id)", () => zone.tasks.accelerate(third.id));
  await run("zone(name).tasks.cancel(id)", () => zone.tasks.cancel(restored.id));
  await run("zone(name).tasks.relaunch(id)", () => zone.tasks.relaunch(restored.id));
  await run("zone(name).reset(what)", () => zone.reset({ minimized: true }));
}

async function runChapters(ovh: OvhDns, door: OvhDoor, run: Run): Promise<void> {
  const zone = ovh.zone("taprest.fr");
  const { redirections, dynHost, service } = zone;
  const wanted = { name: "blog", type: "visible", target: "https://example.org/" };
  const { id } = await run("zone(name).redirections.create(redirection)", () => redirections.create(wanted));
  await run("zone(name).redirections.list(filter)", () => redirections.list());
  await run("zone(name).redirections.get(id)", () => redirections.get(id));
  await run("zone(name).redirections.update(id, update)", () => redirections.update(id, { title: "x" }));
  await run("zone(name).redirections.remove(id)", () => redirections.remove(id));
  const { records, logins } = dynHost;
  const record = await run("zone(name).dynHost.records.create(record)", () =>
    records.create({ name: "dyn", ip: "192.0.2.1" }),
  );
  await run("zone(name).dynHost.records.list(filter)", () => records.list());
  await run("zone(name).dynHost.records.get(id)", () => records.get(record.id));
  await run("zone(name).dynHost.records.update(id, update)", () => records.update(record.id, { ip: "192.0.2.2" }));
  await run("zone(name).dynHost.records.remove(id)", () => records.remove(record.id));
  const account = { suffix: "home", password: "twelve characters", name: "dyn" };
  const { login } = await run("zone(name).dynHost.logins.create(login)", () => logins.create(account));
  await run("zone(name).dynHost.logins.list()", () => logins.list());
  await run("zone(name).dynHost.logins.get(login)", () => logins.get(login));
  await run("zone(name).dynHost.logins.update(login, update)", () => logins.update(login, { name: "*" }));
  await run("zone(name).dynHost.logins.changePassword(login, password)", () =>
    logins.changePassword(login, "another password"),
  );
  await run("zone(name).dynHost.logins.remove(login)", () => logins.remove(login));
  const world = door.world.zones.get("taprest.fr");
  if (world === undefined) throw new Error("the door has its zone");
  world.chapters.options["dnsAnycast"] = { ...world.chapters.renew };
  await run("zone(name).service.options.list()", () => service.options.list());
  await run("zone(name).service.options.get(option)", () => service.options.get("dnsAnycast"));
  await run("zone(name).service.options.getService(option)", () => service.options.getService("dnsAnycast"));
  await run("zone(name).service.options.updateService(option, renew)", () =>
    service.options.updateService("dnsAnycast", { automatic: false }),
  );
  await run("zone(name).service.get()", () => service.get());
  await run("zone(name).service.update(renew)", () => service.update({ automatic: false }));
  await run("zone(name).service.changeContacts(contacts)", () => service.changeContacts({ contactTech: "yy2-ovh" }));
  await run("zone(name).service.terminate()", () => service.terminate());
  const token = world.chapters.terminationToken;
  await run("zone(name).service.confirmTermination(why)", () => service.confirmTermination({ token, reason: "OTHER" }));
}

async function runMe(ovh: OvhDns, run: Run): Promise<void> {
  const { applications, credentials, serviceAccounts } = ovh.me;
  await run("me.applications.list()", () => applications.list());
  await run("me.applications.get(id)", () => applications.get(1));
  await run("me.credentials.list(filter)", () => credentials.list({ status: "pendingValidation" }));
  await run("me.credentials.get(id)", () => credentials.get(2));
  await run("me.credentials.application(id)", () => credentials.application(2));
  await run("me.credentials.update(id, update)", () => credentials.update(2, { allowedIPs: ["192.0.2.0/24"] }));
  await run("me.credentials.remove(id)", () => credentials.remove(2));
  const account = { name: "porchlight", description: "a test", flow: "CLIENT_CREDENTIALS" };
  const { clientId } = await run("me.serviceAccounts.create(account)", () => serviceAccounts.create(account));
  await run("me.serviceAccounts.list()", () => serviceAccounts.list());
  await run("me.serviceAccounts.get(id)", () => serviceAccounts.get(clientId));
  await run("me.serviceAccounts.update(id, update)", () => serviceAccounts.update(clientId, { name: "other" }));
  await run("me.serviceAccounts.remove(id)", () => serviceAccounts.remove(clientId));
  await run("me.applications.remove(id)", () => applications.remove(1));
}
