/**
 * The defect that came back most often in tools of this kind, a failed update remembered as done, under the circumstances
 * of each report:
 *
 * - ddclient/ddclient 434: after an update that failed the client sat on a stale record for days, since its cache
 *   already held the new address.
 * - troglobit/inadyn 107: when the very first update could not be sent, none was tried again until the line's address
 *   changed.
 * - troglobit/inadyn 509: the look-up of one name's zone failed before its update was even sent, and that way out of the
 *   function forgot to ask for another try; the other name, in another zone, went through.
 * - NewFuture/DDNS 16: one cached address stands for all names, and it was kept although one of them had not been
 *   updated (the flag that should have dropped it was even set the wrong way round for a while).
 * - mholt/caddy-dynamicdns (its code; no thread): what the provider refuses is logged, after which "finished" is logged
 *   and the new address kept as the last one all the same.
 * - opnsense/plugins 3679: OVHcloud answered `badsys` with status 200; the client took the status for a success, wrote
 *   its state file, and called the account "not modified" from then on.
 * - kissgyorgy/cloudflare-dyndns 38: a timeout while writing left a cache that was ahead of the zone, so that later runs
 *   either skipped the update or made a second record.
 * - gehaxelt/Bash-INWX-DynDNS 15: the script wrote the address down before it sent it, so one bad night lasted until the
 *   address changed again.
 */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  addressesOf,
  apply,
  change,
  create,
  declare,
  dynamicHome,
  expectRepaired,
  expectReported,
  firstAddress,
  followsLine,
  moveLine,
  newAddress,
  refresh,
  settledHome,
  zoneName,
  zoneOf,
} from "./peers-support.ts";
import { command, type Stage } from "./support.ts";

let on: Stage;
afterEach(() => on.close());

const aRecord = /\/record\/\d+$/;
const refused = (message: string) => ({ status: 400, body: { class: "Client::BadRequest", message } });

