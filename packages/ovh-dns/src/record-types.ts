import type { enums } from "./enums.ts";

/** The record types OVHcloud publishes. */
export type OvhRecordType = (typeof enums)["domain.zone.RecordTypeEnum"][number];

/** A record type to ask for; OVHcloud may come to know more. */
export type OvhFieldType = OvhRecordType | (string & {});
