/** How deep a run goes: the quick suite takes samples of the large matrices, `npm run test:deep` takes them whole. */
export const isDeep: boolean = process.env["PORCHLIGHT_DEEP"] === "1";

/** So many cases of a property, ten times as many in a deep run. */
export const cases = (quick: number): number => (isDeep ? quick * 10 : quick);

declare module "vitest" {
  interface TaskMeta {
    /** Lines that the reporter prints at the end of the run. */
    said?: readonly string[];
  }
}
