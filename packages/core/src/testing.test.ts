import { describe, expect, it } from "vitest";
import type { DnsRecord, Forward, Outcome, Router, RouterItem, WriteStep, Zone } from "./contracts.ts";
import { memoryRouter, type MemoryRouter, memoryZone, type MemoryZone } from "./memory.ts";
import { type ContractCase, type RouterSubject, routerContract, type ZoneSubject, zoneContract } from "./testing.ts";

/** What one verb's next answer becomes. */
interface Loss {
  verb?: string;
}
const lost: Outcome = {
  status: "unconfirmed",
  failure: { kind: "unconfirmed", operation: "write", message: "the answer was lost" },
};
const done: Outcome = { status: "done" };

/** The names of the cases that do not hold. */
const failing = async (cases: readonly ContractCase[]): Promise<readonly string[]> => {
  const names: string[] = [];
  for (const { name, run } of cases)
    await run().catch((error: unknown) => {
      expect(error).toBeInstanceOf(Error);
      expect((error as Error).message).toMatch(/^expected .*saw |^no such thing$/s);
      names.push(name);
    });
  return names;
};

const machine = { mac: "b8:27:eb:12:34:56", address: "192.168.1.42" };
const routers = (wear: (router: MemoryRouter, loss: Loss) => Partial<Router> = () => ({})): RouterSubject => ({
  open: () => {
    const loss: Loss = {};
    const memory = memoryRouter();
    const worn: Router = { ...memory, ...wear(memory, loss) };
    return Promise.resolve({
      router: {
        ...worn,
        write: async (step, options) => {
          const outcome = await worn.write(step, options);
          if (loss.verb !== step.verb) return outcome;
          delete loss.verb;
          return lost;
        },
      },
      host: machine,
      staticName: "contract.freeboxos.fr",
      changesBehind: (step) => memory.write(step),
      losesNextAnswer: (verb) => void (loss.verb = verb),
      close: () => Promise.resolve(),
    });
  },
});

const zones = (wear: (zone: MemoryZone, loss: Loss) => Partial<Zone> = () => ({})): ZoneSubject => ({
  open: () => {
    const loss: Loss = {};
    const memory = memoryZone("taprest.fr");
    const worn: Zone = { ...memory, ...wear(memory, loss) };
    return Promise.resolve({
      zone: {
        ...worn,
        write: async (step, options) => {
          const outcome = await worn.write(step, options);
          if (loss.verb !== step.verb) return outcome;
          delete loss.verb;
          return lost;
        },
      },
      served: () => memory.served,
      changesBehind: (step) => memory.write(step),
      losesNextAnswer: (verb) => void (loss.verb = verb),
      close: () => Promise.resolve(),
    });
  },
});

/** A step with another `before`: the item as it is now under the same key, which is not to look at it. */
const unlooking = <I extends RouterItem | DnsRecord>(step: WriteStep<I>, items: readonly I[]): WriteStep<I> => {
  if (step.verb === "create") return step;
  const now = items.find((item) => "ref" in item && "ref" in step.before && item.ref === step.before.ref);
  return now === undefined ? step : { ...step, before: now };
};
const gone = (outcome: Outcome): Outcome => (outcome.status === "failed" ? done : outcome);
const thrown = (outcome: Outcome): Outcome => {
  if (outcome.status === "failed") throw new TypeError("no such thing");
  return outcome;
};
const rule: Forward = {
  kind: "forward",
  protocol: "tcp",
  wanPorts: [22, 22],
  lanAddress: machine.address,
  lanPort: 22,
  enabled: true,
  comment: "",
};

const brokenRouters: Readonly<
  Record<string, readonly [fails: string, (memory: MemoryRouter, loss: Loss) => Partial<Router>]>
