import type { ApiCall } from "./call.ts";
import type { OvhHttpRequest } from "./http.ts";

/** Authentication headers of one try; asked again for each try, for they hold the time. */
export type Sign = (method: string, url: URL, body: string) => Readonly<Record<string, string>>;

/** The HTTP request of one call: address, query, body and headers, signed as it will be sent. */
export function requestOf(
  call: ApiCall,
  sign: Sign,
  setup: { readonly baseUrl: string; readonly userAgent: string },
  signal: AbortSignal,
): OvhHttpRequest {
  // Through URL, so that what is signed is spelt as what is sent.
  const url = new URL(setup.baseUrl + call.path);
  url.search = new URLSearchParams(call.query).toString();
  const body = call.body === undefined ? "" : asciiJson(call.body);
  return {
    method: call.method,
    url: url.href,
    headers: {
      Accept: "application/json",
      "User-Agent": setup.userAgent,
      ...call.headers,
      ...(body === "" ? {} : { "Content-Type": "application/json" }),
      ...sign(call.method, url, body),
    },
    ...(body === "" ? {} : { body }),
    signal,
  };
}

/** JSON in ASCII only, as OVHcloud's own clients send it: the signature then depends on no encoding. */
function asciiJson(value: NonNullable<ApiCall["body"]>): string {
  return JSON.stringify(value).replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
