/** What a browser finds at the Pi: a page and an API that look like OctoPrint's, over plain HTTP. */
import { createServer, type Server } from "node:http";

const page = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>OctoPrint</title></head>
<body><h1>OctoPrint</h1><p>A virtual printer. Nothing is being printed.</p></body>
</html>
`;

/** As OctoPrint 1.10 answers; a real one asks for an API key first. */
const version = { api: "0.1", server: "1.10.3", text: "OctoPrint 1.10.3" };

/** Status, content type and text for a path. */
export const octoprintAnswer = (path: string): readonly [status: number, type: string, text: string] => {
  if (path === "/") return [200, "text/html; charset=utf-8", page];
  if (path === "/api/version") return [200, "application/json", JSON.stringify(version)];
  return [404, "text/plain; charset=utf-8", "Not Found"];
};

/** A server of the page that does not listen yet. */
export const createOctoprint = (): Server =>
  createServer((request, response) => {
    const [path = "/"] = (request.url ?? "/").split("?");
    const [status, type, text] = octoprintAnswer(path);
    response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(text) });
    response.end(request.method === "HEAD" ? undefined : text);
  });
