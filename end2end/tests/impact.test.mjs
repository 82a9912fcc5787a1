// "What if": the result first, the choice of the change, whom to tell, and why each entity is concerned.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { openPage } from "../support/browser.mjs";
import { axe, card, fits, focused, isAt, visit, where } from "../support/page.mjs";
import { serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const server = await serve({ after });
const PHONE = 390;
const BASKET = "/catalog/default/component/basket-service";
const IMPACT = `${BASKET}/impact`;
const REMOVED = "Removing Basket service would affect 9 entities of 3 teams, 4 of them directly.";

function says(page, sentence) {
  return page.locator(".impact-sentence").getByText(sentence, { exact: true }).waitFor();
}

test("by mouse: from the entity to the result, another change, another grouping, and on along the reasons", async (t) => {
  const page = await openPage(t, server);
  await visit(page, BASKET);
  await page.evaluate(() => (window.walking = true));
  await page.getByRole("navigation", { name: "Views of this entity" }).getByRole("link", { name: "What if" }).click();
  await isAt(page, IMPACT);
  await says(page, REMOVED);
  const list = card(page, "Concerned");
  const checkout = list.locator(".impact-item").filter({ hasText: "Checkout service" }).first();
  assert.match(await checkout.innerText(), /consumes Basket API, which Basket service provides/);
  await page.getByText("it breaks", { exact: true }).click();
  await isAt(page, `${IMPACT}?change=break`);
  await says(page, REMOVED.replace("Removing", "Breaking"));
  await list.getByRole("link", { name: "Owner", exact: true }).click();
  await isAt(page, `${IMPACT}?change=break&group=owner`);
  await list.getByRole("heading", { name: /^Storefront/ }).waitFor();
  await card(page, "To tell").getByRole("link", { name: "1 through others", exact: true }).click();
  await list.getByText("Only what group:default/team-loyalty has: 1 of 9.", { exact: false }).waitFor();
  await isAt(page, `${IMPACT}?change=break&group=owner&owner=group:default/team-loyalty`);
  assert.equal(await list.locator(".impact-item").count(), 1);
  await list.getByRole("link", { name: "Show all" }).click();
  await isAt(page, `${IMPACT}?change=break&group=owner`);
  await checkout.getByRole("link", { name: "Basket API" }).click();
  await isAt(page, "/catalog/default/api/basket-api");
  await page.goBack();
  await says(page, REMOVED.replace("Removing", "Breaking"));
  assert.ok(await page.getByRole("radio", { name: "it breaks" }).isChecked());
  assert.ok(await page.evaluate(() => window.walking), "no step loaded a new document");
});

test("by keyboard: the change is chosen with the arrows and the focus stays", async (t) => {
  const page = await openPage(t, server);
  await visit(page, IMPACT);
  await page.getByRole("radio", { name: "it is removed" }).focus();
  await page.keyboard.press("ArrowRight");
  await isAt(page, `${IMPACT}?change=deprecate`);
  await says(page, REMOVED.replace("Removing", "Deprecating").replace("affect", "concern"));
  assert.match(await focused(page), /^input change deprecate/);
  await page.keyboard.press("ArrowRight");
  await isAt(page, `${IMPACT}?change=break`);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await says(page, REMOVED);
  const link = page.locator(".graph a").first();
  await link.focus();
  await page.keyboard.press("Enter");
  await eventually(() => assert.ok(!where(page).startsWith(IMPACT)));
});

test("the picture and the files hold the same", async (t) => {
  const page = await openPage(t, server);
  await visit(page, IMPACT);
  const drawn = page.locator(".graph-picture a");
  assert.equal(await drawn.count(), 9);
  const files = card(page, "Take it along");
  for (const [name, file, type] of [["CSV", "csv", "text/csv"], ["Markdown", "md", "text/markdown"]]) {
    const address = await files.getByRole("link", { name, exact: true }).getAttribute("href");
    const answer = await fetch(server.address + address);
    assert.equal(answer.status, 200);
    assert.ok(answer.headers.get("content-type").startsWith(type));
    const name_ = `impact-remove-component-default-basket-service.${file}`;
    assert.equal(answer.headers.get("content-disposition"), `attachment; filename="${name_}"`);
    assert.match(await answer.text(), /which Basket service provides/);
  }
  await page.getByText("As a list to copy").click();
  assert.match(await page.getByRole("textbox", { name: "Who must be told" }).inputValue(), /^Checkout <checkout@fernway\.example>: 3 directly/);
});

test("an owner is removed, or hands over what it owns", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog/default/group/team-checkout/impact");
  await says(page, "Removing Checkout would leave 12 entities without an owner and 4 members without a group.");
  await axe(page);
  await page.getByText("what it owns moves", { exact: true }).click();
  await says(page, "Moving what Checkout owns would give 12 entities another owner. Say which, to see more.");
  await page.getByRole("combobox", { name: "to" }).fill("team-storefront");
  await page.keyboard.press("Enter");
  await isAt(page, "/catalog/default/group/team-checkout/impact?change=move&to=group:default/team-storefront");
  await says(page, "Moving what Checkout owns to Storefront would give 12 entities a new owner.");
  await card(page, "Concerned").getByRole("heading", { name: /Would be owned by Storefront/ }).waitFor();
  await axe(page);
});

test("without scripts the question is a form", async (t) => {
  const page = await openPage(t, server, { javaScript: false });
  assert.equal((await page.goto(IMPACT)).status(), 200);
  await says(page, REMOVED);
  await page.getByRole("radio", { name: "it is deprecated" }).check();
  await page.getByRole("button", { name: "Show" }).click();
  await isAt(page, `${IMPACT}?change=deprecate`);
  await says(page, REMOVED.replace("Removing", "Deprecating").replace("affect", "concern"));
  await page.goto("/catalog/default/group/team-checkout/impact?change=move&to=team-storefront");
  await says(page, "Moving what Checkout owns to Storefront would give 12 entities a new owner.");
  await page.goto("/catalog/default/group/team-checkout/impact?change=move&to=team-nowhere");
  await page.getByText("There is no group:default/team-nowhere", { exact: false }).waitFor();
});

test("where nothing depends on something, the page says what that means", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog/default/component/shop-app/impact");
  await says(page, "Removing Fernway app would affect nothing else that the catalog knows.");
  await card(page, "Concerned").getByText("What nobody wrote down is not here", { exact: false }).waitFor();
  assert.equal(await page.locator(".graph").count(), 0);
  await axe(page);
});

for (const theme of ["light", "dark"]) {
  for (const width of [1440, PHONE]) {
    test(`the page is readable: ${theme}, ${width} px`, async (t) => {
      const page = await openPage(t, server, { theme, width });
      for (const address of [IMPACT, `${IMPACT}?group=owner`, "/catalog/default/system/checkout/impact?group=system"]) {
        await visit(page, address);
        await fits(page);
        await axe(page);
      }
    });
  }
}
