// The graph of relations: moved and walked in, narrowed, opened, summarised, and taken away as a file.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test, { after } from "node:test";
import { openPage } from "../support/browser.mjs";
import { configuration, document } from "../support/catalog.mjs";
import { axe, fits, isAt, isTitled, visit } from "../support/page.mjs";
import { serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const server = await serve({ after });
const BASKET = "component:default/basket-service";
const GRAPH = `/catalog-graph?rootEntityRefs[]=${BASKET}`;

/** The boxes of the picture by the names that screen readers say. */
async function boxes(page) {
  const names = await page.locator(".graph-canvas [data-node] > title").allTextContents();
  return names.map((name) => name.split(",")[0]);
}

function box(page, name) {
  const title = page.locator("title").filter({ hasText: new RegExp(`^${name},`) });
  return page.locator(".graph-canvas [data-node]").filter({ has: title });
}

/** Waits until the picture is alive: it can be moved. */
async function open(page, path) {
  await visit(page, path);
  await page.locator(".graph-canvas[data-live]").waitFor();
}

/** Where the picture is: shift and scale. */
function look(page) {
  return page.locator(".graph-stage").evaluate((stage) => {
    const { a, e, f } = new DOMMatrix(getComputedStyle(stage).transform);
    return { scale: a, x: e, y: f };
  });
}

function chosen(page) {
  return page.locator(".graph-panel h2").innerText();
}

for (const theme of ["light", "dark"]) {
  for (const width of [1440, 390]) {
    test(`a graph fits, can be read, and leads to its entities: ${theme}, ${width} px`, async (t) => {
      const page = await openPage(t, server, { theme, width });
      await open(page, GRAPH);
      await isTitled(page, "Relations of Basket service");
      await fits(page);
      await axe(page);
      if (width === 390) {
        assert.equal(await page.getByLabel("Steps").isVisible(), false, "the options are folded");
        await page.locator(".graph-options > summary").click();
      }
      await page.getByLabel("Steps").selectOption("1");
      await isAt(page, `${GRAPH}&maxDepth=1`);
      await eventually(async () => assert.equal((await boxes(page)).length, 7));
      await page.locator(".graph-words summary").click();
      await page.locator(".graph-words").getByText("consumes Price API").first().waitFor();
      await fits(page);
      await axe(page);
      await box(page, "Price API").click();
      await eventually(async () => assert.equal(await chosen(page), "Price API"));
      await page.locator(".graph-panel").getByRole("link", { name: "Open page" }).click();
      await isAt(page, "/catalog/default/api/price-api");
    });
  }
}

test("without an entity, one is found or proposed", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog-graph");
  await isTitled(page, "Relations");
  await axe(page);
  await page.getByRole("searchbox", { name: "Find an entity to begin with" }).fill("basket");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Basket service", exact: true }).click();
  await isTitled(page, "Relations of Basket service");
});

test("the picture is moved and zoomed by mouse", async (t) => {
  const page = await openPage(t, server);
  await open(page, GRAPH);
  const canvas = await page.locator(".graph-canvas").boundingBox();
  const middle = { x: canvas.x + canvas.width / 2, y: canvas.y + canvas.height / 2 };
  const before = await look(page);
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  await page.mouse.move(middle.x + 40, middle.y + 30, { steps: 4 });
  await page.mouse.up();
  const moved = await look(page);
  assert.deepEqual([Math.round(moved.x - before.x), Math.round(moved.y - before.y)], [40, 30]);
  assert.equal(await page.title(), "Relations of Basket service · Portico", "dragging opens nothing");
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -200);
  await page.keyboard.up("Control");
  await eventually(async () => assert.ok((await look(page)).scale > moved.scale));
  await page.getByRole("button", { name: "Zoom out" }).click();
  await page.getByRole("button", { name: "Zoom in" }).click();
  await page.getByRole("button", { name: "Fit" }).click();
  const { scale, x, y } = await look(page);
  assert.ok(scale <= 1 && x >= -1 && y >= -1, "all of it is seen");
});

test("a double click opens an entity", async (t) => {
  const page = await openPage(t, server);
  await open(page, `${GRAPH}&maxDepth=1`);
  await box(page, "Price API").dblclick();
  await isAt(page, "/catalog/default/api/price-api");
});

