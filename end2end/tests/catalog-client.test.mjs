// Every reading method of Backstage's own catalog client, against the demo company.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { CATALOG_FILTER_EXISTS } from "@backstage/catalog-client";
import { catalogClient, names, refs, refusal } from "../support/client.mjs";
import { serve } from "../support/server.mjs";

const server = await serve({ after });
const { client } = catalogClient(server);
const BY_NAME = { field: "metadata.name", order: "asc" };
const CHECKOUT = "team-checkout";

/** All of these entities, one page after the other. */
async function pages(request, client_ = client) {
  const found = [await client_.queryEntities(request)];
  while (found.at(-1).pageInfo.nextCursor) {
    const { limit, fields } = request;
    found.push(await client_.queryEntities({ cursor: found.at(-1).pageInfo.nextCursor, limit, fields }));
    assert.ok(found.length < 100, "the pages end");
  }
  return found;
}

test("getEntities: everything, and what a filter leaves", async () => {
  const { items: all } = await client.getEntities();
  assert.ok(all.length > 200, `${all.length} entities`);
  assert.equal(new Set(refs(all)).size, all.length);

  const { items: apis } = await client.getEntities({ filter: { kind: "API" } });
  const expected = all.filter(({ kind }) => kind === "API");
  assert.deepEqual(refs(apis).sort(), refs(expected).sort());
  assert.deepEqual(
    apis.find(({ metadata }) => metadata.name === "basket-api"),
    expected.find(({ metadata }) => metadata.name === "basket-api"),
  );

  const both = { kind: ["component", "api"], "relations.ownedBy": `group:default/${CHECKOUT}` };
  const { items: owned } = await client.getEntities({ filter: both });
  assert.ok(names(owned).includes("basket-service") && names(owned).includes("basket-api"), names(owned).join(", "));
  assert.ok(owned.every(({ kind, spec }) => ["Component", "API"].includes(kind) && spec.owner === CHECKOUT));

  const either = [{ kind: "user" }, { kind: "group", "spec.parent": CATALOG_FILTER_EXISTS }];
  const { items: people } = await client.getEntities({ filter: either });
  const fits = ({ kind, spec }) => kind === "User" || (kind === "Group" && spec.parent);
  assert.deepEqual(refs(people).sort(), refs(all.filter(fits)).sort());

  const annotated = { "metadata.annotations.github.com/project-slug": "fernway/basket-service" };
  assert.deepEqual(refs((await client.getEntities({ filter: annotated })).items), ["component:default/basket-service"]);
  assert.deepEqual((await client.getEntities({ filter: { kind: "none & such" } })).items, []);
});

test("getEntities: fields, order, and pages by number", async () => {
  const filter = { kind: "component" };
  const fields = ["kind", "metadata.name", "metadata.annotations.backstage.io/kubernetes-id"];
  const { items } = await client.getEntities({ filter: { "metadata.name": "basket-service" }, fields });
  const annotations = { "backstage.io/kubernetes-id": "basket-service" };
  assert.deepEqual(items, [{ kind: "Component", metadata: { name: "basket-service", annotations } }]);

  const up = names((await client.getEntities({ filter, order: BY_NAME })).items);
  assert.deepEqual(up, [...up].sort());
  const down = await client.getEntities({ filter, order: [{ field: "metadata.name", order: "desc" }] });
  assert.deepEqual(names(down.items), [...up].reverse());

  const paged = [];
  for (let offset = 0; ; offset += 30) {
    const { items } = await client.getEntities({ filter, order: BY_NAME, offset, limit: 30 });
    paged.push(...names(items));
    if (items.length < 30) break;
  }
  assert.deepEqual(paged, up);
  const after = Buffer.from(JSON.stringify({ limit: 5, offset: 10 })).toString("base64");
  assert.deepEqual(names((await client.getEntities({ filter, order: BY_NAME, after })).items), up.slice(10, 15));
});

