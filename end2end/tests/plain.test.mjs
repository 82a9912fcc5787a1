// The same walk with JavaScript off: links and forms are enough, and nothing is missing.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { openPage } from "../support/browser.mjs";
import { card, facet, filterField, fits, isAt, isTitled, listed } from "../support/page.mjs";
import { serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const server = await serve({ after });
const PHONE = 390;

for (const width of [1440, PHONE]) {
  const plainPage = (t) => openPage(t, server, { javaScript: false, width });

  test(`links lead from home to an API's definition and to its provider: ${width} px`, async (t) => {
    const page = await plainPage(t);
    await page.goto("/");
    await isTitled(page, "Home");
    if (width === PHONE) await page.locator(".side-toggle").click();
    await page.locator(".side-nav").getByRole("link", { name: "Catalog", exact: true }).click();
    await isAt(page, "/catalog");
    await isTitled(page, "Catalog");
    assert.equal((await listed(page)).length, 50);
    await fits(page);

    await page.goto("/catalog?text=basket+api");
    await page.getByRole("link", { name: "Basket API", exact: true }).click();
    await isTitled(page, "Basket API");
    await card(page, "About").getByText("Create, read and change baskets.").waitFor();
    await fits(page);
    await page.getByRole("link", { name: "Definition", exact: true }).click();
    await page.locator(".code-text").filter({ hasText: "openapi: 3." }).first().waitFor();
    await page.getByRole("link", { name: "Source", exact: true }).click();
    await page.locator(".code-text").filter({ hasText: "kind: API" }).first().waitFor();
    await page.getByRole("link", { name: "Overview", exact: true }).click();
    await page.locator(".graph a").filter({ hasText: "Basket service" }).click();
    await isTitled(page, "Basket service");
    await card(page, "Depends on").locator(".table").getByRole("link", { name: "Basket store", exact: true }).click();
    await isTitled(page, "Basket store");
  });

  test(`the list is filtered by Enter and by Apply: ${width} px`, async (t) => {
    const page = await plainPage(t);
    await page.goto("/catalog");
    await filterField(page).fill("basket");
    await filterField(page).press("Enter");
    await page.waitForURL(/text=basket/);
    const found = await listed(page);
    assert.ok(found.includes("Basket service") && found.length < 15, found.join(", "));
    assert.equal(await filterField(page).inputValue(), "basket");

    if (width === PHONE) await page.locator(".facets-toggle").click();
    await facet(page, "kind", "api").check();
    await page.getByRole("button", { name: "Apply" }).click();
    await page.waitForURL(/kind=api/);
    assert.deepEqual(await listed(page), ["Basket API", "Price API"]);
    assert.ok(await facet(page, "kind", "api").isChecked());
    await page.getByRole("link", { name: "Clear filters" }).click();
    await isAt(page, "/catalog");
    assert.equal(await filterField(page).inputValue(), "");
  });

  test(`the sorting stays when the filter is applied: ${width} px`, async (t) => {
    const page = await plainPage(t);
    await page.goto("/catalog?kind=api&sort=-name");
    const down = await listed(page);
    assert.deepEqual(down, [...down].sort((a, b) => b.localeCompare(a, "en")));
    await filterField(page).fill("api");
    await filterField(page).press("Enter");
    await page.waitForURL(/sort=-name/);
    assert.ok(await facet(page, "kind", "api").isChecked());
  });

  test(`the search at the top leads to what is found: ${width} px`, async (t) => {
    const page = await plainPage(t);
    await page.goto("/problems");
    await page.getByRole("searchbox", { name: "Search" }).fill("basket api");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/search\?query=/);
    // The index may still be made when the pages already answer.
    await eventually(async () => {
      await page.reload();
      assert.equal((await listed(page))[0], "Basket API");
    });
  });

  test(`a theme is chosen and kept, and the reader stays where they were: ${width} px`, async (t) => {
    const page = await plainPage(t);
    await page.goto("/catalog?kind=api&text=basket");
    if (width === PHONE) await page.locator(".side-toggle").click();
    await page.getByRole("button", { name: "Dark" }).click();
    await page.waitForLoadState();
    await isAt(page, "/catalog?kind=api&text=basket");
    assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
    await page.goto("/");
    assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
    const pressed = page.locator(".theme-choice[aria-pressed=true]");
    assert.equal(await pressed.textContent(), "Dark");
  });
}