describe("a failed update is never remembered as done", () => {
  it("an update the registrar refused is tried again on the next run (ddclient/ddclient 434)", async () => {
    on = await settledHome();
    await moveLine(on, newAddress);
    on.home.fail({ door: "ovh", method: "PUT", path: aRecord, times: 2, kind: refused("Come back tomorrow") });
    // The address changes once, and the runs that follow see nothing new on this side.
    for (const attempt of [await apply(on), await apply(on)]) {
      expect(attempt.writes).toEqual([change(on)]);
      await expectReported(on, attempt, /failed: PUT .*Come back tomorrow/);
      expect(addressesOf(on)).toEqual({ stored: [firstAddress], served: [firstAddress] });
    }
    await expectRepaired(on, await apply(on), change(on), refresh);
    expect(addressesOf(on)).toEqual({ stored: [newAddress], served: [newAddress] });
  });

  it("a record taken by the registrar is not done while its publication is refused (ddclient/ddclient 434)", async () => {
    on = await settledHome();
    await moveLine(on, newAddress);
    const missingRight = /missing right: POST \/domain\/zone\/taprest\.fr\/refresh/;
    const kind = { status: 403, body: { errorCode: "NOT_GRANTED_CALL", message: "This call has not been granted" } };
    on.home.fail({ door: "ovh", method: "POST", path: /\/refresh$/, times: 2, kind });
    await expectReported(on, await apply(on), missingRight);
    await expectReported(on, await apply(on), missingRight);
    expect(addressesOf(on)).toEqual({ stored: [newAddress], served: [firstAddress] });
    await expectRepaired(on, await apply(on), refresh);
  });

  it("a first update that could not be sent is sent as soon as the line is up (troglobit/inadyn 107)", async () => {
    on = await dynamicHome("home");
    // Nobody answers at first; then the provider of the line puts its own page in front of everything.
    const alone: Stage = { ...on, env: { ...on.env, OVH_ENDPOINT: "https://127.0.0.1:1/1.0" } };
    const unanswered = await apply(alone);
    await expectReported(on, unanswered, /zone taprest\.fr could not be read/, /ECONNREFUSED/);
    expect(unanswered.writes.filter((write) => write.includes("/domain/zone/"))).toEqual([]);
    on.home.fail({ door: "ovh", method: "POST", path: "/record", kind: "garbage" });
    const captive = await apply(on);
    expect(captive.writes).toEqual([create]);
    await expectReported(on, captive, /a body that is not JSON/);
    await expectRepaired(on, await apply(on), create, refresh);
    expect(addressesOf(on)).toEqual({ stored: [firstAddress], served: [firstAddress] });
  });

  it("a name whose zone could not be looked up is not left behind by one that went through (troglobit/inadyn 509)", async () => {
    on = await dynamicHome();
    const { zones } = on.home.world;
    const lost = zoneOf(on);
    const other = structuredClone({ ...lost, name: "second.fr" });
    zones.set(other.name, other);
    const names = { [`home.${zoneName}`]: followsLine, "home.second.fr": followsLine };
    await declare(on, { zones: { [zoneName]: { kind: "ovh" }, "second.fr": { kind: "ovh" } }, names });
    zones.delete(zoneName);
    const half = await apply(on);
    zones.set(zoneName, lost);
    expect(half.writes.filter((write) => write.includes("/zone/"))).toEqual([
      "POST /1.0/domain/zone/second.fr/record",
      "POST /1.0/domain/zone/second.fr/refresh",
    ]);
    await expectReported(on, half, /zone taprest\.fr could not be read/);
    expect(half.code).toBe(4);
    await expectRepaired(on, await apply(on), create, refresh);
  });

  it.each(["first", "second", "last"])(
    "of three names the %s one is refused, and the others do not answer for it (NewFuture/DDNS 16)",
    async (which) => {
      on = await dynamicHome("cam", "door", "home");
      const skip = ["first", "second", "last"].indexOf(which);
      const name = ["cam", "door", "home"][skip];
      on.home.fail({ door: "ovh", method: "POST", path: "/record", skip, kind: refused("Not this one") });
      await expectReported(
        on,
        await apply(on),
        /Not this one/,
        new RegExp(`^ {2}\\+ record +${name}\\.taprest\\.fr A`, "m"),
      );
      await expectRepaired(on, await apply(on), create, refresh);
      for (const each of ["cam", "door", "home"])
        expect(addressesOf(on, each)).toEqual({ stored: [firstAddress], served: [firstAddress] });
    },
  );

  it("a gateway's error page is not a finished update, whichever way the address turns (mholt/caddy-dynamicdns, code)", async () => {
    on = await settledHome();
    const page = { status: 502, body: "<html><body>Bad Gateway</body></html>" };
    on.home.fail({ door: "ovh", method: "PUT", path: aRecord, times: 2, kind: page });
    await moveLine(on, newAddress);
    await expectReported(on, await apply(on), /status 502/);
    // Back to the address that is still published: nothing is owed, and nothing is sent for it.
    await moveLine(on, firstAddress);
    expect(await apply(on)).toMatchObject({ code: 0, writes: [], stdout: expect.stringMatching(/^Nothing to do/) });
    // And once more to the one that failed: it counts as new.
    await moveLine(on, newAddress);
    await expectReported(on, await apply(on), /status 502/);
    await expectRepaired(on, await apply(on), change(on), refresh);
    expect(addressesOf(on)).toEqual({ stored: [newAddress], served: [newAddress] });
  });

  it.each([
    ["a word", "badsys"],
    ["an error object", { class: "Client::BadRequest", message: "badsys" }],
  ])("status 200 with %s is not a success when nothing changed (opnsense/plugins 3679)", async (_form, body) => {
    on = await settledHome();
    await moveLine(on, newAddress);
    on.home.fail({ door: "ovh", method: "PUT", path: aRecord, kind: { status: 200, body } });
    await expectReported(on, await apply(on), /Run it again/);
    expect(addressesOf(on)).toEqual({ stored: [firstAddress], served: [firstAddress] });
    on.home.fail({ door: "ovh", method: "POST", path: /\/refresh$/, kind: { status: 200, body } });
    await expectReported(on, await apply(on), /Run it again/);
    expect(addressesOf(on)).toEqual({ stored: [newAddress], served: [firstAddress] });
    await expectRepaired(on, await apply(on), refresh);
  });

  it("a creation that timed out after it was done makes no second record (kissgyorgy/cloudflare-dyndns 38)", async () => {
    on = await dynamicHome("home");
    on.home.fail({ door: "ovh", method: "POST", path: "/record", kind: "executed-not-answered" });
    const first = await apply(on);
    expect(first.said).toContain("sent, and it is not known whether it was done");
    expect(first.writes.filter((write) => write === create)).toHaveLength(1);
    expect(await apply(on)).toMatchObject({ code: 0, writes: [] });
    expect(addressesOf(on)).toEqual({ stored: [firstAddress], served: [firstAddress] });
  });

  it("a change that timed out after it was done is seen though the address is the old one again (kissgyorgy/cloudflare-dyndns 38)", async () => {
    on = await settledHome();
    await moveLine(on, newAddress);
    const onHit = (): void => void (on.home.world.line.ipv4 = firstAddress);
    on.home.fail({ door: "ovh", method: "PUT", path: aRecord, kind: "executed-not-answered", onHit });
    const lost = await apply(on);
    expect(addressesOf(on)).toEqual({ stored: [newAddress], served: [firstAddress] });
    await expectReported(on, lost, /sent, and it is not known whether it was done/);
    // The line has the address that this side wrote last and that is still served; the zone does not store it.
    await expectRepaired(on, await apply(on), change(on), refresh);
    expect(addressesOf(on)).toEqual({ stored: [firstAddress], served: [firstAddress] });
  });

  it("an address noted before it was sent is sent by the next run (gehaxelt/Bash-INWX-DynDNS 15)", async () => {
    on = await settledHome();
    await moveLine(on, newAddress);
    const { child, ended } = command(on, "apply", "--yes");
    const onHit = (): void => void child.kill("SIGKILL");
    on.home.fail({ door: "ovh", method: "PUT", path: aRecord, kind: "received-not-executed", onHit });
    expect((await ended).code).toBeNull();
    // What the dead run was about to write is on the disk of this machine, and nowhere else.
    const state = path.join(on.folder, ".local", "state");
    const entries = await readdir(state, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
    expect(texts.filter((text) => text.includes(newAddress))).not.toEqual([]);
    expect(addressesOf(on)).toEqual({ stored: [firstAddress], served: [firstAddress] });
    await expectRepaired(on, await apply(on), change(on), refresh);
  });
});
