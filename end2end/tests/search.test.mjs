// The search page: words, facets, results, and what is said when there are none.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { openPage } from "../support/browser.mjs";
import { axe, facet, fits, focused, isAt, isTitled, listed, visit } from "../support/page.mjs";
import { serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const server = await serve({ after });
const PHONE = 390;

/** The field of the page. */
function words(page) {
  return page.getByRole("searchbox", { name: "Search for" });
}

async function finds(page, first) {
  await eventually(async () => assert.equal((await listed(page))[0], first));
}

async function isFine(page) {
  await fits(page);
  await axe(page);
}

for (const width of [1440, PHONE]) {
  for (const theme of ["light", "dark"]) {
    test(`results are marked, and readable: ${width} px, ${theme}`, async (t) => {
      const page = await openPage(t, server, { width, theme });
      await visit(page, "/search?query=card acquirers wallets");
      await isTitled(page, "card acquirers wallets · Search", "Search");
      await finds(page, "Payment gateway");
      const marks = await page.locator(".hit").first().locator("mark").allInnerTexts();
      assert.deepEqual(marks, ["card", "acquirers", "wallets"]);
      await isFine(page);
    });
  }

  test(`nothing found proposes what comes nearest: ${width} px`, async (t) => {
    const page = await openPage(t, server, { width });
    await visit(page, "/search?query=recomendations qqqqqq");
    await page.getByText("Nothing has all of these words").waitFor();
    await isFine(page);
    await page.getByRole("region", { name: "What comes nearest" }).getByRole("link").first().waitFor();
    await page.locator(".search-suggestion a").click();
    await finds(page, "Recommendations");
  });
}

test("results follow while somebody types, and the address with them", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/search");
  await page.getByText("What are you looking for?").waitFor();
  await isFine(page);
  await page.keyboard.press("/");
  await eventually(async () => assert.match(await focused(page), /^input query/));
  await page.keyboard.type("invoice-s");
  await isAt(page, "/search?query=invoice-s");
  await finds(page, "Invoice service");
  await words(page).fill("placeOrder");
  await finds(page, "Orders API");
  await page.locator(".hit-operation mark").first().waitFor();
  await words(page).fill("Varnhotl");
  await finds(page, "Ilka Varnholt");
  await page.getByText("written nearly so").waitFor();
  await page.keyboard.press("Tab");
  await page.getByRole("link", { name: "Ilka Varnholt" }).first().focus();
  await page.keyboard.press("Enter");
  await isTitled(page, "Ilka Varnholt");
  await page.goBack();
  await finds(page, "Ilka Varnholt");
  assert.equal(await words(page).inputValue(), "Varnhotl");
});

test("facets narrow, count under the other choices, and are undone", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/search?query=checkout");
  await finds(page, "Checkout");
  await facet(page, "kind", "component").focus();
  await page.keyboard.press("Space");
  await isAt(page, "/search?query=checkout&kind=component");
  await finds(page, "Checkout service");
  await facet(page, "kind", "api").waitFor();
  await page.getByRole("link", { name: "Clear filters" }).click();
  await isAt(page, "/search?query=checkout");
  await finds(page, "Checkout");
});

test("links as others write them are understood", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/search?query=checkout&types[]=software-catalog&filters[kind]=API");
  await finds(page, "Checkout API");
  assert.ok(await facet(page, "kind", "api").isChecked());
});

for (const width of [1440, PHONE]) {
  test(`links and forms are enough: ${width} px`, async (t) => {
    const page = await openPage(t, server, { javaScript: false, width });
    // The index may still be made when the pages already answer.
    await eventually(async () => {
      await page.goto("/search?query=tax");
      assert.ok((await listed(page)).includes("Tax engine"));
    });
    await isTitled(page, "tax · Search", "Search");
    await page.getByRole("searchbox", { name: "Search" }).first().fill("basket");
    await page.getByRole("searchbox", { name: "Search" }).first().press("Enter");
    await page.waitForURL(/search\?query=basket/);
    assert.ok((await listed(page)).includes("Basket service"));
    if (width === PHONE) await page.locator(".facets-toggle").click();
    await facet(page, "kind", "api").check();
    await words(page).fill("basket api");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL(/kind=api/);
    assert.equal((await listed(page))[0], "Basket API");
    await fits(page);
  });
}
