/** What tests of a whole home share: its one redirection, a call to its box, a dial from outside. */
import type { VirtualHome } from "../src/home-types.ts";
import type { Redirection } from "../src/world.ts";
import { passwordFor } from "./ask.ts";
import { dial, http } from "./closing.ts";
import { parsed, textAt } from "./look.ts";

export const wan: string = "82.64.81.205:7654";
/** The redirection of the scenario, as a seed and as a body. */
export const rule: Omit<Redirection, "id"> = {
  enabled: true,
  ip_proto: "tcp",
  src_ip: "0.0.0.0",
  comment: "",
  lan_ip: "192.168.1.42",
  lan_port: 22,
  wan_port_start: 7654,
  wan_port_end: 7654,
};

/** Calls the box over its socket, so that forwarders follow. */
export const callBox = async (home: VirtualHome, method: string, path: string, body?: object): Promise<unknown> => {
  const { appId, appToken } = home.freebox.clientOptions.credentials;
  const url = `${home.freebox.url}/api/v16`;
  const login = { app_id: appId, password: passwordFor(appToken, home.world.login.challenge) };
  const session = await http("POST", `${url}/login/session/`, { body: JSON.stringify(login) });
  const headers = { "x-fbx-app-auth": textAt(parsed(session.text), "result", "session_token") };
  return parsed(
    (await http(method, url + path, { headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })).text,
  );
};

/** "open", or why the WAN port cannot be dialled. */
export const knock = (home: VirtualHome, at = wan): Promise<string> => dial(home.net.map[at]);