test("getEntities: a refusal is an error with a cause", async () => {
  await assert.rejects(client.getEntities({ order: { field: "kind", order: "up" } }), refusal(400, "InputError"));
  await assert.rejects(client.getEntities({ after: "nonsense" }), refusal(400, "InputError"));
});

for (const [way, selection] of [
  ["GET", { filter: { kind: "component" } }],
  ["POST", { query: { kind: "component" } }],
]) {
  test(`queryEntities: pages forwards and backwards, asked by ${way}`, async () => {
    const { client, asked } = catalogClient(server);
    const { items: all } = await client.getEntities({ filter: { kind: "component" }, order: BY_NAME });
    const request = { ...selection, orderFields: BY_NAME, limit: 17, fields: ["metadata.name", "kind"] };
    const forwards = await pages(request, client);
    assert.ok(forwards.length > 3);
    assert.deepEqual(forwards.flatMap(({ items }) => names(items)), names(all));
    assert.ok(forwards.every(({ totalItems }) => totalItems === all.length));
    assert.ok(forwards.every(({ items }) => items.every((item) => Object.keys(item).sort().join() === "kind,metadata")));
    assert.equal(forwards[0].pageInfo.prevCursor, undefined);
    assert.ok(asked.some((line) => line.startsWith(`${way} /entities/by-query`)), asked.join("\n"));

    const backwards = [forwards.at(-1)];
    while (backwards[0].pageInfo.prevCursor) {
      const cursor = backwards[0].pageInfo.prevCursor;
      backwards.unshift(await client.queryEntities({ cursor, limit: 17, fields: request.fields }));
      assert.ok(backwards.length <= forwards.length, "the way back ends");
    }
    assert.deepEqual(backwards.flatMap(({ items }) => names(items)), names(all));
    assert.equal(backwards.length, forwards.length);
  });
}

test("queryEntities: filter and query together, predicates of all kinds", async () => {
  const { client, asked } = catalogClient(server);
  const owned = await client.queryEntities({
    query: { "relations.ownedBy": `group:default/${CHECKOUT}` },
    filter: { kind: "component" },
    orderFields: [BY_NAME],
  });
  assert.ok(names(owned.items).includes("basket-service"));
  assert.ok(owned.items.every(({ kind, spec }) => kind === "Component" && spec.owner === CHECKOUT));
  assert.deepEqual(asked, ["POST /entities/by-query"]);

  const count = async (query) => (await client.queryEntities({ query, limit: 0 })).totalItems;
  const components = await count({ kind: "component" });
  assert.equal(owned.totalItems, await count({ kind: "component", "spec.owner": CHECKOUT }));
  const others = { $all: [{ kind: { $in: ["Component"] } }, { $not: { "spec.owner": CHECKOUT } }] };
  assert.equal((await count(others)) + owned.totalItems, components);
  const baskets = { kind: "component", "metadata.name": { $hasPrefix: "Basket-" } };
  assert.equal(await count(baskets), 1);
  const tagged = { $any: [{ "metadata.tags": { $contains: "redis" } }, { "metadata.tags.redis": { $exists: true } }] };
  assert.equal(await count(tagged), await count({ "metadata.tags": "redis" }));
});

test("queryEntities: text, offset, and no counting", async () => {
  const fullTextFilter = { term: "  BASKET ", fields: ["metadata.name", "metadata.title"] };
  const found = await client.queryEntities({ fullTextFilter, orderFields: BY_NAME });
  assert.ok(names(found.items).includes("basket-service") && names(found.items).includes("basket-api"));
  assert.ok(found.items.every(({ metadata }) => `${metadata.name} ${metadata.title}`.toLowerCase().includes("basket")));
  assert.equal(found.totalItems, found.items.length);

  const uncounted = { fullTextFilter, orderFields: BY_NAME, offset: 1, limit: 1, totalItems: "exclude" };
  const second = await client.queryEntities(uncounted);
  assert.deepEqual(names(second.items), names(found.items).slice(1, 2));
  assert.equal(second.totalItems, 0);
  await assert.rejects(client.queryEntities({ cursor: "nonsense" }), refusal(400, "InputError"));
});

