// The technology radar: picture and lists, filters, the way through time, the table, an entry, the card of an entity.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { openPage } from "../support/browser.mjs";
import { axe, card, fits, isAt, isTitled, visit } from "../support/page.mjs";
import { serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const server = await serve({ after }, { demo: true });
const TITLE = "Fernway radar";

/** Opens the radar and waits until it is alive: the slider is there. */
async function open(page, query = "") {
  await visit(page, `/tech-radar${query}`);
  await isTitled(page, TITLE);
}

async function alive(page) {
  await page.locator(".radar-slider input").waitFor();
}

function blip(page, key) {
  return page.locator(`#blip-${key}`);
}

async function shown(page) {
  return page.locator(".radar-entries > li").count();
}

for (const theme of ["light", "dark"]) {
  for (const width of [1440, 390]) {
    test(`the radar fits, can be read, and leads to its entries: ${theme}, ${width} px`, async (t) => {
      const page = await openPage(t, server, { theme, width });
      await open(page);
      await alive(page);
      await fits(page);
      await axe(page);
      assert.equal(await shown(page), 51);
      await page.locator("#entry-php").click();
      await isAt(page, "/tech-radar/entry/php");
      await isTitled(page, "PHP");
      await page.getByText("Still used by 3 components").waitFor();
      await card(page, "Used by").getByRole("link", { name: "Bivouac core", exact: true }).waitFor();
      await fits(page);
      await axe(page);
      await visit(page, "/tech-radar?view=table");
      await fits(page);
      await axe(page);
    });
  }
}

test("what is pointed at or focused is marked in picture and list", async (t) => {
  const page = await openPage(t, server);
  await open(page);
  await alive(page);
  await page.locator("#entry-rust").hover();
  await eventually(async () => assert.match(await blip(page, "rust").getAttribute("class"), /is-tied/));
  assert.match(await page.locator(".radar-tip").innerText(), /Rust, Adopt/);
  await blip(page, "kafka").hover();
  await eventually(async () => assert.match(await page.locator("#entry-kafka").getAttribute("class"), /is-tied/));
  await blip(page, "php").focus();
  await eventually(async () => assert.match(await page.locator("#entry-php").getAttribute("class"), /is-tied/));
});

test("arrow keys move between blips, and Enter opens one", async (t) => {
  const page = await openPage(t, server);
  await open(page);
  await alive(page);
  await blip(page, "rust").focus();
  const at = () => page.evaluate(() => document.activeElement.id);
  const left = () => page.evaluate(() => document.activeElement.getBoundingClientRect().left);
  const before = await left();
  await page.keyboard.press("ArrowLeft");
  assert.notEqual(await at(), "blip-rust");
  assert.ok((await left()) < before);
  const key = (await at()).replace("blip-", "");
  await page.keyboard.press("Enter");
  await isAt(page, `/tech-radar/entry/${key}`);
});

test("filters narrow in place, and the address follows", async (t) => {
  const page = await openPage(t, server);
  await open(page);
  await alive(page);
  await page.locator("#radar-quadrant").selectOption("languages");
  await isAt(page, "/tech-radar?quadrant=languages");
  await eventually(async () => assert.equal(await shown(page), 14));
  await page.locator("#radar-ring").selectOption("hold");
  await eventually(async () => assert.equal(await shown(page), 2));
  await page.getByRole("link", { name: "Clear filters" }).click();
  await isAt(page, "/tech-radar");
  await page.locator("#radar-q").fill("kafka");
  await isAt(page, "/tech-radar?q=kafka");
  await eventually(async () => assert.equal(await shown(page), 1));
  await page.locator("#radar-q").fill("nothing at all");
  await page.getByText("No entry fits").waitFor();
  await axe(page);
  await page.getByRole("link", { name: "Show all entries" }).click();
  await eventually(async () => assert.equal(await shown(page), 51));
  // What came anew is alive, too.
  await page.locator("#entry-rust").hover();
  await eventually(async () => assert.match(await blip(page, "rust").getAttribute("class"), /is-tied/));
});

test("the slider goes through time, and the editions play", async (t) => {
  const page = await openPage(t, server);
  await open(page);
  await alive(page);
  const slider = page.getByRole("slider", { name: "Edition" });
  await slider.focus();
  await page.keyboard.press("Home");
  await isAt(page, "/tech-radar?at=2024-11-04");
  await page.getByText("This is the radar as it was on 4 Nov 2024").waitFor();
  assert.equal(await slider.getAttribute("aria-valuetext"), "Nov 2024");
  await eventually(async () => assert.match(await blip(page, "rust").getAttribute("aria-label"), /Rust, Assess/));
  await page.keyboard.press("ArrowRight");
  await isAt(page, "/tech-radar?at=2025-04-07");
  await page.getByRole("link", { name: "Show it as it is now" }).click();
  await isAt(page, "/tech-radar");
  await eventually(async () => assert.equal(await slider.inputValue(), "5"));
  await page.getByRole("button", { name: "Play" }).click();
  await isAt(page, "/tech-radar?at=2024-11-04");
  await isAt(page, "/tech-radar?at=2025-04-07");
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Play" }).waitFor();
});

test("the table is put in order", async (t) => {
  const page = await openPage(t, server);
  await open(page, "?view=table");
  await page.getByRole("link", { name: "Used by" }).click();
  await isAt(page, "/tech-radar?view=table&sort=users");
  const first = page.locator(".radar-table tbody tr").first();
  await eventually(async () => assert.match(await first.innerText(), /Rust|Kotlin|PostgreSQL|Kafka/));
  await page.getByRole("link", { name: "Technology" }).click();
  await eventually(async () => assert.match(await first.innerText(), /Apache Kafka/));
});

test("manifests say who uses what, and how that moved", async (t) => {
  const page = await openPage(t, server);
  // They are read after the start.
  await eventually(async () => {
    await visit(page, "/tech-radar/entry/cypress");
    assert.match(await card(page, "Used by").innerText(), /club-hub\/package\.json: cypress \^12\.17\.4/);
  });
  await page.getByText("Still used by 2 components").waitFor();
  assert.equal(await page.locator(".crumbs [aria-current]").innerText(), "Cypress");
  await card(page, "How use moved").getByText("1 component ceased").waitFor();
  await axe(page);
  await visit(page, "/tech-radar/entry/playwright");
  await card(page, "How use moved").getByText("1 component began").waitFor();
  assert.equal(await page.locator(".crumbs [aria-current]").innerText(), "Playwright");
  await visit(page, "/catalog/default/component/supplier-portal");
  await card(page, "Technologies").getByText("supplier-portal/package.json: cypress ^10.3.0").waitFor();
  await axe(page);
});

test("an entity says where its technologies stand", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog/default/component/bivouac");
  await card(page, "Technologies").getByText("1 technology on hold").waitFor();
  await axe(page);
  await card(page, "Technologies").getByRole("link", { name: "PHP" }).click();
  await isTitled(page, "PHP");
});

