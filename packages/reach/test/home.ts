import { createServer, type RequestListener } from "node:http";
import { once } from "node:events";
import ssh2 from "ssh2";
import type { Net } from "../src/net.ts";
import { fingerprintOf } from "../src/ssh-session.ts";
import { fromTable, record, type Script, startDnsServer } from "./dns-server.ts";
import { makeKeys, type SshKeys, type SshServer, type SshServerOptions, startSshServer } from "./ssh-server.ts";

/** A page server on a free port of 127.0.0.1. */
export const startPages = async (listener: RequestListener): Promise<{ port: number; close: () => Promise<void> }> => {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

const octoprint: RequestListener = (_request, response) => {
  response.setHeader("content-type", "text/html").end("<html><head><title>OctoPrint</title></head></html>");
};

export const fingerprintOfKeys = (keys: SshKeys): string => {
  const key = ssh2.utils.parseKey(keys.public);
  if (key instanceof Error) throw key;
  return fingerprintOf(key.getPublicSSH());
};

export interface SmallHome {
  readonly net: Net;
  /** Expected of it when all is well. */
  readonly expected: {
    readonly name: string;
    readonly zone: string;
    readonly record: { readonly type: string; readonly value: string };
    readonly port: number;
    readonly hostKey: string;
    readonly tunnel: {
      readonly name: string;
      readonly to: { readonly host: string; readonly port: number };
      readonly expect: string;
    };
  };
  readonly login: { readonly user: string; readonly privateKey: string };
  readonly sshd: SshServer;
  readonly close: () => Promise<void>;
}
export interface SmallHomeOptions {
  readonly page?: RequestListener;
  readonly ssh?: SshServerOptions;
  readonly resolver?: Script;
  readonly authority?: Script;
}

/** A name, a resolver, one authoritative server, an SSH server behind 192.0.2.7:7654 and a page behind that. */
export const startSmallHome = async (options: SmallHomeOptions = {}): Promise<SmallHome> => {
  const chain = ["home.taprest.example 300 CNAME taprest.box.example"];
  const known = [...chain, "taprest.example 60 NS ns1.dns.example", "ns1.dns.example 60 A 192.0.2.11"];
  const end = record("taprest.box.example 60 A 192.0.2.7");
  // A resolver gives the whole chain in one answer.
  const resolver: Script = (question, query, transport) =>
    question.name === "home.taprest.example"
      ? { answers: [...chain.map(record), ...(question.type === "A" ? [end] : [])] }
      : fromTable(known)(question, query, transport);
  const [hostKey, mine] = [makeKeys(), makeKeys()];
  const pages = await startPages(options.page ?? octoprint);
  const dns = await startDnsServer(options.resolver ?? resolver);
  const authority = await startDnsServer(options.authority ?? fromTable(chain, { aa: true }));
  const targets = { "localhost:80": pages.port };
  const sshd = await startSshServer({ hostKey, authorised: mine.public, targets, ...options.ssh });
  return {
    net: {
      vantage: "outside",
      resolvers: ["192.0.2.1"],
      map: {
        "192.0.2.1:53": `127.0.0.1:${dns.port}`,
        "192.0.2.11:53": `127.0.0.1:${authority.port}`,
        "192.0.2.7:7654": `127.0.0.1:${sshd.port}`,
      },
    },
    expected: {
      name: "home.taprest.example",
      zone: "taprest.example",
      record: { type: "CNAME", value: "taprest.box.example." },
      port: 7654,
      hostKey: fingerprintOfKeys(hostKey),
      tunnel: { name: "octoprint", to: { host: "localhost", port: 80 }, expect: "octoprint" },
    },
    login: { user: "pi", privateKey: mine.private },
    sshd,
    close: async () => {
      await Promise.all([sshd.close(), pages.close(), dns.close(), authority.close()]);
    },
  };
};
