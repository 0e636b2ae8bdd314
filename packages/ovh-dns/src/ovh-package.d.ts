/** The part of the untyped `ovh` 2.0.3 package this SDK uses: its table of endpoints and its signature, not its requests. */
declare module "ovh" {
  interface OvhPackageClient {
    readonly host: string;
    readonly port: number;
    readonly basePath: string;
    /** SHA-1 over secret, consumer key, verb, full URL, body and timestamp, joined by "+", after "$1$". */
    signRequest(method: string, url: string, body: string, timestampSeconds: number): string;
  }
  /** Throws when `endpoint` is unknown. With `endpoint` given, `host` and `port` are ignored. */
  function ovh(params: {
    appKey: string;
    appSecret: string;
    consumerKey: string;
    endpoint?: string;
    host?: string;
    port?: number;
    basePath?: string;
  }): OvhPackageClient;
  export = ovh;
}