for (const width of [1440, 390]) {
  test(`without JavaScript, forms and links are enough: ${width} px`, async (t) => {
    const page = await openPage(t, server, { javaScript: false, width });
    await page.goto("/tech-radar");
    assert.equal(await shown(page), 51);
    assert.equal(await page.locator("a.radar-blip").count(), 51);
    await page.locator("#radar-ring").selectOption("hold");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    assert.match(page.url(), /ring=hold/);
    assert.ok((await shown(page)) < 10);
    await page.goto("/tech-radar");
    await page.locator("#edition-2024-11-04").click();
    await page.getByText("This is the radar as it was on 4 Nov 2024").waitFor();
    await page.goto("/tech-radar?radar=data");
    await page.getByRole("heading", { level: 1, name: "Data and AI" }).waitFor();
    await fits(page);
  });
}

test("it is printed on A4", async (t) => {
  const page = await openPage(t, server);
  await open(page);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".radar-filters").isVisible(), false);
  assert.ok(await page.locator(".radar-picture").isVisible());
  const pdf = await page.pdf({ format: "A4" });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length;
  assert.ok(pages <= 3, `${pages} pages`);
});

test("history and the frame's links agree with what was changed in place", async (t) => {
  const page = await openPage(t, server);
  await open(page);
  await alive(page);
  await page.getByRole("searchbox", { name: "Find" }).fill("kafka");
  await page.waitForURL(/q=kafka/);
  for (const _ of [1, 2]) {
    await page.getByRole("link", { name: /Apache Kafka/ }).last().click();
    await page.waitForURL(/\/tech-radar\/entry\//);
    await page.getByRole("heading", { level: 1, name: "Apache Kafka" }).waitFor();
    await page.goBack();
    await page.waitForURL(/\/tech-radar\?q=kafka/);
    await page.waitForFunction(() => document.querySelector("input[name=q]")?.value === "kafka");
  }
  await open(page);
  await alive(page);
  await page.getByRole("link", { name: "Table", exact: true }).click();
  await page.waitForURL(/view=table/);
  await page.locator(".side-nav").getByRole("link", { name: "Tech radar" }).click();
  await page.waitForURL(/\/tech-radar$/);
  await page.locator("#radar-board").waitFor();
});

test("the slider has the editions of the radar that is shown", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/tech-radar?radar=data");
  const slider = page.getByRole("slider", { name: "Edition" });
  await slider.waitFor();
  const few = Number(await slider.getAttribute("max"));
  await page.getByRole("link", { name: "Fernway radar" }).click();
  await page.waitForFunction((few) => Number(document.querySelector(".radar-slider input").max) > few, few);
});
