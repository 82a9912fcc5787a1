// Everything can be reached and used with the keyboard alone, and one always sees where one is.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { openPage } from "../support/browser.mjs";
import { facet, filterField, focused, isAt, isTitled, listed, visit } from "../support/page.mjs";
import { serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const server = await serve({ after });
const BASKET = "/catalog/default/component/basket-service";

function hasFocus(locator) {
  return locator.evaluate((element) => element === document.activeElement);
}

test("the first Tab offers to skip to the content", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  assert.ok(await hasFocus(skip), await focused(page));
  assert.ok((await skip.boundingBox()).y >= 0, "it can be seen while it has the focus");
  await page.keyboard.press("Enter");
  await eventually(async () => assert.ok(await hasFocus(page.locator("main")), await focused(page)));
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.querySelector("main").contains(document.activeElement)));
});

test("Tab goes through brand, navigation and theme in the order in which they are seen", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/");
  const links = ["Home", "Catalog", "Explore", "Relations", "Search", "APIs", "Systems", "Teams", "Create", "Tasks", "Tech radar", "Costs", "Problems"];
  const expect = ["Skip to content", "Portico", ...links];
  for (const label of [...expect, "Auto", "Light", "Dark"]) {
    await page.keyboard.press("Tab");
    const text = await page.evaluate(() => document.activeElement.innerText.trim());
    assert.ok(text.startsWith(label), `${label} comes next, but the focus is on ${await focused(page)}`);
  }
});

test("a screen reader finds the navigation although its drawer is not open", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/");
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const links = nodes.filter(({ role, ignored }) => role?.value === "link" && !ignored).map(({ name }) => name.value);
  for (const label of ["Home", "Catalog", "Explore", "APIs", "Systems", "Teams", "Create", "Tasks"]) {
    assert.ok(links.includes(label), `${label} among ${links.slice(0, 20).join(", ")}`);
  }
});

for (const path of ["/", "/catalog?kind=api", BASKET, `${BASKET}/history`, `${BASKET}/source`, "/problems", "/notifications", "/catalog-import", "/explore?text=billing", "/explore?view=teams&text=team", "/search?query=tax"]) {
  test(`the focus is seen at every stop of Tab: ${path}`, async (t) => {
    const page = await openPage(t, server);
    await visit(page, path);
    const unseen = [];
    let stops = 0;
    for (; stops < 80; stops += 1) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(describeFocus);
      if (!stop) break;
      if (stop.problem) unseen.push(`${stop.name}: ${stop.problem}`);
    }
    assert.ok(stops > 15, `only ${stops} stops`);
    assert.deepEqual(unseen, []);
  });
}

/** Runs in the page. Nothing when the focus has left the document. */
function describeFocus() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const name = `${element.localName}.${element.getAttribute("class") ?? ""} ${element.textContent.slice(0, 30)}`;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const outlined = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  // Boxes of the picture are drawn with a thicker border instead.
  const box = element.querySelector(".graph-box");
  const thick = box !== null && parseFloat(getComputedStyle(box).strokeWidth) >= 2;
  const place = element.getBoundingClientRect();
  const inside = place.width > 0 && place.height > 0 && place.bottom > 0 && place.top < innerHeight;
  const problem = !outlined && !thick ? "no outline" : inside ? null : "not on the screen";
  return { name, problem };
}

test("/ leads to the filter, Escape clears and leaves it", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog");
  const field = filterField(page);
  await page.keyboard.press("/");
  await eventually(async () => assert.ok(await hasFocus(field), await focused(page)));
  assert.equal(await field.inputValue(), "", "the key itself is not typed");
  await page.keyboard.type("a/b");
  assert.equal(await field.inputValue(), "a/b", "within a field it is a letter like any other");
  await isAt(page, "/catalog?text=a/b");
  await page.keyboard.press("Escape");
  await isAt(page, "/catalog");
  assert.equal(await field.inputValue(), "");
  assert.equal(await hasFocus(field), false);
  await eventually(async () => assert.equal((await listed(page)).length, 50));
});

test("/ opens the command palette where a page has no filter", async (t) => {
  const page = await openPage(t, server);
  await visit(page, BASKET);
  await page.keyboard.press("/");
  const search = page.getByRole("combobox", { name: "Search or go to" });
  await eventually(async () => assert.ok(await hasFocus(search), await focused(page)));
  assert.equal(await search.inputValue(), "", "the key itself is not typed");
  await page.keyboard.type("price api");
  await page.getByRole("option", { name: "Price API" }).first().waitFor();
  await page.keyboard.press("Enter");
  await isTitled(page, "Price API");
});

test("a facet is chosen with the space bar and keeps the focus", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog");
  const choice = facet(page, "kind", "api");
  await choice.focus();
  await page.keyboard.press("Space");
  await isAt(page, "/catalog?kind=api");
  await eventually(async () => assert.equal((await listed(page)).length, 26));
  assert.ok(await choice.isChecked());
  assert.ok(await hasFocus(choice), `the focus went to ${await focused(page)}`);
  await page.keyboard.press("Space");
  await isAt(page, "/catalog");
  assert.ok(await hasFocus(choice), `the focus went to ${await focused(page)}`);
});

test("Enter opens a row, and the focus moves to the new page", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog?text=basket");
  await page.getByRole("link", { name: "Basket service", exact: true }).focus();
  await page.keyboard.press("Enter");
  await isTitled(page, "Basket service");
  await eventually(async () => assert.ok(await hasFocus(page.locator("main")), await focused(page)));
  assert.equal(await page.evaluate(() => scrollY), 0);
});

test("Enter on a neighbour in the picture opens it", async (t) => {
  const page = await openPage(t, server);
  await visit(page, BASKET);
  await page.locator(".graph a").filter({ hasText: "Basket API" }).focus();
  await page.keyboard.press("Enter");
  await isTitled(page, "Basket API");
});

test("the theme is chosen by keyboard, and says which one is chosen", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/");
  const button = (name) => page.getByRole("button", { name, exact: true });
  assert.equal(await button("Auto").getAttribute("aria-pressed"), "true");
  await button("Light").focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await eventually(async () => assert.equal(await button("Dark").getAttribute("aria-pressed"), "true"));
  assert.equal(await button("Auto").getAttribute("aria-pressed"), "false");
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  assert.ok(await hasFocus(button("Dark")), "the button keeps the focus");
});

test("on a phone the drawer opens and closes by keyboard", async (t) => {
  const page = await openPage(t, server, { width: 390 });
  await visit(page, "/");
  const problems = page.locator(".side-nav").getByRole("link", { name: "Problems" });
  assert.equal(await problems.isVisible(), false);
  await page.locator(".side-toggle").focus();
  await page.keyboard.press("Enter");
  await problems.waitFor();
  await problems.focus();
  await page.keyboard.press("Enter");
  await isTitled(page, "Problems");
  await eventually(async () => assert.equal(await problems.isVisible(), false));
});