test("streamEntities: every page, the same as at once", async () => {
  const { items: all } = await client.getEntities({ filter: { kind: "user" } });
  const sizes = [];
  const streamed = [];
  for await (const page of client.streamEntities({ filter: { kind: "user" }, pageSize: 20 })) {
    sizes.push(page.length);
    streamed.push(...refs(page));
  }
  assert.equal(sizes.length, Math.ceil(all.length / 20));
  assert.deepEqual(streamed.sort(), refs(all).sort());
});

test("getEntitiesByRefs: in the order asked for, with gaps", async () => {
  const entityRefs = ["group:default/team-checkout", "component:default/none", "component:default/basket-service"];
  const { items } = await client.getEntitiesByRefs({ entityRefs, fields: ["kind", "metadata.name"] });
  assert.deepEqual(items, [
    { kind: "Group", metadata: { name: CHECKOUT } },
    undefined,
    { kind: "Component", metadata: { name: "basket-service" } },
  ]);
  const filtered = await client.getEntitiesByRefs({ entityRefs, filter: { kind: "component" } });
  assert.deepEqual(filtered.items.map((item) => item?.metadata.name), [undefined, undefined, "basket-service"]);
  const queried = await client.getEntitiesByRefs({ entityRefs, query: { kind: "group" } });
  assert.deepEqual(queried.items.map((item) => item?.metadata.name), [CHECKOUT, undefined, undefined]);
});

test("getEntitiesByRefs: more than one request can hold", async () => {
  const { client, asked } = catalogClient(server);
  const entityRefs = Array.from({ length: 2500 }, (_, number) => `component:default/none-${number}`);
  entityRefs[2400] = "api:default/basket-api";
  const { items } = await client.getEntitiesByRefs({ entityRefs });
  assert.equal(items.length, 2500);
  assert.deepEqual(items.filter(Boolean).map(({ metadata }) => metadata.name), ["basket-api"]);
  assert.equal(items[2400].kind, "API");
  assert.ok(asked.length > 2, `${asked.length} requests`);
});

test("getEntityByRef and getEntityByName: in any case, and undefined where there is none", async () => {
  const entity = await client.getEntityByRef("component:basket-service");
  assert.equal(entity.metadata.title, "Basket service");
  assert.equal(entity.metadata.namespace, "default");
  assert.match(entity.metadata.uid, /^[0-9a-f-]{36}$/);
  assert.ok(entity.relations.some(({ type, targetRef }) => type === "ownedBy" && targetRef === "group:default/team-checkout"));
  const compound = { kind: "Component", namespace: "DEFAULT", name: "Basket-Service" };
  assert.deepEqual(await client.getEntityByRef(compound), entity);
  assert.deepEqual(await client.getEntityByName({ kind: "component", name: "basket-service" }), entity);
  assert.equal(await client.getEntityByRef("component:default/none"), undefined);
});

for (const way of ["filter", "query"]) {
  test(`getEntityFacets: counted over a ${way}`, async () => {
    const { items } = await client.getEntities({ filter: { kind: "component" } });
    const request = { facets: ["kind", "spec.lifecycle", "metadata.tags", "spec.none"], [way]: { kind: "component" } };
    const { facets } = await client.getEntityFacets(request);
    assert.deepEqual(facets.kind, [{ value: "Component", count: items.length }]);
    assert.deepEqual(facets["spec.none"], []);
    const counted = (values) => {
      const counts = new Map();
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
      return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([value, count]) => ({ value, count }));
    };
    assert.deepEqual(facets["spec.lifecycle"], counted(items.map(({ spec }) => spec.lifecycle).filter(Boolean)));
    assert.deepEqual(facets["metadata.tags"], counted(items.flatMap(({ metadata }) => metadata.tags ?? [])));
  });
}
