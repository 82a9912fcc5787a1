// The pages of groups and people.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import test, { after } from "node:test";
import { openPage } from "../support/browser.mjs";
import { axe, card, fits, isAt, isTitled, visit } from "../support/page.mjs";
import { folder, serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const server = await serve({ after });
const PHONE = 390;
const AREA = "/catalog/default/group/digital-commerce";

async function isFine(page) {
  await fits(page);
  await axe(page);
}

for (const theme of ["light", "dark"]) {
  for (const width of [1440, PHONE]) {
    test(`a group tells who is in it and what it owns: ${theme}, ${width} px`, async (t) => {
      const page = await openPage(t, server, { theme, width });
      await visit(page, AREA);
      await isTitled(page, "Digital Commerce");
      const members = card(page, "Members");
      const names = async () => (await members.locator(".person-name").allInnerTexts()).length;
      assert.equal(await names(), 1);
      await isFine(page);
      await members.getByRole("link", { name: "With sub-teams 18" }).click();
      await isAt(page, `${AREA}?members=all`);
      await eventually(async () => assert.equal(await names(), 18));
      await isFine(page);
      await page.goBack();
      await eventually(async () => assert.equal(await names(), 1));
      await card(page, "Sub-teams").getByRole("link", { name: "Checkout", exact: true }).waitFor();
      await card(page, "Ownership").getByText("2 directly, 73 with sub-teams").waitFor();
      await card(page, "Ownership").getByRole("link", { name: "33 Component" }).click();
      await page.waitForURL(/\/catalog\?kind=component&owner=/);
      await page.getByText("33 of 236 entities").waitFor();
    });
  }
}

test("a user's page leads to their teams, and theirs to them", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog/default/user/meera.lathom");
  await isTitled(page, "Meera Lathom");
  await page.getByRole("region", { name: "Profile" }).getByRole("link", { name: "meera.lathom@fernway.example" }).waitFor();
  await card(page, "Ownership").getByText("0 directly, 35 with teams").waitFor();
  await isFine(page);
  await card(page, "Teams").getByRole("link", { name: "Storefront", exact: true }).click();
  await isTitled(page, "Storefront");
  await card(page, "Members").getByRole("link", { name: "Meera Lathom" }).waitFor();
  await page.getByRole("navigation", { name: "Groups above" }).getByRole("link", { name: "Digital Commerce" }).waitFor();
});

test("groups that lead back to themselves are shown, and say so", async (t) => {
  const place = await folder(t);
  const group = (name, parent) =>
    `apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: ${name}}\nspec: {type: team, parent: ${parent}, children: []}\n---\n`;
  await writeFile(path.join(place, "catalog-info.yaml"), group("ring-a", "ring-b") + group("ring-b", "ring-a"));
  const page = await openPage(t, await serve(t, { catalog: place }));
  await visit(page, "/catalog/default/group/ring-a");
  await page.getByText("The groups above this one lead back to it").waitFor();
  await isFine(page);
  await visit(page, "/explore?view=teams");
  await page.getByText("its parents lead back to itself").waitFor();
  await isFine(page);
});

test("a picture is fetched over https only, and letters stand for whoever has none", async (t) => {
  const place = await folder(t);
  const user = (name, picture) =>
    `apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: ${name}}\nspec: {profile: {displayName: ${name} Test, picture: '${picture}'}, memberOf: []}\n---\n`;
  const files = user("safe", "https://pictures.invalid/a.png") + user("bad", "javascript:alert(1)");
  await writeFile(path.join(place, "catalog-info.yaml"), files);
  const page = await openPage(t, await serve(t, { catalog: place }), { expected: [/ERR_NAME_NOT_RESOLVED|ERR_/] });
  await visit(page, "/catalog/default/user/safe");
  const profile = page.getByRole("region", { name: "Profile" });
  assert.equal(await profile.locator("img").getAttribute("src"), "https://pictures.invalid/a.png");
  await visit(page, "/catalog/default/user/bad");
  assert.equal(await profile.locator("img").count(), 0);
  assert.equal((await profile.locator(".avatar").innerText()).trim(), "BT");
});
