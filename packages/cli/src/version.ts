/** The version of the command, the same as every package's. */
export const version = "0.1.0";
