import type { OvhRecordType } from "./record-types.ts";

/** A, AAAA: the address in its shortest form. */
export interface OvhAddress {
  readonly kind: "address";
  readonly address: string;
}

/** CNAME, DNAME, NS, PTR: absolute, lower case, with the final dot. */
export interface OvhHost {
  readonly kind: "host";
  readonly host: string;
}

/** MX: where mail goes; the lowest preference (0-65535) is tried first. */
export interface OvhMx {
  readonly kind: "mx";
  readonly preference: number;
  readonly host: string;
}

/** SRV: where a service is; numbers 0-65535. */
export interface OvhSrv {
  readonly kind: "srv";
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  readonly host: string;
}

/** TXT, SPF: the bytes, pieces joined; nearly always UTF-8. */
export interface OvhText {
  readonly kind: "text";
  readonly content: Buffer;
}

/** DKIM, DMARC: the tag list without quotes, as OVHcloud wants it; `name=value` with "; " between. */
export interface OvhTagList {
  readonly kind: "tag-list";
  readonly tags: string;
}

/** CAA: who may issue certificates. */
export interface OvhCaa {
  readonly kind: "caa";
  /** 0-255; 128 is "critical". */
  readonly flags: number;
  /** "issue", "issuewild", "iodef", in lower case. */
  readonly tag: string;
  readonly value: string;
}

/** SSHFP (two numbers) and TLSA (three), 0-255 each, and bytes in lower-case hexadecimal. */
export interface OvhSshfp {
  readonly kind: "sshfp";
  readonly algorithm: number;
  readonly hashType: number;
  readonly fingerprint: string;
}
export interface OvhTlsa {
  readonly kind: "tlsa";
  readonly usage: number;
  readonly selector: number;
  readonly matchingType: number;
  readonly data: string;
}

/** NAPTR: numbers 0-65535; the texts without their quotes; `replacement` absolute, "." when `regexp` is used. */
export interface OvhNaptr {
  readonly kind: "naptr";
  readonly order: number;
  readonly preference: number;
  readonly flags: string;
  readonly service: string;
  readonly regexp: string;
  readonly replacement: string;
}

/** RP: a mailbox with a dot for its @, and the name of a TXT; both absolute, "." when there is none. */
export interface OvhRp {
  readonly kind: "rp";
  readonly mailbox: string;
  readonly text: string;
}

/** LOC (RFC 1876), in whole units of what the record can hold. */
export interface OvhLoc {
  readonly kind: "loc";
  /** Thousandths of a second of arc, north positive: at most 324,000,000. */
  readonly latitude: number;
  /** Thousandths of a second of arc, east positive: at most 648,000,000. */
  readonly longitude: number;
  /** Centimetres; default 100 for the size, 1,000,000 and 1,000 for the precisions, each one digit and zeros. */
  readonly altitudeCm: number;
  readonly sizeCm: number;
  readonly horizontalCm: number;
  readonly verticalCm: number;
}

/** HTTPS, SVCB (RFC 9460): priority 0 is an alias; "." as host is the record's own name. */
export interface OvhSvcb {
  readonly kind: "svcb";
  readonly priority: number;
  readonly host: string;
  /** In the order of their numbers. `value` as it stands between quotes, escapes included, in one spelling; absent for a key alone. */
  readonly params: readonly { readonly key: string; readonly value?: string }[];
}

/** A type this SDK does not look into, or a target that does not fit its type; spaces made single. */
export interface OvhOpaque {
  readonly kind: "opaque";
  readonly target: string;
}

/** What a target of each type says. */
export interface OvhTargets {
  readonly A: OvhAddress;
  readonly AAAA: OvhAddress;
  readonly CAA: OvhCaa;
  readonly CNAME: OvhHost;
  readonly DKIM: OvhTagList;
  readonly DMARC: OvhTagList;
  readonly DNAME: OvhHost;
  readonly HTTPS: OvhSvcb;
  readonly LOC: OvhLoc;
  readonly MX: OvhMx;
  readonly NAPTR: OvhNaptr;
  readonly NS: OvhHost;
  readonly PTR: OvhHost;
  readonly RP: OvhRp;
  readonly SPF: OvhText;
  readonly SRV: OvhSrv;
  readonly SSHFP: OvhSshfp;
  readonly SVCB: OvhSvcb;
  readonly TLSA: OvhTlsa;
  readonly TXT: OvhText;
}

/** A target understood, or `opaque`. */
export type OvhTarget = OvhTargets[OvhRecordType] | OvhOpaque;

/** What a target of this type may be: its own shape, or `opaque`. */
export type OvhTargetOf<T extends string> = (T extends OvhRecordType ? OvhTargets[T] : OvhTarget) | OvhOpaque;
