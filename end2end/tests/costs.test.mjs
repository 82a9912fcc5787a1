// What things cost: complete without a script, and alive with one.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { company, dayBefore } from "../support/bills.mjs";
import { openPage } from "../support/browser.mjs";
import { axe, card, fits, focused, isTitled, visit, where } from "../support/page.mjs";
import { folder, serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const PHONE = 390;
const IMPORT_MS = 20_000;

const server = await serve({ after }, { config: await company(await folder({ after })) });
await eventually(async () => {
  const page = await (await fetch(`${server.address}/cost-insights`)).text();
  assert.ok(page.includes("Daily cost by"), "the bills are taken in");
}, IMPORT_MS);

const slider = (page) => page.locator(".cost-picture [role=slider]");
/** The picture of the costs has been taken over. */
const alive = (page) => slider(page).waitFor();
const drawn = (page) => page.locator(".cost-picture .chart-wide svg").innerHTML();

for (const theme of ["light", "dark"]) {
  for (const width of [1440, PHONE]) {
    test(`the costs are readable in ${theme} at ${width} px`, async (t) => {
      const page = await openPage(t, server, { theme, width });
      for (const path of ["/cost-insights?group=service-type&period=60d&compare=previous", "/catalog/default/component/cart/costs"]) {
        await visit(page, path);
        await alive(page);
        await axe(page);
        await fits(page);
        await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
        await axe(page);
        await fits(page);
      }
    });
  }
}

test("everything is there without a script", async (t) => {
  const page = await openPage(t, server, { javaScript: false });
  await page.goto("/cost-insights?group=service-type");
  const pictures = await page.locator("svg[role=img][aria-labelledby]").evaluateAll((all) =>
    all.map((one) => [one.querySelector("title").textContent, one.querySelector("desc").textContent]),
  );
  assert.ok(pictures.length >= 2);
  for (const [title, words] of pictures) assert.ok(title && /\d/.test(words), title);
  assert.match(pictures[0][1], /Compute \d+ %/);
  await page.getByText("Figures of every day").first().click();
  assert.equal(await page.locator("#cost-figures tbody tr").count(), 30);
  await page.getByRole("navigation", { name: "Period" }).getByRole("link", { name: "60 d" }).click();
  assert.equal(where(page), "/cost-insights?group=service-type&period=60d");
  await page.getByRole("region", { name: /^By service type/ }).getByRole("link", { name: "Compute" }).click();
  assert.match(where(page), /filter=service-type:Compute/);
  await page.getByRole("link", { name: "Without Service type: Compute" }).click();
  assert.doesNotMatch(where(page), /filter=/);
});

test("the page's figures are those of the API", async (t) => {
  const page = await openPage(t, server, { javaScript: false });
  const query = "group=service-type&period=90d";
  await page.goto(`/cost-insights?${query}`);
  const told = await (await fetch(`${server.address}/api/costs/dashboard?${query}`)).json();
  const shown = await page.locator("#cost-figures tfoot data").evaluateAll((all) => all.map((one) => one.value));
  assert.deepEqual(shown, [...told.series.map(({ total }) => total), told.total.total]);
  const rows = await page.locator(".cost-rows").first().locator("data").evaluateAll((all) => all.map((one) => one.value));
  assert.deepEqual(rows, told.rows.map(({ total }) => total));
});

test("what the address says wrongly is noted", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/cost-insights?group=colour&period=never&filter=x");
  await isTitled(page, "Costs");
  const notes = page.locator(".cost-notes li");
  assert.equal(await notes.count(), 3);
  assert.match(await notes.first().textContent(), /group cannot be “colour”/);
});

