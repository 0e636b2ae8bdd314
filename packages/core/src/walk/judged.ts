/** What every judge of a link gives, and what several of them need. Pure. */
import type { Message, Reading, ServedAnswer } from "../contracts.ts";
import type { Link, LinkStatus, Measurements, Vantage } from "./links.ts";

/** A link without its name. */
export type Judged = Omit<Link, "name">;

/** What is said of a link that nothing was expected of, or nothing measured at. */
export const notAsked: Judged = Object.freeze({ status: "not-asked", message: { code: "not-asked", params: {} } });

/** From where the home's public address is dialled. */
export const dialVantage = (seen: Measurements): Vantage => (seen.vantage === "inside" ? "hairpin" : "outside");

/** A verdict on something the router or a zone told, wherever it was asked from. */
export const toldAtHome = (status: LinkStatus, code: string, params: Message["params"] = {}): Judged => ({
  status,
  vantage: "inside",
  message: { code, params },
});

export const serversOf = (answers: readonly ServedAnswer[]): readonly string[] => [
  ...new Set(answers.map(({ server }) => server)),
];

/** The value of a reading that was made and succeeded. */
export const valueOf = <T>(reading: Reading<T> | undefined): T | undefined =>
  reading?.known === true ? reading.value : undefined;
