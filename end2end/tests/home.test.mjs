// Home: who the reader is, and what is theirs.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { openPage } from "../support/browser.mjs";
import { axe, card, fits, isAt, isTitled, listed, visit } from "../support/page.mjs";
import { serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const server = await serve({ after });
const PHONE = 390;
const CASPIAN = "Caspian Rourke";

const nameField = (page) => page.getByRole("searchbox", { name: "Your name or e-mail address" });
const personMenu = (page) => page.locator("summary.top-person");
const isSomebody = (page, name) => eventually(async () => assert.equal(await page.locator("h1").innerText(), name));

/** Says who the reader is, as a plain form does it. */
async function become(page, person) {
  const value = encodeURIComponent(person);
  await page.context().addCookies([{ name: "portico-person", value, url: server.address }]);
}

async function isFine(page) {
  await fits(page);
  await axe(page);
}

for (const theme of ["light", "dark"]) {
  for (const width of [1440, PHONE]) {
    test(`a guest finds themselves while typing, and home is theirs: ${theme}, ${width} px`, async (t) => {
      const page = await openPage(t, server, { theme, width });
      await visit(page, "/");
      await card(page, "Who are you?").getByText("43 people are in the catalog").waitFor();
      await isFine(page);
      await nameField(page).pressSequentially("casp");
      await isAt(page, "/?who=casp");
      await page.getByText("1 found.").waitFor();
      await isFine(page);
      assert.equal(await page.evaluate(() => document.activeElement.name), "who", "the field keeps the focus");
      await page.getByRole("button", { name: CASPIAN }).click();
      await isSomebody(page, CASPIAN);
      await isAt(page, "/");
      assert.equal(await card(page, "Who are you?").count(), 0);
      await card(page, "My teams").getByRole("link", { name: "Data and Discovery", exact: true }).waitFor();
      await card(page, "What you and your teams own").getByRole("link", { name: "Click collector" }).waitFor();
      await card(page, "Needs your attention").getByRole("link", { name: "Search indexer" }).waitFor();
      await card(page, "Domains and systems").waitFor();
      await isFine(page);
    });
  }
}

test("all of it by keyboard, and Escape closes the menu", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/");
  await nameField(page).focus();
  await page.keyboard.type("caspian.rourke@");
  await page.getByRole("button", { name: CASPIAN }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await isSomebody(page, CASPIAN);
  await personMenu(page).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "My page" }).waitFor();
  await page.keyboard.press("Escape");
  assert.ok(!(await page.getByRole("link", { name: "My page" }).isVisible()));
});

test("words that fit nobody say so, and what is next", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/?who=zzz");
  await page.getByText("Nobody fits “zzz”").waitFor();
  await isFine(page);
  await page.getByRole("link", { name: "see all of them" }).click();
  await isAt(page, "/catalog?kind=user");
});

test("without JavaScript: search, choose, star, change, forget", async (t) => {
  const page = await openPage(t, server, { javaScript: false });
  await page.goto("/");
  await nameField(page).fill("sefton");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.getByRole("button", { name: "Sefton Marr" }).click();
  await isTitled(page, "Home", "Sefton Marr");

  await page.goto("/catalog?text=basket");
  await page.getByRole("button", { name: "Star Basket service" }).click();
  await isAt(page, "/catalog?text=basket");
  const star = page.getByRole("button", { name: "Star Basket service" });
  assert.equal(await star.getAttribute("aria-pressed"), "true");
  await page.goto("/catalog/default/api/basket-api");
  await page.getByRole("button", { name: "Star Basket API" }).click();
  await isTitled(page, "Basket API");
  await page.goto("/");
  for (const name of ["Basket service", "Basket API"]) {
    await card(page, "Starred").getByRole("link", { name, exact: true }).waitFor();
  }
  await card(page, "Recently visited").getByRole("link", { name: "Basket API", exact: true }).waitFor();
  await page.goto("/catalog?list=starred");
  assert.deepEqual(await listed(page), ["Basket API", "Basket service"]);
  await page.getByRole("button", { name: "Star Basket API" }).click();
  assert.deepEqual(await listed(page), ["Basket service"]);

  await page.goto("/problems");
  await personMenu(page).click();
  await page.getByRole("button", { name: "Forget me" }).click();
  await isAt(page, "/problems");
  await page.getByRole("link", { name: "Who are you?" }).click();
  await isAt(page, "/?who=&back=/problems");
  await nameField(page).fill("yuki");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.getByRole("button", { name: "Yuki Tandberg" }).click();
  await isAt(page, "/problems");
});

test("a star answers at once, is announced, and is still there after a reload", async (t) => {
  const page = await openPage(t, server);
  await become(page, "user:default/caspian.rourke");
  await visit(page, "/catalog/default/component/basket-service");
  const star = page.getByRole("button", { name: "Star Basket service" });
  assert.equal(await star.getAttribute("aria-pressed"), "false");
  const kept = page.waitForResponse((response) => response.url().endsWith("/ui/star") && response.ok());
  await star.press("Enter");
  await eventually(async () => assert.equal(await star.getAttribute("aria-pressed"), "true"));
  await kept;
  await isFine(page);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Home" }).click();
  await card(page, "Starred").getByRole("link", { name: "Basket service" }).waitFor();
  await card(page, "Recently visited").getByRole("link", { name: "Basket service" }).waitFor();
  await visit(page, "/catalog?text=basket+service");
  assert.equal(await star.getAttribute("aria-pressed"), "true");
  await star.click();
  await eventually(async () => assert.equal(await star.getAttribute("aria-pressed"), "false"));
});

test("a star that cannot be kept is taken back", async (t) => {
  const page = await openPage(t, server, { expected: [/Failed to load resource/] });
  await become(page, "user:default/nia.pellow");
  await visit(page, "/catalog/default/component/basket-service");
  await page.route("**/ui/star", (route) => route.fulfill({ status: 500, body: "no" }));
  const star = page.getByRole("button", { name: "Star Basket service" });
  await star.click();
  await eventually(async () => assert.equal(await star.getAttribute("aria-pressed"), "false"));
});

test("a guest's star leads to the question, and back to the page", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog/default/component/basket-service");
  await page.getByRole("link", { name: "Star Basket service" }).click();
  await isAt(page, "/?who=&back=/catalog/default/component/basket-service");
  await nameField(page).fill("zola");
  await page.getByRole("button", { name: "Zola Brandreth" }).click();
  await isTitled(page, "Basket service");
});

test("the catalog narrows to what is owned and starred; a guest is asked who they are", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog");
  await page.getByRole("link", { name: "Owned by me" }).click();
  await isAt(page, "/catalog?list=owned");
  await page.getByText("Whose?").waitFor();
  await isFine(page);
  await become(page, "user:default/caspian.rourke");
  await visit(page, "/catalog?filters%5Buser%5D=owned&kind=api");
  await eventually(async () => assert.deepEqual(await listed(page), ["Metrics GraphQL", "Search API"]));
  await page.getByRole("link", { name: "All", exact: true }).click();
  await isAt(page, "/catalog?kind=api");
  await isFine(page);
});

test("a person who is gone is said so and can be changed", async (t) => {
  const page = await openPage(t, server);
  await become(page, "user:default/long-gone");
  await visit(page, "/");
  await page.getByRole("main").getByText("This person is not in the catalog any more.").waitFor();
  await isFine(page);
  await page.getByRole("link", { name: "Choose again" }).click();
  await isAt(page, "/?who=");
  await nameField(page).waitFor();
});
