// Nothing found, nothing there, nothing readable: each says what is missing and offers the next step.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import test, { after } from "node:test";
import { NOT_FOUND, openPage } from "../support/browser.mjs";
import { axe, filterField, fits, isAt, isTitled, listed, visit } from "../support/page.mjs";
import { folder, serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const server = await serve({ after });
const PHONE = { width: 390 };

async function isFine(page) {
  await fits(page);
  await axe(page);
}

test("a page that does not exist says so and leads on", async (t) => {
  const page = await openPage(t, server, { expected: [NOT_FOUND] });
  const answer = await visit(page, "/nowhere");
  assert.equal(answer.status(), 404);
  await isTitled(page, "Not found", "There is no such page");
  await isFine(page);
  await page.getByRole("main").getByRole("link", { name: "Open the catalog" }).click();
  await isTitled(page, "Catalog");
});

test("an entity that does not exist is named, and can be searched for", async (t) => {
  const page = await openPage(t, server, { expected: [NOT_FOUND], ...PHONE });
  const answer = await visit(page, "/catalog/default/component/basket");
  assert.equal(answer.status(), 404);
  await isTitled(page, "Not found", "There is no component “basket” in the namespace default");
  await isFine(page);
  await page.getByRole("link", { name: "Search for “basket”" }).click();
  await isAt(page, "/catalog?text=basket");
  await page.getByRole("link", { name: "Basket service", exact: true }).waitFor();
});

test("a tab that does not exist says so under the entity's own header", async (t) => {
  const page = await openPage(t, server, { expected: [NOT_FOUND] });
  const answer = await visit(page, "/catalog/default/component/basket-service/costs");
  assert.equal(answer.status(), 404);
  await page.getByText("There is no such tab").waitFor();
  await isFine(page);
  await page.getByRole("link", { name: "Overview", exact: true }).click();
  await isTitled(page, "Basket service");
  assert.equal(await page.getByText("There is no such tab").count(), 0);
});

test("when nothing matches, one step brings everything back", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog?text=zzz-nothing");
  await page.getByText("Nothing matches").waitFor();
  await page.getByText("None of the 236 entities").waitFor();
  await isFine(page);
  await page.locator(".state").getByRole("link", { name: "Clear filters" }).click();
  await isAt(page, "/catalog");
  await eventually(async () => assert.equal((await listed(page)).length, 50));
  assert.equal(await filterField(page).inputValue(), "");
});

test("a facet that leaves nothing can be undone where it was chosen", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog?kind=template&lifecycle=deprecated");
  await page.getByText("Nothing matches").waitFor();
  await page.getByRole("checkbox", { name: "deprecated" }).click();
  await isAt(page, "/catalog?kind=template");
  await page.getByText("8 of 236 entities").waitFor();
});

for (const options of [{}, PHONE]) {
  test(`an empty catalog says how to fill it: ${options.width ?? 1440} px`, async (t) => {
    const empty = await serve(t, { catalog: await folder(t) });
    const page = await openPage(t, empty, options);
    await visit(page, "/");
    await isTitled(page, "Home", "The catalog is empty");
    await page.getByText("portico serve --catalog").waitFor();
    await isFine(page);
    await visit(page, "/catalog");
    await page.getByText("The catalog is empty").waitFor();
    await isFine(page);
    await page.getByRole("main").getByRole("link", { name: "Look at problems" }).click();
    await isTitled(page, "Problems");
    await page.getByText("There is no YAML file in the folder").waitFor();
    await isFine(page);
  });
}

test("a catalog that does not exist is a problem with its path, not an end", async (t) => {
  const missing = path.join(await folder(t), "no-such-catalog.yaml");
  const page = await openPage(t, await serve(t, { catalog: missing }));
  await visit(page, "/problems");
  await page.getByText(`There is no file or folder ${missing}`).waitFor();
  await page.getByText("Check the path").waitFor();
  await isFine(page);
});

test("a file that is no text is named with what to do, and its neighbours are shown", async (t) => {
  const place = await folder(t);
  await mkdir(path.join(place, "a"));
  await writeFile(path.join(place, "a/catalog-info.yaml"), Buffer.from([0x6b, 0x69, 0xff, 0xfe, 0x00, 0x80]));
  await writeFile(path.join(place, "catalog-info.yaml"), document("till"));
  const page = await openPage(t, await serve(t, { catalog: place }));
  await visit(page, "/problems");
  await page.getByRole("heading", { name: "/a/catalog-info.yaml" }).waitFor();
  await page.getByText("UTF-8").first().waitFor();
  await visit(page, "/catalog");
  await page.getByRole("link", { name: "till", exact: true }).first().waitFor();
  assert.deepEqual(await listed(page), ["till"]);
});

test("text from a file is never markup: no tag, no script, no dangerous link", async (t) => {
  const place = await folder(t);
  const attack = "</script><script>window.attacked=1</script><img src=x onerror='window.attacked=1'>";
  const link = `  links:\n    - url: "javascript:window.attacked=1"\n      title: "${attack}"\n`;
  const extra = `  title: "${attack}"\n  description: "${attack}"\n${link}`;
  await writeFile(path.join(place, "catalog-info.yaml"), document("till", extra));
  const page = await openPage(t, await serve(t, { catalog: place }));
  const entity = "/catalog/default/component/till";
  for (const address of ["/", "/catalog", entity, `${entity}/source`]) {
    await visit(page, address);
    assert.ok((await page.locator("body").innerText()).includes("window.attacked=1") || address === "/", address);
    assert.equal(await page.evaluate(() => window.attacked), undefined, address);
    assert.equal(await page.locator("a[href^='javascript:' i]").count(), 0);
  }
});

function document(name, extra = "") {
  const head = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n";
  return `${head}  name: ${name}\n${extra}spec:\n  type: service\n  lifecycle: production\n  owner: nobody\n`;
}
