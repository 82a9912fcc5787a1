// The catalog answers a letter typed and a box ticked at once, from what the page has; the server's answer follows.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { openPage } from "../support/browser.mjs";
import { facet, filterField, visit } from "../support/page.mjs";
import { serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const server = await serve({ after });

/** Answers about the catalog wait until the returned function is called. */
async function holdBack(page) {
  let release;
  const released = new Promise((done) => (release = done));
  await page.route("**/ui/catalog?*", async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

const shown = (page) => page.locator("tbody tr:visible .row-link").allInnerTexts();

test("a word is answered at once from the rows that are there, then by the server", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog?kind=api");
  const before = await shown(page);
  assert.ok(before.length > 10, `${before.length} rows`);
  const release = await holdBack(page);
  await filterField(page).fill("basket");
  await eventually(async () => assert.ok((await shown(page)).length < before.length));
  const early = await shown(page);
  assert.ok(early.length > 0 && early.every((name) => before.includes(name)), early.join(", "));
  release();
  await page.getByText(new RegExp(`^${early.length} of \\d+ entities$`)).waitFor();
  await eventually(async () => assert.deepEqual(await shown(page), early));
});

test("a ticked box is answered at once, and unticking it brings everything back", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog?kind=component");
  const before = await shown(page);
  const release = await holdBack(page);
  const box = facet(page, "lifecycle", "experimental");
  await box.check();
  await eventually(async () => assert.ok((await shown(page)).length < before.length));
  release();
  await page.getByText(/^\d+ of \d+ entities$/).waitFor();
  await box.uncheck();
  await eventually(async () => assert.deepEqual(await shown(page), before));
});
