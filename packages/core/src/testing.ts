/** The contracts of `Router` and `Zone` as cases for any test runner, or none. */
export type { ContractCase } from "./contract/case.ts";
export { routerContract } from "./contract/router.ts";
export type { RouterSubject, RouterUnderTest } from "./contract/router-subject.ts";
export { zoneContract } from "./contract/zone.ts";
export type { ZoneSubject, ZoneUnderTest } from "./contract/zone-subject.ts";
