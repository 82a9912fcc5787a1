// Configurations that may read from a server of the tests' own, and documents for it to serve.

import { writeFile } from "node:fs/promises";
import path from "node:path";
import { folder } from "./server.mjs";

/**
 * Writes a configuration that may read from `hosts`, and a catalog of `documents` on disk, beside which it names the
 * addresses of `remotes`; returns the paths of both.
 */
export async function configuration(t, { hosts = [], documents, remotes = [], catalog = "" }) {
  const place = await folder(t);
  const allowed = hosts.map((host) => `      - host: "${host}"`).join("\n");
  const reading = hosts.length > 0 ? `backend:\n  reading:\n    allow:\n${allowed}\n` : "";
  await writeFile(path.join(place, "catalog.yaml"), documents);
  const rules = "  rules:\n    - allow: [Component, API, Resource, System, Domain, Group, Location]\n";
  const others = remotes.map((target) => `    - type: url\n      target: ${target}\n`).join("");
  const locations = `catalog:\n${rules}  locations:\n    - type: file\n      target: ./catalog.yaml\n${others}`;
  const file = path.join(place, "portico.yaml");
  await writeFile(file, `organization:\n  name: Acorn\n${reading}${locations}${catalog}`);
  return { file, documents: path.join(place, "catalog.yaml") };
}

/** A document of an entity with a specification; `more` are lines of metadata. */
export function document(kind, name, spec, more = "") {
  const metadata = `metadata:\n  name: ${name}\n${more}`;
  return `apiVersion: backstage.io/v1alpha1\nkind: ${kind}\n${metadata}spec: ${JSON.stringify(spec)}\n`;
}