test("days are looked at and chosen with the keyboard", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/cost-insights?group=service-type&period=60d");
  await alive(page);
  await slider(page).focus();
  const said = () => slider(page).getAttribute("aria-valuetext");
  const first = await said();
  assert.match(first, /: € [\d,.]+ in all, .*Compute € [\d,.]+/);
  await page.keyboard.press("ArrowLeft");
  assert.notEqual(await said(), first);
  await page.keyboard.press("Home");
  assert.equal(await slider(page).getAttribute("aria-valuenow"), "1");
  await page.locator(".cost-picture .chart-tip").getByText("Together").waitFor();
  await page.keyboard.press("End");
  assert.equal(await slider(page).getAttribute("aria-valuenow"), "60");
  await page.evaluate(() => (window.sameDocument = true));
  for (let step = 0; step < 6; step++) await page.keyboard.press("Shift+ArrowLeft");
  assert.ok(await page.locator(".cost-picture .chart-brush").isVisible());
  await page.keyboard.press("Enter");
  await eventually(() => assert.equal(where(page), `/cost-insights?group=service-type&from=${dayBefore(7)}&to=${dayBefore(1)}`));
  await page.getByRole("heading", { name: "Daily cost by service type" }).waitFor();
  await eventually(async () => assert.match(await focused(page), /chart-over/));
  assert.ok(await page.evaluate(() => window.sameDocument));
});

test("a pointer reads days and chooses them", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/cost-insights?group=service-type&period=60d");
  await alive(page);
  const box = await slider(page).boundingBox();
  const at = (share) => [box.x + box.width * share, box.y + box.height / 2];
  await page.mouse.move(...at(0.5));
  await page.locator(".cost-picture .chart-tip").getByText("Compute").waitFor();
  await page.mouse.move(...at(0.25));
  await page.mouse.down();
  await page.mouse.move(...at(0.6), { steps: 4 });
  await page.mouse.up();
  await eventually(() => assert.match(where(page), /from=\d{4}-\d\d-\d\d&to=\d{4}/));
  await page.goBack();
  await eventually(() => assert.match(where(page), /period=60d/));
});

test("series are taken out of the stack and come back", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/cost-insights?group=service-type&period=60d");
  await alive(page);
  const before = await drawn(page);
  const compute = page.getByRole("button", { name: "Show Compute" });
  await compute.click();
  assert.equal(await compute.getAttribute("aria-pressed"), "false");
  const without = await drawn(page);
  assert.notEqual(without, before);
  assert.match(before, /Compute \d+ %/);
  assert.doesNotMatch(without, /Compute \d+ %/);
  await compute.click();
  assert.equal(await drawn(page), before, "the browser draws what the server drew");
});

test("a choice changes the page in place", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/cost-insights?group=service-type");
  await alive(page);
  await page.evaluate(() => (window.sameDocument = true));
  const link = page.getByRole("navigation", { name: "Period" }).getByRole("link", { name: "90 d" });
  await link.focus();
  await page.keyboard.press("Enter");
  await eventually(() => assert.equal(where(page), "/cost-insights?group=service-type&period=90d"));
  await eventually(async () => assert.equal(await link.getAttribute("aria-current"), "true"));
  assert.match(await focused(page), /90 d/);
  await page.getByText("More choices").click();
  await page.getByLabel("Group by").last().selectOption("entity");
  await page.getByRole("heading", { name: "Daily cost by entity" }).waitFor();
  assert.match(where(page), /group=entity/);
  await alive(page);
  assert.ok(await page.locator("#cost-more").evaluate((one) => one.open), "what is open stays open");
  assert.ok(await page.evaluate(() => window.sameDocument));
  await page.goBack();
  await page.getByRole("heading", { name: "Daily cost by service type" }).waitFor();
});

test("an entity tells what it costs, one without costs nothing of it", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog/default/component/cart");
  await page.getByRole("link", { name: "Costs" }).last().click();
  await page.getByRole("heading", { name: "Daily cost by service" }).waitFor();
  assert.ok(where(page).startsWith("/catalog/default/component/cart/costs"));
  await visit(page, "/catalog/default/group/buyers/costs");
  await page.getByRole("region", { name: /^By entity/ }).getByRole("link", { name: "scorer", exact: true }).waitFor();
});

test("the page prints without what only serves the screen", async (t) => {
  const page = await openPage(t, server, { theme: "dark" });
  await visit(page, "/cost-insights?group=service-type");
  await alive(page);
  await page.emulateMedia({ media: "print" });
  for (const hidden of [".cost-controls", ".cost-choices", ".chart-figures", ".side", ".top"]) {
    assert.equal(await page.locator(hidden).first().isVisible(), false, hidden);
  }
  assert.ok(await card(page, "Needs a look").isVisible());
  const ground = await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  assert.equal(ground, "light");
  assert.ok((await page.pdf({ format: "A4" })).length > 10_000);
});
