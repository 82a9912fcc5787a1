// What changed in an entity, when, and from what to what.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import test, { after } from "node:test";
import { NOT_FOUND, openPage } from "../support/browser.mjs";
import { configuration, document } from "../support/catalog.mjs";
import { axe, card, fits, isAt, isTitled, visit } from "../support/page.mjs";
import { demoCopy, serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const demo = await demoCopy({ after });
const server = await serve({ after }, { config: path.join(demo, "portico.yaml") });
const CHECKOUT = path.join(demo, "systems/checkout/catalog-info.yaml");
const BASKET = "/catalog/default/component/basket-service";
const PHONE = 390;

test("a change is told as what was and what is, on the page that is open", async (t) => {
  const page = await openPage(t, server);
  await visit(page, BASKET);
  await page.getByRole("link", { name: "History", exact: true }).click();
  await isAt(page, `${BASKET}/history`);
  const history = card(page, "History");
  await history.getByText("Added", { exact: true }).waitFor();
  const text = await readFile(CHECKOUT, "utf8");
  assert.ok(text.includes("title: Basket service"));
  await writeFile(CHECKOUT, text.replace("title: Basket service", "title: Basket and bag service"));
  await history.getByText("Changed", { exact: true }).waitFor();
  const entry = history.locator(".history-entry").first();
  const words = (await entry.innerText()).replace(/\s+/g, " ");
  assert.match(words, /metadata title − before: Basket service \+ after: Basket and bag service/);
  assert.match(words, /systems\/checkout\/catalog-info\.yaml/);
  assert.doesNotMatch(words, /etag|uid/);
  await history.getByText(/just now|minute ago/).first().waitFor();
  await axe(page);
});

for (const options of [{ width: PHONE }, { theme: "dark" }, { javaScript: false }]) {
  test(`the history is readable: ${JSON.stringify(options)}`, async (t) => {
    const page = await openPage(t, server, options);
    const open = options.javaScript === false ? page.goto(`${BASKET}/history`) : visit(page, `${BASKET}/history`);
    assert.equal((await open).status(), 200);
    await card(page, "History").getByText("Added", { exact: true }).waitFor();
    await fits(page);
    if (options.javaScript !== false) await axe(page);
  });
}

test("an import is one line of news, and a single change leads to its history", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/");
  const news = card(page, "Recent changes");
  assert.match(await news.innerText(), /2\d\d entities added/);
  await news.getByRole("link", { name: /Basket/ }).first().click();
  await isAt(page, `${BASKET}/history`);
});

test("a long history comes in parts, and what is gone keeps its own", async (t) => {
  const version = (number) =>
    document("Resource", "ledger", { type: "database", owner: "team-oak" }, `  description: Version ${number}.\n`);
  const { file, documents } = await configuration(t, { documents: version(0) });
  const small = await serve(t, { config: file });
  const ask = async (address) => (await fetch(`${small.address}${address}`)).json();
  const entity = "/api/catalog/entities/by-name/resource/default/ledger";
  for (let number = 1; number <= 51; number += 1) {
    await writeFile(documents, version(number));
    await eventually(async () => assert.equal((await ask(entity)).metadata.description, `Version ${number}.`));
  }
  const page = await openPage(t, small, { expected: [NOT_FOUND] });
  await visit(page, "/catalog/default/resource/ledger/history");
  const history = card(page, "History");
  await history.getByText("Version 51.").waitFor();
  assert.equal(await history.locator(".history-entry").count(), 50);
  await history.getByRole("link", { name: "Older" }).click();
  await history.getByText("Added", { exact: true }).waitFor();
  assert.equal(await history.locator(".history-entry").count(), 2);
  await axe(page);
  await history.getByRole("link", { name: "Newest" }).click();
  await history.getByText("Version 51.").waitFor();

  await writeFile(documents, document("Resource", "other", { type: "database", owner: "team-oak" }));
  await history.getByText("Removed", { exact: true }).waitFor();
  await page.getByText("is not in the catalog any more").waitFor();
  await isTitled(page, "History of ledger", "ledger");
  await axe(page);
  assert.equal((await page.goto("/catalog/default/resource/never-there/history")).status(), 404);
});