test("the picture is walked in and changed by keyboard", async (t) => {
  const page = await openPage(t, server);
  await open(page, `${GRAPH}&maxDepth=1`);
  const canvas = page.locator(".graph-canvas");
  await canvas.focus();
  const before = await look(page);
  await page.keyboard.press("ArrowRight");
  assert.equal((await look(page)).x, before.x - 60);
  await page.keyboard.press("+");
  assert.ok((await look(page)).scale > before.scale);
  await page.keyboard.press("0");
  await page.keyboard.press("Tab");
  assert.equal(await chosen(page), "Basket service");
  await page.keyboard.press("ArrowRight");
  await eventually(async () => assert.notEqual(await chosen(page), "Basket service"));
  await page.keyboard.press("ArrowLeft");
  await eventually(async () => assert.equal(await chosen(page), "Basket service"));
  assert.equal(await page.locator(".graph-canvas [tabindex='0']").count(), 1, "one box is reached by Tab");
  await box(page, "Price API").focus();
  await page.keyboard.press("e");
  await isAt(page, `${GRAPH}&maxDepth=1&expanded[]=api:default/price-api`);
  await eventually(async () => assert.ok((await boxes(page)).includes("Price engine")));
  await eventually(async () => assert.equal(await chosen(page), "Price API", "what was chosen stays so"));
  await eventually(() => page.evaluate(() => {
    if (!document.activeElement.closest("[data-node]")) throw new Error("the focus is lost");
  }));
  await page.keyboard.press("c");
  await eventually(async () => assert.ok(!(await boxes(page)).includes("Price engine")));
  await page.keyboard.press("h");
  await eventually(async () => assert.ok(!(await boxes(page)).includes("Price API")));
  await page.getByRole("link", { name: "Show again" }).click();
  await eventually(async () => assert.ok((await boxes(page)).includes("Price API")));
  await page.goBack();
  await eventually(async () => assert.ok(!(await boxes(page)).includes("Price API")));
  await box(page, "Basket API").focus();
  await page.keyboard.press("r");
  await isTitled(page, "Relations of Basket API");
  await box(page, "Basket service").focus();
  await page.keyboard.press("Enter");
  await isAt(page, "/catalog/default/component/basket-service");
});

test("filters are in the address, and the back button takes them back", async (t) => {
  const page = await openPage(t, server);
  await open(page, GRAPH);
  const all = (await boxes(page)).length;
  await page.getByRole("checkbox", { name: "Depends on" }).check();
  await isAt(page, `${GRAPH}&selectedRelations[]=dependsOn`);
  await eventually(async () => assert.ok((await boxes(page)).length < all));
  await page.getByRole("checkbox", { name: "Resource", exact: true }).check();
  await isAt(page, `${GRAPH}&selectedRelations[]=dependsOn&selectedKinds[]=resource`);
  await eventually(async () => assert.ok(!(await boxes(page)).includes("Basket API")));
  await page.getByLabel("Frames around").selectOption("owner");
  await page.locator(".graph-frame").first().waitFor();
  await page.getByLabel("Direction").selectOption("TB");
  await page.getByLabel("Arrows").selectOption("curveStepBefore");
  await eventually(async () => {
    const paths = await page.locator(".graph-arrow path").evaluateAll((all) => all.map((path) => path.getAttribute("d")));
    assert.ok(paths.length > 0 && paths.every((path) => !path.includes("C")));
  });
  for (let step = 0; step < 5; step += 1) await page.goBack();
  await isAt(page, GRAPH);
  await eventually(async () => assert.equal((await boxes(page)).length, all));
  assert.equal(await page.getByRole("checkbox", { name: "Depends on" }).isChecked(), false);
});

test("an entity's tab holds its graph, and nothing is lost without JavaScript", async (t) => {
  const page = await openPage(t, server, { javaScript: false });
  await page.goto("/catalog/default/component/basket-service");
  await page.getByRole("link", { name: "Open graph" }).click();
  await page.waitForURL("**/basket-service/graph");
  assert.ok((await boxes(page)).includes("Price API"));
  await page.getByLabel("Steps").selectOption("1");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.waitForURL("**/graph?maxDepth=1*");
  assert.equal((await boxes(page)).length, 7);
  await page.getByRole("link", { name: /more around Price API/ }).click();
  assert.ok((await boxes(page)).includes("Price engine"));
});

test("the picture is exported as SVG and as PNG", async (t) => {
  const page = await openPage(t, server);
  await open(page, GRAPH);
  await page.getByText("Export", { exact: true }).click();
  for (const [label, name, start] of [
    ["SVG, dark", "relations-of-basket-service.svg", "<svg"],
    ["PNG, light", "relations-of-basket-service.png", "\u0089PNG"],
  ]) {
    const coming = page.waitForEvent("download");
    await page.getByText(label, { exact: true }).click();
    const file = await coming;
    assert.equal(file.suggestedFilename(), name);
    const text = (await readFile(await file.path())).toString("latin1");
    assert.ok(text.startsWith(start), `${name} starts with ${text.slice(0, 20)}`);
  }
});

test("a large graph is summarised by system, with a way in", async (t) => {
  const documents = [document("Domain", "big", { owner: "group:big" })];
  for (let system = 0; system < 40; system += 1) {
    documents.push(document("System", `s${system}`, { owner: "group:big", domain: "big" }));
    for (let part = 0; part < 10; part += 1) {
      const dependsOn = [`component:c${(system + 1) % 40}-${part}`];
      const spec = { type: "service", lifecycle: "production", owner: "group:big", system: `s${system}`, dependsOn };
      documents.push(document("Component", `c${system}-${part}`, spec));
    }
  }
  const { file } = await configuration(t, { documents: documents.join("---\n") });
  const large = await serve(t, { config: file });
  const page = await openPage(t, large);
  await open(page, "/catalog-graph?rootEntityRefs[]=domain:default/big&maxDepth=∞");
  await page.getByText("442 entities, summarised by system").waitFor();
  assert.ok((await boxes(page)).length < 60);
  await axe(page);
  await box(page, "s7").click();
  await eventually(async () => assert.equal(await chosen(page), "s7"));
  await page.getByRole("link", { name: "Show one by one" }).click();
  await eventually(async () => assert.ok((await boxes(page)).includes("c7-3")));
  await box(page, "s9").click();
  await page.locator(".graph-panel").getByRole("link", { name: "Start here" }).click();
  await isTitled(page, "Relations of s9");
});
