// A web server of the tests' own, on loopback: catalog files at addresses, which tests may change at any time.

import { createServer } from "node:http";
import { afterwards } from "./cleanup.mjs";

/** Serves `files`, a Map of path to text or a promise of one, and stops after `t`. Returns host with port, address, and the Map. */
export async function serveFiles(t, files = new Map()) {
  const server = createServer(async (request, response) => {
    const text = await files.get(new URL(request.url, "http://localhost").pathname);
    response.writeHead(text === undefined ? 404 : 200, { "content-type": "text/yaml" });
    response.end(text);
  });
  await new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(0, "127.0.0.1", done);
  });
  afterwards(t, async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  const host = `127.0.0.1:${server.address().port}`;
  return { host, address: `http://${host}`, files };
}
