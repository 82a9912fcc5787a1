// What the server answers before any script runs: status codes, whole pages, caching, and no dead links.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { contains, hrefs, markup } from "../support/markup.mjs";
import { serve } from "../support/server.mjs";

const server = await serve({ after });
const CRAWL_PAGES = 150;
const CRAWL_AT_ONCE = 4;

function get(path, headers = {}) {
  return fetch(new URL(path, server.address), { headers, redirect: "manual", signal: AbortSignal.timeout(10_000) });
}

const BASKET = "/catalog/default/component/basket-service";
const PAGES = [
  ["/", "Home", ["Fernway", "Domains and systems", "Commerce", "Needs attention", "Recent changes"]],
  ["/catalog", "Catalog", ["Account service", "account-service", "Identity", "production", "236 entities"]],
  ["/catalog?kind=api&text=basket", "Catalog", ["Basket API", "2 of 236 entities"]],
  [BASKET, "Basket service", ["Keeps what a shopper has picked", "Owner", "Checkout", "Basket health", "redis"]],
  [`${BASKET}/source`, "Basket service", ["name: basket-service", "systems/checkout/catalog-info.yaml"]],
  ["/catalog/default/api/basket-api/definition", "Basket API", ["openapi: 3."]],
  ["/catalog/default/group/team-checkout", "Checkout", ["Members", "Owns"]],
  ["/catalog/labs/component/trail-assistant", "Trail assistant", ["labs", "Answers packing questions"]],
  ["/explore", "Explore", ["Commerce", "Checkout", "Basket service", "In no system", "19 systems with 145 parts"]],
  ["/explore?view=teams", "Explore", ["Fernway", "Digital Commerce", "16 groups with 43 people", "Lead:"]],
  ["/catalog-graph", "Relations", ["Find an entity to begin with", "Commerce", "Checkout"]],
  [
    "/catalog-graph?rootEntityRefs[]=component:basket-service",
    "Relations of Basket service",
    ["33 entities", "Price API", "Relations in words", "consumes"],
  ],
  [`${BASKET}/graph`, "Basket service", ["33 entities", "Price API", "Open page"]],
  ["/notifications", "Notifications", ["Portico does not know who you are", "Say who you are"]],
  ["/problems", "Problems", ["team-chekout", "Did you mean", "legacy-batch.yaml"]],
];

for (const [path, title, words] of PAGES) {
  test(`${path} is whole in the first answer`, async () => {
    const answer = await get(path);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-type"), "text/html; charset=utf-8");
    assert.equal(answer.headers.get("cache-control"), "no-cache");
    const page = markup(await answer.text());
    assert.equal(page.title, `${title} · Portico`);
    assert.equal(page.lang, "en");
    for (const word of words) contains(page, word);
  });
}

test("the relations are a picture in the first answer, and every neighbour in it is a link", async () => {
  const html = await (await get(BASKET)).text();
  const picture = /<svg[^>]*graph-picture[\s\S]*?<\/svg>/.exec(html)?.[0] ?? "";
  for (const neighbour of ["default/api/basket-api", "default/group/team-checkout", "default/resource/basket-cache"]) {
    assert.ok(picture.includes(`href="/catalog/${neighbour}"`), `${neighbour} in the picture`);
  }
});

for (const path of [
  "/nowhere",
  "/catalog/default/component/no-such-thing",
  "/catalog/default/nonsense/basket-service",
  "/catalog/elsewhere/component/basket-service",
  `${BASKET}/no-such-tab`,
  // An API has a definition; a component has none.
  `${BASKET}/definition`,
  "/pkg/no-such-file.css",
]) {
  test(`${path} is not found`, async () => {
    assert.equal((await get(path)).status, 404);
  });
}

test("references are read without regard to case, as in old links", async () => {
  assert.equal((await get("/catalog/Default/Component/Basket-Service")).status, 200);
});

test("the site's files are compressed and kept for ever", async () => {
  const files = hrefs(await (await get("/")).text()).filter((href) => href.startsWith("/pkg/"));
  assert.ok(files.some((file) => file.endsWith(".wasm")) && files.some((file) => file.endsWith(".css")), files.join());
  for (const file of files) {
    const answer = await get(file, { "accept-encoding": "br" });
    assert.equal(answer.status, 200, file);
    assert.equal(answer.headers.get("content-encoding"), "br", file);
    assert.match(answer.headers.get("cache-control"), /immutable/, file);
    assert.match(answer.headers.get("cache-control"), /max-age=31536000/, file);
    await answer.body?.cancel();
  }
});

test("pages are compressed too", async () => {
  for (const encoding of ["br", "gzip"]) {
    const answer = await get("/catalog", { "accept-encoding": encoding });
    assert.equal(answer.headers.get("content-encoding"), encoding);
    assert.match(await answer.text(), /Account service/);
  }
});

test("no link is dead", async (t) => {
  const starts = ["/", "/catalog", "/catalog?page=5", "/problems", BASKET, "/catalog/default/api/basket-api"];
  const more = ["system/checkout", "group/team-billing", "domain/commerce"].map((name) => `/catalog/default/${name}`);
  const seen = new Map();
  for (const start of [...starts, ...more]) {
    for (const href of hrefs(await (await get(start)).text())) {
      const path = href.split("#")[0];
      if (path.startsWith("/") && !seen.has(path)) seen.set(path, start);
    }
  }
  const links = [...seen].slice(0, CRAWL_PAGES);
  assert.ok(links.length > 100, `only ${links.length} links found`);
  const dead = [];
  const crawl = async () => {
    for (let next = links.pop(); next; next = links.pop()) {
      const [path, from] = next;
      const answer = await get(path);
      await answer.text();
      if (answer.status !== 200) dead.push(`${path} (${answer.status}), linked from ${from}`);
    }
  };
  await Promise.all(Array.from({ length: CRAWL_AT_ONCE }, crawl));
  assert.deepEqual(dead, []);
  t.diagnostic(`${Math.min(seen.size, CRAWL_PAGES)} links of ${seen.size} followed`);
});