> = {
  "reads everything": [
    "a read answers for each asked facet and for no other",
    (memory) => ({ read: () => memory.read(["line", "hosts", "leases", "staticNames", "forwards"]) }),
  ],
  "writes while it reads": [
    "a read has no effect",
    (memory) => ({
      read: async (needs) => {
        const reading = await memory.read(needs);
        memory.state.forwards = [...memory.state.forwards, { ...rule, ref: String(memory.state.forwards.length) }];
        return reading;
      },
    }),
  ],
  "forgets comments": [
    "what was created is read with a ref and every field",
    (memory) => ({
      write: (step, options) =>
        memory.write(
          step.verb === "create" && step.after.kind === "forward"
            ? { ...step, after: { ...step.after, comment: "" } }
            : step,
          options,
        ),
    }),
  ],
  "takes no static name": [
    "a static name that was created is read, and read no more once removed",
    (memory) => ({
      write: (step, options) =>
        step.verb === "create" && step.after.kind === "static-name"
          ? Promise.resolve(done)
          : memory.write(step, options),
    }),
  ],
  "updates by remove and create": [
    "an update is done in place and keeps the ref",
    (memory) => ({
      write: async (step, options) => {
        const outcome = await memory.write(step, options);
        if (step.verb !== "update" || outcome.status !== "done") return outcome;
        memory.state.forwards = memory.state.forwards.map((other) => ({ ...other, ref: `${other.ref}1` }));
        return done;
      },
    }),
  ],
  "removes all": [
    "a remove takes that item and no other",
    (memory) => ({
      write: async (step, options) => {
        const outcome = await memory.write(step, options);
        if (step.verb === "remove" && outcome.status === "done") memory.state.forwards = [];
        return outcome;
      },
    }),
  ],
  "does not look first": [
    "what was changed meanwhile is a conflict, and nothing is written",
    (memory) => ({
      write: (step, options) =>
        memory.write(unlooking(step, [...memory.state.forwards, ...memory.state.leases]), options),
    }),
  ],
  "takes gone for done": [
    "what is gone meanwhile is a conflict, and nothing is written",
    (memory) => ({
      write: async (step, options) => {
        const outcome = await memory.write(step, options);
        return step.verb === "create" ? outcome : gone(outcome);
      },
    }),
  ],
  "tidies what others made": [
    "what others made is left as it is by every write",
    (memory) => ({
      write: async (step, options) => {
        const outcome = await memory.write(step, options);
        memory.state.forwards = memory.state.forwards.map((other) =>
          other.comment.startsWith("somebody") ? { ...other, enabled: false } : other,
        );
        return outcome;
      },
    }),
  ],
  "takes any rule": [
    "a second rule on a port is a conflict",
    (memory) => ({
      write: async (step, options) => {
        const outcome = await memory.write(step, options);
        if (step.verb !== "create" || step.after.kind !== "forward" || outcome.status !== "failed") return outcome;
        memory.state.forwards = [...memory.state.forwards, { ...step.after, ref: "77" }];
        return done;
      },
    }),
  ],
  "repeats what got no answer": [
    "a write whose answer is lost is unconfirmed and not repeated",
    (memory, loss) => ({
      write: async (step, options) => {
        if (loss.verb === step.verb) {
          delete loss.verb;
          await memory.write(step, options);
        }
        return memory.write(step, options);
      },
    }),
  ],
  throws: [
    "trouble that can be foreseen is answered, not thrown",
    (memory) => ({ write: async (step, options) => thrown(await memory.write(step, options)) }),
  ],
  "heeds no signal": [
    "a call that is stopped before it begins is answered, and nothing is written",
    (memory) => ({ read: (needs) => memory.read(needs), write: (step) => memory.write(step) }),
  ],
};

const brokenZones: Readonly<
  Record<string, readonly [fails: string, (memory: MemoryZone, loss: Loss) => Partial<Zone>]>
