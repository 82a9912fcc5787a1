// The walk that everybody takes, in both themes, on a desk and on a phone.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { openPage } from "../support/browser.mjs";
import { axe, card, facet, filterField, fits, isAt, isTitled, listed, visit } from "../support/page.mjs";
import { serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const server = await serve({ after });
const PHONE = 390;

for (const theme of ["light", "dark"]) {
  for (const width of [1440, PHONE]) {
    test(`an engineer finds an API, its definition, and who provides it: ${theme}, ${width} px`, async (t) => {
      const page = await openPage(t, server, { theme, width });
      await startAtHome(page);
      await goToCatalog(page, width);
      await filterByText(page);
      await filterByFacet(page, width);
      await openApi(page);
      await lookAtTabs(page);
      await followPicture(page);
      await followTable(page);
    });
  }
}

/** What every page of the walk must be. That the document is still the first one makes each step quick. */
async function isFine(page) {
  assert.ok(await page.evaluate(() => window.walking), `the step to ${page.url()} loaded a new document`);
  await fits(page);
  await axe(page);
}

async function startAtHome(page) {
  await visit(page, "/");
  await page.evaluate(() => (window.walking = true));
  await isTitled(page, "Home");
  await card(page, "Domains and systems").getByRole("link", { name: "Commerce", exact: true }).waitFor();
  await isFine(page);
}

async function goToCatalog(page, width) {
  const drawer = page.locator("details.side-drawer");
  if (width === PHONE) await drawer.locator("summary").click();
  const catalog = drawer.locator("a.side-link").filter({ hasText: "Catalog" });
  await catalog.click();
  await isAt(page, "/catalog");
  await isTitled(page, "Catalog");
  assert.equal(await catalog.getAttribute("aria-current"), "page");
  await eventually(async () => assert.equal(await drawer.getAttribute("open"), null, "the drawer closes by itself"));
  await eventually(async () => assert.equal((await listed(page)).length, 50));
  await isFine(page);
}

async function filterByText(page) {
  const field = filterField(page);
  await field.click();
  await page.keyboard.type("basket", { delay: 30 });
  await isAt(page, "/catalog?text=basket");
  await eventually(async () => {
    const names = await listed(page);
    assert.ok(names.includes("Basket service") && names.includes("Basket API"), names.join(", "));
    assert.ok(names.length < 15, names.join(", "));
  });
  assert.equal(await field.inputValue(), "basket");
  assert.ok(await field.evaluate((field) => field === document.activeElement), "the field keeps the focus");
}

async function filterByFacet(page, width) {
  const filters = page.locator("details.facets");
  if (width === PHONE) await filters.locator("summary").click();
  const all = await listed(page);
  await facet(page, "kind", "api").click();
  await isAt(page, "/catalog?kind=api&text=basket");
  await eventually(async () => assert.deepEqual(await listed(page), ["Basket API", "Price API"]));
  assert.ok(await facet(page, "kind", "api").isChecked());
  if (width === PHONE) assert.ok(await facet(page, "kind", "api").isVisible(), "the filters stay open");
  await isFine(page);

  await page.goBack();
  await isAt(page, "/catalog?text=basket");
  await eventually(async () => assert.deepEqual(await listed(page), all));
  assert.equal(await facet(page, "kind", "api").isChecked(), false);
  await page.goForward();
  await eventually(async () => assert.deepEqual(await listed(page), ["Basket API", "Price API"]));
}

async function openApi(page) {
  await page.getByRole("link", { name: "Basket API", exact: true }).click();
  await isAt(page, "/catalog/default/api/basket-api");
  await isTitled(page, "Basket API");
  await card(page, "About").getByText("Create, read and change baskets.").waitFor();
  await isFine(page);
}

async function lookAtTabs(page) {
  const tabs = page.getByRole("navigation", { name: "Views of this entity" });
  for (const [label, word, text] of [
    ["Definition", "/definition", "openapi: 3."],
    ["Source", "/source", "kind: API"],
  ]) {
    await tabs.getByRole("link", { name: label }).click();
    await isAt(page, `/catalog/default/api/basket-api${word}`);
    await isTitled(page, "Basket API");
    await page.locator(".code-text").filter({ hasText: text }).first().waitFor();
    assert.equal(await tabs.locator("[aria-current=page]").innerText(), label);
    await isFine(page);
  }
  await tabs.getByRole("link", { name: "Overview" }).click();
  await isAt(page, "/catalog/default/api/basket-api");
}

async function followPicture(page) {
  await page.locator(".graph a").filter({ hasText: "Basket service" }).click();
  await isAt(page, "/catalog/default/component/basket-service");
  await isTitled(page, "Basket service");
  await isFine(page);
}

async function followTable(page) {
  await card(page, "Depends on").locator(".table").getByRole("link", { name: "Basket store", exact: true }).click();
  await isAt(page, "/catalog/default/resource/basket-cache");
  await isTitled(page, "Basket store");
  await isFine(page);
}
