// The page that documents what steps of templates can do.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { openPage } from "../support/browser.mjs";
import { axe, fits, isTitled, visit } from "../support/page.mjs";
import { serve } from "../support/server.mjs";

const server = await serve({ after });
const PHONE = 390;

for (const width of [1440, PHONE]) {
  for (const theme of ["light", "dark"]) {
    test(`the actions are readable: ${width} px, ${theme}`, async (t) => {
      const page = await openPage(t, server, { width, theme });
      await visit(page, "/create/actions?text=publish");
      await isTitled(page, "Actions");
      await page.getByRole("heading", { name: "publish:gitea" }).waitFor();
      await fits(page);
      await axe(page);
    });
  }
}

test("every action has a place, what it takes, and an example", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/create/actions#fetch-template");
  const action = page.locator("#fetch-template");
  const row = action.getByRole("row", { name: /^url/ });
  assert.match(await row.innerText(), /required/);
  await action.getByText("Render the skeleton that lies beside the template").click();
  await action.getByText("action: fetch:template").waitFor();
  const sections = await page.locator(".actions-action").count();
  assert.equal(await page.locator(".actions-index a").count(), sections);
  assert.ok(sections > 40, `${sections}`);
});

test("actions are found without JavaScript", async (t) => {
  const page = await openPage(t, server, { javaScript: false });
  await page.goto("/create/actions");
  const field = page.getByRole("searchbox", { name: "Find an action" });
  await field.fill("webhook");
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByRole("heading", { name: "github:webhook" }).waitFor();
  assert.equal(await page.getByRole("heading", { name: "publish:gitea" }).count(), 0);
  await page.goto("/create/actions?text=nothing+like+it");
  await page.getByText("No action fits").waitFor();
  await page.getByRole("link", { name: "Show all actions" }).click();
  await page.getByRole("heading", { name: "publish:gitea" }).waitFor();
});
