import { answer, known, record, unknown } from "../../test/sample.ts";
import { address, judged, refused, served, type Wish } from "../../test/walk-sample.ts";

const ns2 = { server: "ns2.example" };
const noRecord: Wish = { record: { type: "A", value: "82.64.1.2" } };

judged("served", [
  ["by every server", {}, "ok served outside 9"],
  ["not to be asked", { served: unknown }, "unknown served-unknown outside"],
  ["no answer at all", served(), "unknown served-unknown outside"],
  [
    "without authority",
    served(answer([record()], { authoritative: false })),
    "unknown served-not-authoritative outside 3",
  ],
  [
    "one of two without authority",
    served(answer([record()]), answer([], { ...ns2, authoritative: false })),
    "unknown served-not-authoritative outside 3",
  ],
  [
    "a server that fails",
    served(answer([record()]), answer([], { ...ns2, rcode: "SERVFAIL" })),
    "unknown served-refused outside 3",
  ],
  ["by one of two", served(answer([record()]), answer([], ns2)), "broken served-in-part outside 3"],
  ["by none", served(answer([]), answer([], ns2)), "broken not-served outside 3"],
  [
    "one of two values",
    served(answer([record({ type: "A", value: "192.0.2.1" })])),
    "broken served-differs outside 3",
    { record: { type: "A", value: "192.0.2.1", besides: ["192.0.2.2"] } },
  ],
  [
    "both of two values",
    served(answer([record({ type: "A", value: "192.0.2.2" }), record({ type: "A", value: "192.0.2.1" })])),
    "ok served outside 3",
    { record: { type: "A", value: "192.0.2.1", besides: ["192.0.2.2"] } },
  ],
  ["another value", served(answer([record({ value: "old.example." })])), "broken served-differs outside 3"],
  ["another type", served(answer([record()])), "broken served-differs outside 3", noRecord],
  [
    "one of several addresses",
    served(answer(["192.0.2.1", "82.64.1.2"].map((value) => record({ type: "A", value })))),
    "ok served outside 3",
    noRecord,
  ],
]);
judged("served", [
  [
    "anything at the name, when no record is expected",
    served(answer([]), address("82.64.1.2", "home.taprest.fr")),
    "ok served outside 3",
    { record: undefined },
  ],
  [
    "nothing at the name, when no record is expected",
    served(answer([])),
    "broken not-served outside 3",
    { record: undefined },
  ],
  [
    "with serials that differ",
    served(
      answer([record()]),
      ...["1", "2"].map((serial) =>
        answer([record({ name: "taprest.fr", type: "SOA", value: `ns. tech. ${serial} 1 1 1 60` })], { type: "SOA" }),
      ),
    ),
    "ok served outside 3",
  ],
]);
judged("stored", [
  ["as expected", {}, "ok stored inside"],
  ["not there", { stored: known([]) }, "broken stored-missing inside"],
  ["at another name", { stored: known([record({ name: "other.taprest.fr" })]) }, "broken stored-missing inside"],
  ["another value", { stored: known([record({ value: "old.example." })]) }, "broken stored-differs inside"],
  [
    "an address in its place",
    { stored: known([record({ type: "A", value: "192.0.2.1" })]) },
    "broken stored-differs inside",
  ],
  ["a text beside", { stored: known([record({ type: "TXT" })]) }, "broken stored-differs inside"],
  ["unread", { stored: unknown }, "unknown stored-unknown inside"],
  ["refused: said at the credentials", { stored: refused() }, "not-asked not-asked"],
]);
