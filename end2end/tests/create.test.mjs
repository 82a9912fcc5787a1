// The gallery of templates: what can be created, and how to find the right one.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { NOT_FOUND, openPage } from "../support/browser.mjs";
import { axe, fits, isAt, isTitled, visit } from "../support/page.mjs";
import { serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const server = await serve({ after });
const PHONE = 390;

/** The templates that are seen. */
async function seen(page) {
  const cards = page.locator(".template-card:visible h2");
  return (await cards.allInnerTexts()).map((text) => text.trim());
}

async function sees(page, ...titles) {
  await eventually(async () => assert.deepEqual(await seen(page), titles));
}

for (const width of [1440, PHONE]) {
  for (const theme of ["light", "dark"]) {
    test(`the gallery is readable: ${width} px, ${theme}`, async (t) => {
      const page = await openPage(t, server, { width, theme });
      await visit(page, "/create");
      await isTitled(page, "Create");
      assert.ok((await seen(page)).includes("Rust service"));
      await fits(page);
      await axe(page);
    });
  }
}

test("words narrow the gallery while they are typed, and the address follows", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/create");
  const field = page.getByRole("searchbox", { name: "Find a template" });
  await field.fill("rust");
  await sees(page, "Rust service");
  await isAt(page, "/create?text=rust");
  await page.getByText("1 template", { exact: true }).waitFor();
  await page.reload();
  await sees(page, "Rust service");
  await page.getByRole("searchbox", { name: "Find a template" }).fill("zzz");
  await page.getByText("No template fits these words").waitFor();
});

test("a card leads to the form, and says more about the template", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/create?type=service");
  await sees(page, "Rust service");
  const links = page.locator(".template-card a");
  const targets = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  assert.ok(targets.includes("/create/templates/default/rust-service"), targets.join());
  await page.getByRole("link", { name: "About Rust service" }).click();
  await isTitled(page, "Rust service");
});

test("the gallery is a form without JavaScript", async (t) => {
  const page = await openPage(t, server, { javaScript: false });
  await page.goto("/create?tag=golden-path");
  const field = page.getByRole("searchbox", { name: "Find a template" });
  await field.fill("nothing like it");
  await field.press("Enter");
  await page.getByText("No template fits", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Show all templates" }).click();
  assert.ok((await seen(page)).length > 1);
});

test("the gallery comes alive again after another page", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/create");
  const nav = page.getByRole("navigation", { name: "Main" });
  await nav.getByRole("link", { name: "Problems" }).click();
  await isTitled(page, "Problems");
  await nav.getByRole("link", { name: "Create" }).click();
  await isTitled(page, "Create");
  await eventually(async () => {
    await page.getByRole("searchbox", { name: "Find a template" }).fill("");
    await page.getByRole("searchbox", { name: "Find a template" }).fill("rust");
    assert.deepEqual(await seen(page), ["Rust service"]);
  });
});

test("an address under it that leads nowhere says so", async (t) => {
  const page = await openPage(t, server, { expected: [NOT_FOUND] });
  const answer = await visit(page, "/create/nowhere/at/all");
  assert.equal(answer.status(), 404);
  await page.getByText("There is no such page").waitFor();
});
