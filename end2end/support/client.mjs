// The catalog as programs of other people know it: through the client that Backstage publishes for it.

import { CatalogClient } from "@backstage/catalog-client";

/** A client of this server, and `asked`: method and decoded path of every request that it has sent. */
export function catalogClient({ address }) {
  const asked = [];
  const listening = (url, init = {}) => {
    const { pathname, search } = new URL(url);
    asked.push(`${init.method ?? "GET"} ${decodeURIComponent(pathname.replace("/api/catalog", "") + search)}`);
    return fetch(url, init);
  };
  const discoveryApi = { getBaseUrl: async (plugin) => `${address}/api/${plugin}` };
  return { client: new CatalogClient({ discoveryApi, fetchApi: { fetch: listening } }), asked };
}

/** The names of entities, in order. */
export function names(entities) {
  return entities.map(({ metadata }) => metadata.name);
}

/** The references of entities, in order. */
export function refs(entities) {
  return entities.map(({ kind, metadata }) => `${kind}:${metadata.namespace}/${metadata.name}`.toLowerCase());
}

/** What `assert.rejects` is to expect of a refusal. */
export function refusal(statusCode, causeName) {
  return (error) => {
    const found = [error.name, error.statusCode, error.cause?.name].join(" ");
    if (found === `ResponseError ${statusCode} ${causeName}`) return true;
    throw new Error(`expected ${statusCode} ${causeName}, not ${found}`, { cause: error });
  };
}