> = {
  "reads below a name too": [
    "a read gives every type at each asked name and nothing of other names",
    (memory) => ({
      read: (names) =>
        Promise.resolve({
          known: true,
          value: memory.stored.filter((record) => names.some((name) => record.name.endsWith(name))),
        }),
    }),
  ],
  "publishes while it reads": [
    "a read has no effect",
    (memory) => ({
      read: async (names, options) => {
        const reading = await memory.read(names, options);
        memory.served = [...memory.served, ...memory.stored];
        return reading;
      },
    }),
  ],
  "reads values as they were typed": [
    "what was created is read with a ref and every field, its value canonical",
    (memory) => ({
      write: (step, options) =>
        memory.write(
          step.verb === "create"
            ? { ...step, after: { ...step.after, value: step.after.value.replace(/\.$/, "") } }
            : step,
          options,
        ),
    }),
  ],
  "updates a whole name": [
    "an update changes that record and leaves the text beside it",
    (memory) => ({
      write: async (step, options) => {
        const outcome = await memory.write(step, options);
        if (step.verb === "update" && outcome.status === "done")
          memory.stored = memory.stored.filter(({ type }) => type === step.after.type);
        return outcome;
      },
    }),
  ],
  "removes a whole name": [
    "a remove takes that record and leaves the text beside it",
    (memory) => ({
      write: async (step, options) => {
        const outcome = await memory.write(step, options);
        if (step.verb === "remove" && outcome.status === "done") memory.stored = [];
        return outcome;
      },
    }),
  ],
  "keeps one value of a set": [
    "two values of one set are changed and removed one by one",
    (memory) => ({
      write: (step, options) => {
        if (step.verb === "create") memory.stored = memory.stored.filter(({ type }) => type !== step.after.type);
        return memory.write(step, options);
      },
    }),
  ],
  "removes by content": [
    "a duplicate is refused, or stored beside and removed alone",
    (memory) => ({
      write: async (step, options) => {
        const outcome = await memory.write(step, options);
        if (step.verb === "remove" && outcome.status === "done")
          memory.stored = memory.stored.filter(({ value }) => value !== step.before.value);
        return outcome;
      },
    }),
  ],
  "does not look first": [
    "what was changed meanwhile is a conflict, and nothing is written",
    (memory) => ({ write: (step, options) => memory.write(unlooking(step, memory.stored), options) }),
  ],
  "takes gone for done": [
    "what is gone meanwhile is a conflict, and nothing is written",
    (memory) => ({
      write: async (step, options) => {
        const outcome = await memory.write(step, options);
        return step.verb === "create" ? outcome : gone(outcome);
      },
    }),
  ],
  "publishes each write": [
    "a write never publishes",
    (memory) => ({
      write: async (step, options) => {
        const outcome = await memory.write(step, options);
        await memory.publish();
        return outcome;
      },
    }),
  ],
  "never publishes": [
    "a publish serves everything that is stored, pending edits of others included",
    () => ({ publish: () => Promise.resolve(done) }),
  ],
  "publishes once": [
    "a publish may be repeated",
    (memory) => {
      let times = 0;
      return {
        publish: (options) => {
          times += 1;
          return times === 1 ? memory.publish(options) : Promise.resolve(lost);
        },
      };
    },
  ],
  "repeats what got no answer": [
    "a write whose answer is lost is unconfirmed and not repeated",
    (memory, loss) => ({
      write: async (step, options) => {
        if (loss.verb === step.verb) {
          delete loss.verb;
          await memory.write(step, options);
        }
        return memory.write(step, options);
      },
    }),
  ],
  throws: [
    "trouble that can be foreseen is answered, not thrown",
    (memory) => ({ write: async (step, options) => thrown(await memory.write(step, options)) }),
  ],
  "heeds no signal": [
    "a call that is stopped before it begins is answered, and nothing is written",
    (memory) => ({
      read: (names) => memory.read(names, { fresh: true }),
      write: (step) => memory.write(step),
      publish: () => memory.publish(),
    }),
  ],
};

describe("a memory router keeps the contract of a router", () => {
  for (const { name, run } of routerContract(routers())) it(name, run);
});

describe("a memory zone keeps the contract of a zone", () => {
  for (const { name, run } of zoneContract(zones())) it(name, run);
});

describe("the contract of a router is seen to be broken by one that", () => {
  it.each(Object.entries(brokenRouters))("%s", async (_, [fails, wear]) => {
    expect(await failing(routerContract(routers(wear)))).toContain(fails);
  });

  it("breaks each promise, one after the other", () => {
    const names = routerContract(routers()).map(({ name }) => name);
    expect(Object.values(brokenRouters).map(([fails]) => fails)).toEqual(names);
  });
});

describe("the contract of a zone is seen to be broken by one that", () => {
  it.each(Object.entries(brokenZones))("%s", async (_, [fails, wear]) => {
    expect(await failing(zoneContract(zones(wear)))).toContain(fails);
  });

  it("breaks each promise, one after the other", () => {
    const names = zoneContract(zones()).map(({ name }) => name);
    expect(Object.values(brokenZones).map(([fails]) => fails)).toEqual(names);
  });
});

describe("a case", () => {
  it("closes what it opened, when it holds and when it does not", async () => {
    let open = 0;
    const subject = (wear?: Parameters<typeof routers>[0]): RouterSubject => ({
      open: async () => {
        open += 1;
        return { ...(await routers(wear).open()), close: () => Promise.resolve(void (open -= 1)) };
      },
    });
    await failing(routerContract(subject()));
    await failing(
      routerContract(subject(() => ({ write: () => Promise.reject(new Error("expected it to, saw it")) }))),
    );
    expect(open).toBe(0);
  });

  it("that a subject cannot stage is empty", async () => {
    const bare: RouterSubject = {
      open: async () => {
        const on = await routers().open();
        return { router: on.router, host: on.host, close: () => on.close() };
      },
    };
    expect(await failing(routerContract(bare))).toEqual([]);
  });
});
