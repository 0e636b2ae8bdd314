// Not judges but judged: our SDKs at the same doors, by the vendors' names alone.
import path from "node:path";
import { must } from "../transcript.mjs";
import { prepareDynHost } from "./dynhost.mjs";
import { ovhEnv } from "./records.mjs";

const sdks = {
  client: "our two SDKs",
  does: "set, serve, change and remove a name by Knot's word; DynHost; a redirection",
  needs: ["node", "knotd", "knotc"],
  version: ["node", "--print", "'0.1.0'"],
  work: async (stage) => {
    const { appId, appToken } = stage.freebox.clientOptions.credentials;
    const { login, password, host } = prepareDynHost(stage, "our");
    const env = {
      DYNHOST_LOGIN: login,
      DYNHOST_PASSWORD: password,
      ...ovhEnv(stage.ovh.clientOptions.credentials),
      FREEBOX_APP_ID: appId,
      FREEBOX_TOKEN: appToken,
      NODE_EXTRA_CA_CERTS: stage.trusted,
    };
    const { stdout } = await stage.call("node", [path.join(import.meta.dirname, "our-sdks.mjs"), stage.zone, host], {
      env,
    });
    must(stdout.trim().endsWith("all done"), "it came to its end");
  },
};

export const ourJobs = [sdks];
