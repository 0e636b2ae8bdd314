/** What the Pi tells of those who log in, and how it is told to run commands. Names no SSH library, since it is published. */

/** What a client disclosed while logging in: never written for one that left at the host key. */
export interface DisclosureEntry {
  readonly user: string;
  /** "none", "password", "publickey", "keyboard-interactive", "hostbased". */
  readonly method: string;
  /** Type of the key offered, "ssh-ed25519". */
  readonly keyType?: string;
  /** True when the key was proved by a signature, false when it was only offered. */
  readonly signed?: boolean;
  readonly accepted: boolean;
}

/** What a command did. */
export interface CommandAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr?: string;
}

/** Stands for the machine's own shell: gets the command line and everything on its stdin. */
export type CommandScript = (command: string, input: string) => CommandAnswer | Promise<CommandAnswer>;
