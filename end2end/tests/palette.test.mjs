// The command palette, by keyboard and by mouse.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { openPage } from "../support/browser.mjs";
import { axe, fits, focused, isAt, isTitled, visit } from "../support/page.mjs";
import { serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const server = await serve({ after });
const PHONE = 390;
const BASKET = "/catalog/default/component/basket-service";

function field(page) {
  return page.getByRole("combobox", { name: "Search or go to" });
}

async function open(page) {
  await page.keyboard.press("Control+k");
  await eventually(async () => assert.match(await focused(page), /^input/));
  await field(page).waitFor();
}

/** The option that Enter would choose. */
async function active(page) {
  const id = await field(page).getAttribute("aria-activedescendant");
  const option = page.locator(`#${id}`);
  assert.equal(await option.getAttribute("aria-selected"), "true");
  return (await option.locator(".palette-label").innerText()).trim();
}

function isActive(page, label) {
  return eventually(async () => assert.equal(await active(page), label));
}

for (const width of [1440, PHONE]) {
  for (const theme of ["light", "dark"]) {
    test(`it is readable and announced: ${width} px, ${theme}`, async (t) => {
      const page = await openPage(t, server, { width, theme });
      await visit(page, "/");
      await open(page);
      await isActive(page, "Home");
      await axe(page);
      await page.keyboard.type("checkout");
      await isActive(page, "Checkout");
      await page.getByRole("status").filter({ hasText: /^\d+ entries$/ }).waitFor({ state: "attached" });
      await fits(page);
      await axe(page);
      if (width === PHONE) {
        const box = await page.locator(".palette").boundingBox();
        assert.equal(Math.round(box.width), PHONE);
      }
    });
  }
}

test("arrows, Home, End and Enter are enough", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/");
  await open(page);
  await page.keyboard.press("ArrowDown");
  await isActive(page, "Catalog");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await isActive(page, "Switch theme");
  await page.keyboard.press("Home");
  await isActive(page, "Home");
  await page.keyboard.press("End");
  await isActive(page, "Switch theme");
  await page.keyboard.type("basket-s");
  await isActive(page, "Basket service");
  await page.keyboard.press("Enter");
  await isTitled(page, "Basket service");
  assert.equal(await page.locator(".palette[open]").count(), 0);
  // Where one was is there again, before anything is typed.
  await visit(page, "/problems");
  await open(page);
  await isActive(page, "Basket service");
});

test("what the page shows is listed before the server has answered", async (t) => {
  const page = await openPage(t, server);
  await page.route("**/ui/find*", () => {});
  await visit(page, "/catalog?text=basket");
  await open(page);
  await page.keyboard.type("basket serv");
  await isActive(page, "Basket service");
});

test("an answer that comes too late is not shown", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/");
  let release;
  const held = new Promise((done) => (release = done));
  await page.route("**/ui/find?text=tax*", async (route) => {
    await held;
    await route.continue();
  });
  await open(page);
  const asked = page.waitForRequest(/ui\/find\?text=tax/);
  await page.keyboard.type("tax");
  await asked;
  await field(page).fill("refund worker");
  await isActive(page, "Refund worker");
  const answered = page.waitForResponse(/ui\/find\?text=tax/);
  release();
  await answered;
  await isActive(page, "Refund worker");
  assert.equal(await page.getByRole("option", { name: "Tax engine" }).count(), 0);
});

test("Escape gives the focus back, and the same keys close it", async (t) => {
  const page = await openPage(t, server);
  await visit(page, BASKET);
  const link = page.getByRole("link", { name: "Source", exact: true });
  await link.focus();
  await open(page);
  await page.keyboard.press("Escape");
  await eventually(async () => assert.ok(await link.evaluate((one) => one === document.activeElement)));
  await open(page);
  await page.keyboard.press("Control+k");
  await eventually(async () => assert.equal(await page.locator(".palette[open]").count(), 0));
  assert.ok(await link.evaluate((one) => one === document.activeElement));
});

test("actions are found by their words, and the theme switches at once", async (t) => {
  const page = await openPage(t, server, { theme: "light" });
  await visit(page, BASKET);
  await open(page);
  await page.keyboard.type("dark");
  await isActive(page, "Switch theme");
  await page.keyboard.press("Enter");
  await eventually(async () => assert.equal(await page.locator("html").getAttribute("data-theme"), "dark"));
  await open(page);
  await page.keyboard.type("graph tax engine");
  await isActive(page, "Open the graph of Tax engine");
  await field(page).fill("create rust");
  await isActive(page, "Create from template Rust service");
  await page.keyboard.press("Enter");
  await isTitled(page, "Rust service");
});

test("the field at the top opens it, and everything else is on the search page", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/");
  await page.getByRole("searchbox", { name: "Search" }).click();
  await field(page).waitFor();
  await page.keyboard.type("invoice");
  await page.getByRole("option", { name: "Component Invoice service" }).waitFor();
  await page.getByRole("option", { name: "Everything about" }).click();
  await isAt(page, "/search?query=invoice");
  await page.getByRole("searchbox", { name: "Search", exact: true }).click();
  await page.mouse.click(5, 5);
  await eventually(async () => assert.equal(await page.locator(".palette[open]").count(), 0));
});

test("Control and Enter open a new tab", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/");
  await open(page);
  await page.keyboard.type("problems");
  await isActive(page, "Problems");
  const opened = page.waitForEvent("popup");
  await page.keyboard.press("Control+Enter");
  const tab = await opened;
  await tab.waitForURL(/problems/);
  await tab.close();
  assert.equal(await page.locator(".palette[open]").count(), 1);
});
