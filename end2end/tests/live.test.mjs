// A file is saved, and open pages follow by themselves.

import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import test, { after } from "node:test";
import { openPage } from "../support/browser.mjs";
import { card, focused, isTitled, listed, visit } from "../support/page.mjs";
import { demoCopy, serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const demo = await demoCopy({ after });
const server = await serve({ after }, { config: path.join(demo, "portico.yaml") });
const CHECKOUT = path.join(demo, "systems/checkout/catalog-info.yaml");
const SLOW_MS = 5_000;

async function replace(file, before, after) {
  const text = await readFile(file, "utf8");
  assert.ok(text.includes(before), `${file} holds ${before}`);
  await writeFile(file, text.replace(before, after));
}

/** Waits for what a change leads to, and reports how long that took. Promised is a second; failed is after five. */
async function timed(t, what, check) {
  const start = performance.now();
  await eventually(check, SLOW_MS);
  t.diagnostic(`${what} after ${Math.round(performance.now() - start)} ms`);
}

test("a new description is seen on the open page within a second", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog/default/component/basket-service");
  await page.evaluate(() => (window.sameDocument = true));
  const description = card(page, "About").locator(".about-description");
  const [before, later] = ["what a shopper has picked for thirty", "for ever what a shopper picked some"];
  await replace(CHECKOUT, before, later);
  await timed(t, "the new description is seen", async () => {
    assert.match(await description.innerText(), /^Keeps for ever what a shopper picked/);
  });
  assert.ok(await page.evaluate(() => window.sameDocument), "without loading the page again");
});

test("the change is news on the first page", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/");
  await replace(CHECKOUT, "title: Checkout pages", "title: Checkout website");
  const news = card(page, "Recent changes").locator(".change").first();
  await timed(t, "the change is news", async () => {
    assert.match(await news.innerText(), /Checkout website updated/);
    assert.match(await news.innerText(), /systems\/checkout\/catalog-info\.yaml/);
  });
});

test("a page that follows keeps the focus and what was typed", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog?text=basket");
  const row = page.getByRole("link", { name: "Basket API", exact: true });
  await row.focus();
  await replace(CHECKOUT, "description: Create, read and change baskets.", "description: All about baskets.");
  await timed(t, "the list follows", () => page.getByText("All about baskets.").waitFor({ timeout: 50 }));
  assert.ok(await row.evaluate((row) => row === document.activeElement), `the focus went to ${await focused(page)}`);
});

test("a broken file keeps its entities, and the problem is shown until it is repaired", async (t) => {
  const entity = await openPage(t, server);
  const problems = await openPage(t, server);
  await visit(entity, "/catalog/default/component/basket-service");
  await visit(problems, "/problems");
  const place = problems.getByRole("region", { name: "systems/checkout/catalog-info.yaml" });
  const tab = place.getByText("tab", { exact: false });
  assert.equal(await tab.count(), 0);

  await replace(CHECKOUT, "  title: Basket service", "\ttitle: Basket service");
  await timed(t, "the problem is listed", async () => assert.ok((await tab.count()) > 0));
  assert.match(await place.innerText(), /line \d+, column \d+/);
  await visit(entity, "/catalog/default/component/basket-service");
  await isTitled(entity, "Basket service");

  await replace(CHECKOUT, "\ttitle: Basket service", "  title: Basket service");
  await timed(t, "the problem is gone", async () => assert.equal(await tab.count(), 0));
});

test("what a removed file described goes from the open list", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog?kind=user");
  const count = page.getByRole("status");
  assert.match(await count.innerText(), /^43 of/);
  const before = await listed(page);
  await rm(path.join(demo, "org/users-supply-and-finance.yaml"));
  await timed(t, "the people are gone", async () => {
    const now = await listed(page);
    assert.ok(now.length < before.length && now.length > 0, `${now.length} of ${before.length}`);
    assert.ok(now.every((name) => before.includes(name)));
    assert.match(await count.innerText(), new RegExp(`^${now.length} of`));
  });
});

test("an entity that is removed while it is looked at says so, and comes back with its file", async (t) => {
  const file = path.join(demo, "systems/loyalty/catalog-info.yaml");
  const text = await readFile(file);
  const page = await openPage(t, server);
  await visit(page, "/catalog/default/system/loyalty");
  const title = await page.title();
  await rm(file);
  await timed(t, "the removal is seen", async () => {
    assert.match(await page.locator("h1").innerText(), /^There is no system “loyalty”/);
  });
  await writeFile(file, text);
  await timed(t, "the return is seen", async () => assert.equal(await page.title(), title));
});
