/**
 * What published clients count on, as one call each: found by running them (test/real-clients) or in their source. A zone
 * taprest.fr holds one record 7: an A of 192.0.2.1 at "dyn" with a ttl of 60.
 */
export interface ClientExpectation {
  readonly client: string;
  readonly what: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** With the base. */
  readonly path: string;
  readonly body?: object;
  /** Headers beside those of a signed call, in their place where they have the same name. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  /** What the answer's body holds at least; "" for no body. */
  readonly answer: object | string | null;
  /** Headers of the answer, in lower case; `null` for one that must be absent. */
  readonly answerHeaders?: Readonly<Record<string, string | null>>;
}

const record = "/1.0/domain/zone/taprest.fr/record/7";

export const clientExpectations: readonly ClientExpectation[] = [
  {
    client: "dnscontrol 4",
    what: "an update may send back type, zone and id as they are",
    method: "PUT",
    path: record,
    body: { fieldType: "A", zone: "taprest.fr", id: 7, subDomain: "dyn", target: "192.0.2.9", ttl: 300 },
    status: 200,
    answer: null,
  },
  {
    client: "dnscontrol 4",
    what: "an update with another type is refused in these words",
    method: "PUT",
    path: record,
    body: { fieldType: "AAAA", target: "2001:db8::1" },
    status: 400,
    answer: { message: "Try to alter read-only properties: fieldType" },
  },
  {
    client: "ddclient 3.10",
    what: "an update of dynamic DNS is answered in one line, without chunks",
    method: "GET",
    path: "/nic/update?system=dyndns&hostname=dyn.taprest.fr&myip=192.0.2.2",
    headers: { authorization: `Basic ${Buffer.from("taprest.fr-dyn:twelve characters").toString("base64")}` },
    status: 200,
    answer: "good 192.0.2.2",
    answerHeaders: { "content-length": "14", "transfer-encoding": null },
  },
  {
    client: "lexicon 3.25 and certbot-dns-ovh 5.8",
    what: "a removal is answered without a body",
    method: "DELETE",
    path: record,
    status: 204,
    answer: "",
  },
  {
    client: "go-ovh 1.9",
    what: "a record that is not there has a class",
    method: "GET",
    path: "/1.0/domain/zone/taprest.fr/record/8",
    status: 404,
    answer: { class: "Client::NotFound" },
  },
  {
    client: "octodns-ovh 1.2",
    what: "a zone that is not there is told in these words",
    method: "GET",
    path: "/1.0/domain/zone/example.org/record",
    status: 404,
    answer: { message: "This service does not exist" },
  },
  {
    client: "python ovh 1.2",
    what: "an unknown consumer key has a code of its own",
    method: "GET",
    path: "/1.0/domain/zone",
    headers: { "x-ovh-consumer": "unknown" },
    status: 403,
    answer: { errorCode: "NOT_CREDENTIAL" },
  },
];
