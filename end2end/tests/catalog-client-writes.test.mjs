// Every writing method of Backstage's own catalog client, and those that read what was written: locations, ancestry.
// The catalog comes from a web server of this file's own, which is the only host that may be read from.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import test, { after } from "node:test";
import { catalogClient, refs, refusal } from "../support/client.mjs";
import { serveFiles } from "../support/files.mjs";
import { folder, serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const CHANGE_MS = 10_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const web = await serveFiles({ after });
web.files.set("/configured/catalog-info.yaml", component("configured"));
const config = path.join(await folder({ after }), "portico.yaml");
const settings = {
  backend: { reading: { allow: [{ host: web.host }] } },
  catalog: {
    // So that a test can see an orphan before it removes it.
    orphanStrategy: "keep",
    locations: [{ type: "url", target: `${web.address}/configured/catalog-info.yaml` }],
  },
};
// JSON is YAML.
await writeFile(config, JSON.stringify(settings));
const { client } = catalogClient(await serve({ after }, { config }));

/** A document of a component. */
function component(name, description = "As it was.") {
  const metadata = { name, description };
  const spec = { type: "service", lifecycle: "production", owner: "team-oak" };
  return JSON.stringify({ apiVersion: "backstage.io/v1alpha1", kind: "Component", metadata, spec });
}

/** Puts components at a new address and returns it. */
function put(name, ...documents) {
  web.files.set(`/${name}/catalog-info.yaml`, documents.join("\n---\n"));
  return `${web.address}/${name}/catalog-info.yaml`;
}

/** The reference of the Location entity that stands for a registered address. */
function generated(target) {
  return `location:default/generated-${createHash("sha1").update(`url:${target}`).digest("hex")}`;
}

/** Waits until the entity is there and `check` holds of it. */
function becomes(entityRef, check = () => {}) {
  return eventually(async () => {
    const entity = await client.getEntityByRef(entityRef);
    assert.ok(entity, `${entityRef} is not there`);
    check(entity);
    return entity;
  }, CHANGE_MS);
}

/** Waits until the entity is gone. */
function vanishes(entityRef) {
  return eventually(async () => assert.equal(await client.getEntityByRef(entityRef), undefined), CHANGE_MS);
}

/** Registers components at a new address, and waits for the first of them. */
async function register(name, ...documents) {
  const target = put(name, ...(documents.length > 0 ? documents : [component(name)]));
  const { location } = await client.addLocation({ type: "url", target });
  await becomes(`component:default/${name}`);
  return location;
}

test("a configured location is read, and is not among the registered ones", async () => {
  const target = `${web.address}/configured/catalog-info.yaml`;
  const entity = await becomes("component:default/configured");
  assert.equal(entity.metadata.annotations["backstage.io/managed-by-location"], `url:${target}`);
  assert.equal(entity.metadata.annotations["backstage.io/managed-by-origin-location"], `url:${target}`);
  const { items } = await client.getLocations();
  assert.ok(!items.some((location) => location.target === target));
});

test("addLocation: a dry run shows what would come, and stores nothing", async () => {
  const target = put("dry", component("dry-one"), component("dry-two"));
  const tried = await client.addLocation({ type: "url", target, dryRun: true });
  assert.equal(tried.exists, false);
  assert.deepEqual(tried.location, { id: `url:${target}`, type: "url", target, entityRef: generated(target) });
  assert.deepEqual(refs(tried.entities).sort(), [
    "component:default/dry-one",
    "component:default/dry-two",
    generated(target),
  ]);
  assert.equal(await client.getLocationByRef(`url:${target}`), undefined);
  assert.equal(await client.getEntityByRef("component:default/dry-one"), undefined);
});

test("addLocation: a dry run says what is wrong", async () => {
  const missing = `${web.address}/missing/catalog-info.yaml`;
  await assert.rejects(client.addLocation({ target: missing, dryRun: true }), refusal(400, "InputError"));
  const broken = put("broken", JSON.stringify({ kind: "Component" }));
  await assert.rejects(client.addLocation({ target: broken, dryRun: true }), refusal(400, "InputError"));
  await assert.rejects(client.addLocation({ type: "file", target: "/x.yaml" }), refusal(400, "InputError"));
});

test("addLocation: registered once, refused twice, refreshed when asked to", async () => {
  const target = put("added", component("added"));
  const { location, entities } = await client.addLocation({ target });
  assert.match(location.id, UUID);
  assert.deepEqual(location, { id: location.id, type: "url", target, entityRef: generated(target) });
  assert.deepEqual(entities, []);
  await becomes("component:default/added");

  assert.equal((await client.addLocation({ target, dryRun: true })).exists, true);
  await assert.rejects(client.addLocation({ target }), refusal(409, "ConflictError"));
  put("added", component("added", "As it became."));
  const again = await client.addLocation({ target, onConflict: "refresh" });
  assert.equal(again.location.id, location.id);
  await becomes("component:default/added", ({ metadata }) => assert.equal(metadata.description, "As it became."));
});

test("getLocations and its sisters: by id, reference and entity", async () => {
  const location = await register("listed");
  const { items } = await client.getLocations();
  assert.deepEqual(items.find(({ id }) => id === location.id), location);
  assert.deepEqual(await client.getLocationById(location.id), location);
  assert.equal(await client.getLocationById("none"), undefined);
  assert.deepEqual(await client.getLocationByRef(`url:${location.target}`), location);
  assert.equal(await client.getLocationByRef("url:http://127.0.0.1/none"), undefined);
  assert.deepEqual(await client.getLocationByEntity("component:default/listed"), location);
  assert.equal(await client.getLocationByEntity("component:default/none"), undefined);
});

test("queryLocations and streamLocations: pages, predicates, everything", async () => {
  const registered = [await register("page-a"), await register("page-b"), await register("page-c")];
  const query = { target: { $hasPrefix: `${web.address}/PAGE-` } };
  const found = [];
  let page = await client.queryLocations({ limit: 2, query });
  for (;;) {
    assert.equal(page.totalItems, 3);
    found.push(...page.items);
    if (!page.pageInfo.nextCursor) break;
    page = await client.queryLocations({ cursor: page.pageInfo.nextCursor });
  }
  const byId = (a, b) => (a.id < b.id ? -1 : 1);
  assert.deepEqual(found.sort(byId), registered.sort(byId));
  const one = await client.queryLocations({ query: { id: registered[0].id, type: "url" } });
  assert.deepEqual(one.items, [registered[0]]);
  await assert.rejects(client.queryLocations({ limit: 0 }), refusal(400, "InputError"));

  const streamed = [];
  for await (const items of client.streamLocations({ limit: 2 })) {
    assert.ok(items.length <= 2);
    streamed.push(...items);
  }
  const { items: all } = await client.getLocations();
  assert.deepEqual(streamed.sort(byId), all.sort(byId));
});

test("updateLocation: the same location at another address", async () => {
  const before = await register("moved-from");
  const target = put("moved-to", component("moved-to"));
  const after = await client.updateLocation(before.id, { target });
  assert.deepEqual(after, { ...before, target });
  await becomes("component:default/moved-to");
  const taken = (await register("taken")).target;
  await assert.rejects(client.updateLocation(before.id, { target: taken }), refusal(409, "ConflictError"));
  await assert.rejects(client.updateLocation("none", { target }), refusal(404, "NotFoundError"));
});

test("removeLocationById: its entities go with it", async () => {
  const { id } = await register("removed");
  await client.removeLocationById(id);
  assert.equal(await client.getLocationById(id), undefined);
  await vanishes("component:default/removed");
  await assert.rejects(client.removeLocationById(id), refusal(404, "NotFoundError"));
});

test("refreshEntity: what has changed is read at once", async () => {
  await register("refreshed");
  put("refreshed", component("refreshed", "As it became."));
  await client.refreshEntity("component:default/refreshed");
  await becomes("component:default/refreshed", ({ metadata }) => assert.equal(metadata.description, "As it became."));
  await assert.rejects(client.refreshEntity("component:default/none"), refusal(404, "NotFoundError"));
});

test("removeEntityByUid: an orphan goes for good", async () => {
  await register("stays", component("stays"), component("orphaned"));
  const { metadata } = await becomes("component:default/orphaned");
  put("stays", component("stays"));
  await client.refreshEntity("component:default/stays");
  await becomes("component:default/orphaned", (entity) => {
    assert.equal(entity.metadata.annotations["backstage.io/orphan"], "true");
  });
  await client.removeEntityByUid(metadata.uid);
  await vanishes("component:default/orphaned");
  // Unknown is as good as gone.
  await client.removeEntityByUid(metadata.uid);
});

test("getEntityAncestors: from the entity to the location that leads to it", async () => {
  const { entityRef } = await register("child");
  const found = await client.getEntityAncestors({ entityRef: "component:default/child" });
  assert.equal(found.rootEntityRef, "component:default/child");
  const chain = found.items.map(({ entity, parentEntityRefs }) => [refs([entity])[0], parentEntityRefs]);
  assert.deepEqual(chain, [
    ["component:default/child", [entityRef]],
    [entityRef, []],
  ]);
  await assert.rejects(
    client.getEntityAncestors({ entityRef: "component:default/none" }),
    refusal(404, "NotFoundError"),
  );
});

test("validateEntity: valid, invalid, and from nowhere", async () => {
  const location = `url:${web.address}/validated/catalog-info.yaml`;
  const entity = JSON.parse(component("validated"));
  assert.deepEqual(await client.validateEntity(entity, location), { valid: true });
  const wrong = await client.validateEntity({ ...entity, metadata: { name: "not a name" } }, location);
  assert.equal(wrong.valid, false);
  assert.ok(wrong.errors.length > 0 && wrong.errors.every(({ name, message }) => name && message));
  assert.equal((await client.validateEntity(entity, "file:/x")).valid, false);
  assert.equal(await client.getEntityByRef("component:default/validated"), undefined);
});

test("analyzeLocation: what a file for a repository could say", async () => {
  const location = { type: "url", target: "https://github.com/acme/shop" };
  const { existingEntityFiles, generateEntities } = await client.analyzeLocation({ location });
  assert.deepEqual(existingEntityFiles, []);
  assert.equal(generateEntities.length, 1);
  assert.deepEqual(generateEntities[0].fields, []);
  const { kind, metadata, spec } = generateEntities[0].entity;
  assert.deepEqual([kind, metadata.name, spec.type, spec.lifecycle], ["Component", "shop", "other", "unknown"]);
  assert.equal(metadata.annotations["github.com/project-slug"], "acme/shop");
  const nowhere = { type: "url", target: "nowhere" };
  await assert.rejects(client.analyzeLocation({ location: nowhere }), refusal(400, "InputError"));
});
