// Explore: the software as a map, the teams as a tree.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { openPage } from "../support/browser.mjs";
import { axe, fits, isAt, isTitled, visit } from "../support/page.mjs";
import { serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const server = await serve({ after });
const PHONE = 390;

const domains = async (page) => (await page.locator(".map-name").allInnerTexts()).map((text) => text.trim());
const shown = (page, names) => eventually(async () => assert.deepEqual(await domains(page), names));
const ALL = ["Commerce", "Customer", "Data and Discovery", "Fulfilment", "Platform", "In no system"];

async function isFine(page) {
  await fits(page);
  await axe(page);
}

for (const theme of ["light", "dark"]) {
  for (const width of [1440, PHONE]) {
    test(`the map and the tree are readable and lead on: ${theme}, ${width} px`, async (t) => {
      const page = await openPage(t, server, { theme, width });
      await visit(page, "/explore");
      await isTitled(page, "Explore");
      await shown(page, ALL);
      await isFine(page);
      const checkout = page.locator(".map-system").filter({ has: page.getByRole("heading", { name: "Checkout" }) });
      await checkout.getByRole("link", { name: /^Basket service/ }).waitFor();
      await page.getByRole("navigation", { name: "What to explore" }).getByRole("link", { name: "Teams" }).click();
      await isAt(page, "/explore?view=teams");
      await page.getByText("16 groups with 43 people").waitFor();
      await isFine(page);
      await page.locator(".tree").getByRole("link", { name: "Data and Discovery", exact: true }).click();
      await isTitled(page, "Data and Discovery");
    });
  }
}

test("the map is narrowed by words, owner and lifecycle, and the address holds it", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/explore");
  await page.keyboard.press("/");
  await page.keyboard.type("basket");
  await isAt(page, "/explore?text=basket");
  await eventually(async () => assert.ok((await domains(page)).length < 3));
  assert.equal(await page.evaluate(() => document.activeElement.name), "text");
  await page.getByRole("link", { name: "Show everything" }).click();
  await shown(page, ALL);
  await page.getByRole("combobox", { name: "lifecycle" }).selectOption("deprecated");
  await isAt(page, "/explore?lifecycle=deprecated");
  await eventually(async () => assert.ok((await page.locator(".part").count()) < 10));
  await page.getByRole("combobox", { name: "owner" }).selectOption({ label: "Billing" });
  await isAt(page, "/explore?owner=group:default/team-billing&lifecycle=deprecated");
  await page.reload();
  await shown(page, ["Commerce"]);
  await page.goBack();
  await eventually(async () => assert.equal(await page.getByRole("combobox", { name: "owner" }).inputValue(), ""));
});

test("a domain alone, and back to all of them", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/explore");
  await page.getByRole("link", { name: "Only this" }).first().click();
  await isAt(page, "/explore?within=domain:default/commerce");
  await shown(page, ["Commerce"]);
  await isFine(page);
  await page.getByRole("link", { name: "All domains" }).click();
  await shown(page, ALL);
});

test("what fits nothing says so", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/explore?text=zzz");
  await page.getByText("Nothing fits").waitFor();
  await isFine(page);
  await visit(page, "/explore?view=teams&text=zzz");
  await page.getByText("Nothing fits").waitFor();
  await isFine(page);
});

test("branches of the tree fold by keyboard, and a filter leads to a team", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/explore?view=teams");
  const fold = page.locator("summary").filter({ hasText: "Digital Commerce" });
  const accounts = page.locator(".tree").getByRole("link", { name: "Accounts", exact: true });
  await accounts.waitFor();
  await fold.focus();
  await page.keyboard.press("Enter");
  await accounts.waitFor({ state: "hidden" });
  await page.keyboard.press("Enter");
  await accounts.waitFor();
  await page.getByRole("searchbox", { name: "Filter the teams" }).fill("tills");
  await isAt(page, "/explore?view=teams&text=tills");
  await accounts.waitFor({ state: "detached" });
  await page.locator(".tree").getByRole("link", { name: "Stores", exact: true }).waitFor();
});

test("without JavaScript the filters are a form", async (t) => {
  const page = await openPage(t, server, { javaScript: false });
  await page.goto("/explore");
  await page.getByRole("searchbox", { name: "Filter the map" }).fill("basket");
  await page.getByRole("combobox", { name: "lifecycle" }).selectOption("production");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.waitForURL(/text=basket/);
  assert.deepEqual(await domains(page), ["Commerce"]);
  await page.goto("/explore?view=teams");
  await page.getByRole("searchbox", { name: "Filter the teams" }).fill("tills");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.waitForURL(/view=teams.*text=tills/);
  await page.locator(".tree").getByRole("link", { name: "Stores", exact: true }).waitFor();
});
