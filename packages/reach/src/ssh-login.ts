import { inspect } from "node:util";

/** Who logs in, and by what: a private key, an agent, or both (the key is tried first). */
export interface SshLogin {
  readonly user: string;
  /** A private key in OpenSSH or PEM form. */
  readonly privateKey?: string | undefined;
  /** Of the private key, when it is encrypted. */
  readonly passphrase?: string | undefined;
  /** Where an SSH agent listens: the value of SSH_AUTH_SOCK, or "pageant". */
  readonly agent?: string | undefined;
}

const hidden = (value: unknown): PropertyDescriptor => ({ value, enumerable: false });

/**
 * Makes a login whose secrets do not show: console.log, util.inspect and JSON print `[secret]` for them, and a spread or
 * Object.entries leaves them out. No I/O. A plain object works as a login too, but hides nothing.
 */
export const createSshLogin = (login: SshLogin): SshLogin => {
  const { user, privateKey, passphrase, agent } = login;
  const shown = {
    user,
    ...(privateKey === undefined ? {} : { privateKey: "[secret]" }),
    ...(passphrase === undefined ? {} : { passphrase: "[secret]" }),
    ...(agent === undefined ? {} : { agent }),
  };
  const made: SshLogin = { user, ...(agent === undefined ? {} : { agent }) };
  return Object.freeze(
    Object.defineProperties(made, {
      ...(privateKey === undefined ? {} : { privateKey: hidden(privateKey) }),
      ...(passphrase === undefined ? {} : { passphrase: hidden(passphrase) }),
      toJSON: hidden(() => shown),
      [inspect.custom]: hidden(() => shown),
    }),
  );
};
