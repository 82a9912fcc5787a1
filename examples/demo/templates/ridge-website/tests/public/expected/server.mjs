// Summit & Fair: serves the files in pages/. No dependencies until you need one.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";

const PAGES = path.join(path.dirname(fileURLToPath(import.meta.url)), "pages");
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8" };

/** The file for an address; nothing for what lies outside or is not there. */
async function find(url) {
  const wanted = decodeURIComponent(new URL(url, "http://site").pathname);
  const file = path.join(PAGES, wanted.endsWith("/") ? `${wanted}index.html` : wanted);
  const inside = file.startsWith(PAGES + path.sep);
  const found = inside && (await stat(file).catch(() => undefined))?.isFile();
  return found ? file : undefined;
}

export const site = createServer(async (request, response) => {
  const file = await find(request.url).catch(() => undefined);
  if (!file) {
    response.writeHead(404, { "content-type": "text/plain" }).end("There is no such page\n");
    return;
  }
  response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream" });
  createReadStream(file).pipe(response);
});

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = Number(process.env.PORT ?? 3000);
  site.listen(port, () => console.log(`summit-fair is on http://localhost:${port}`));
}
