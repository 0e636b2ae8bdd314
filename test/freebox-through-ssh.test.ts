import { createFreebox } from "@porchlight/freebox";
import { openTunnel } from "@porchlight/reach";
import { startFreebox } from "@porchlight/simulator";
import { expect, it, onTestFinished } from "vitest";
import { fingerprintOfKeys } from "../packages/reach/test/home.ts";
import { makeKeys, startSshServer } from "../packages/reach/test/ssh-server.ts";

it("the box is met through the SSH of a machine at home, and still proves its own name", async () => {
  const box = await startFreebox({ switches: { boxScheme: "https" } });
  onTestFinished(() => box.close());
  const { clientOptions: options } = box;
  const near = Number(new URL(box.url).port);
  const [hostKey, mine] = [makeKeys(), makeKeys()];
  const ssh = await startSshServer({ hostKey, authorised: mine.public, targets: { "mafreebox.freebox.fr:443": near } });
  onTestFinished(() => ssh.close());
  const tunnel = await openTunnel({
    host: "127.0.0.1",
    port: ssh.port,
    hostKey: fingerprintOfKeys(hostKey),
    login: { user: "pi", privateKey: mine.private },
    to: { host: "mafreebox.freebox.fr", port: 443 },
  });
  onTestFinished(() => tunnel.close());
  const via = { host: "127.0.0.1", port: tunnel.localPort };
  const freebox = createFreebox({ ...options, endpoint: "https://mafreebox.freebox.fr", via });
  onTestFinished(() => freebox.close());
  expect(await freebox.connection.get()).toMatchObject({ state: "up" });
  expect(ssh.log.length, "through a login of one's own").toBeGreaterThan(0);

  const impostor = createFreebox({ ...options, endpoint: "https://other.example", via });
  onTestFinished(() => impostor.close());
  await expect(impostor.connection.get()).rejects.toMatchObject({
    message: expect.stringMatching(/certificate|name/i),
  });
});
