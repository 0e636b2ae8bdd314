/** The rules one forward of the file is made of. Pure. */
import type { WantedForward } from "../derive.ts";
import { type DesiredForward, markOf } from "../desired.ts";

/** One rule for each protocol and each range of ports, leading to a LAN address. */
export const rulesOf = (forward: DesiredForward, lanAddress: string, home: string): readonly WantedForward[] =>
  forward.protocols.flatMap((protocol) =>
    forward.wanPorts.map((wanPorts) => ({
      item: {
        kind: "forward" as const,
        protocol,
        wanPorts,
        lanAddress,
        lanPort: forward.port,
        ...(forward.from === undefined ? {} : { from: forward.from }),
        enabled: forward.enabled,
        comment: markOf(home, forward.name),
      },
      path: forward.path,
      name: forward.name,
      host: forward.host,
    })),
  );
