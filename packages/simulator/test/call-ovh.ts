import type { OvhDoor } from "../src/doors.ts";
import { signed } from "./ask.ts";
import { http, type HttpReply } from "./closing.ts";

/** Makes one signed call over TLS; paths are below /1.0. */
export const callOvh = (door: OvhDoor, method: string, path: string, body = ""): Promise<HttpReply> => {
  const { host } = new URL(door.url);
  const headers = signed(door.world, method, `/1.0${path}`, body, host);
  return http(method, door.url + path, { headers, ca: door.clientOptions.ca, ...(body === "" ? {} : { body }) });
};
