import type { endpoints } from "./endpoints.ts";
import type { enums, OvhEnum } from "./enums.ts";
import type { models } from "./models.ts";
import type { OvhReceipt } from "./call.ts";

/** An operation of OVHcloud's API this SDK knows: "GET /domain/zone/{zoneName}/status". */
export type OvhOperation = keyof typeof endpoints;

/** An object as OVHcloud answers it, by its published name. What may be null is null when absent. Dates are ISO text. */
export type OvhModel<N extends keyof typeof models> = {
  readonly [K in keyof (typeof models)[N]]: OvhValue<Unmarked<(typeof models)[N][K]>> | NullIn<(typeof models)[N][K]>;
};

/** What a call sends: the fields of its body that can be written. */
export type OvhBody<E extends OvhOperation> = (typeof endpoints)[E] extends { readonly body: infer N }
  ? N extends keyof typeof models
    ? Sent<(typeof models)[N]>
    : never
  : (typeof endpoints)[E] extends { readonly fields: infer F }
    ? Sent<F>
    : never;

/** Filters of a call, as they go into its query. */
export type OvhQuery<E extends OvhOperation> = (typeof endpoints)[E] extends { readonly query: infer Q }
  ? { readonly [K in keyof Q]?: Asked<Q[K]> }
  : never;

/** What a call answers: the value, or, of a call that answers nothing, its receipt. */
export type OvhAnswer<E extends OvhOperation> = (typeof endpoints)[E]["answer"] extends "void"
  ? OvhReceipt
  : OvhValue<(typeof endpoints)[E]["answer"]>;

/** What stands in the braces of a path: `{ zoneName, id }`. */
export type OvhPathParams<P extends string> = P extends `${string}{${infer N}}${infer Rest}`
  ? { readonly [K in N]: string | number } & OvhPathParams<Rest>
  : unknown;

/** What a call takes; a part it has not is left out. */
export type OvhRequest<E extends OvhOperation> = OvhPathParams<E> &
  (OvhBody<E> extends never ? unknown : { readonly body: OvhBody<E> }) &
  (OvhQuery<E> extends never ? unknown : { readonly query?: OvhQuery<E> });

/** A type of OVHcloud's description as a type of TypeScript. */
export type OvhValue<T> = T extends `${infer Item}[]`
  ? readonly OvhValue<Item>[]
  : T extends keyof Scalars
    ? Scalars[T]
    : T extends keyof typeof enums
      ? OvhEnum<T>
      : T extends keyof typeof models
        ? OvhModel<T>
        : never;

interface Scalars {
  readonly string: string;
  readonly password: string;
  readonly datetime: string;
  readonly date: string;
  readonly ip: string;
  readonly ipBlock: string;
  readonly uuid: string;
  readonly long: number;
  readonly boolean: boolean;
  readonly "map[string]string": Readonly<Record<string, string>>;
}

type NullIn<F> = F extends `${string}?` ? null : never;
type Unmarked<F> = F extends `=${infer Rest}`
  ? Unmarked<Rest>
  : F extends `${infer Rest}?` | `${infer Rest}!`
    ? Unmarked<Rest>
    : F;

type Writable<M> = { [K in keyof M]: M[K] extends `=${string}` ? never : K }[keyof M];
type Required<M> = { [K in keyof M]: M[K] extends `${string}!${string}` ? K : never }[keyof M];
type Sent<M> = { readonly [K in Extract<Writable<M>, Required<M>>]: SentValue<M[K]> } & {
  readonly [K in Exclude<Writable<M>, Required<M>>]?: SentValue<M[K]>;
};
type SentValue<F> = SentBare<Unmarked<F>> | NullIn<F>;
type SentBare<T> = T extends `${infer Item}[]`
  ? readonly SentBare<Item>[]
  : T extends keyof typeof models
    ? Sent<(typeof models)[T]>
    : OvhValue<T>;

/** How a tag of the account's access policies is compared; no operator: equal. */
type TagFilters = Readonly<Record<string, readonly { readonly operator?: string; readonly value: string }[]>>;
type Asked<T> = T extends "map[string][]iam.resource.TagFilter" ? TagFilters : OvhValue<T>;
