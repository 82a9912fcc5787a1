// Light, dark, or as the system has it.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { openPage } from "../support/browser.mjs";
import { colourTokens, rgb } from "../support/contrast.mjs";
import { visit } from "../support/page.mjs";
import { serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const server = await serve({ after });
const ground = colourTokens().get("bg");

function groundOf(page) {
  return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
}

function choose(page, label) {
  return page.getByRole("button", { name: label, exact: true }).click();
}

async function pressed(page) {
  return page.locator(".theme-choice[aria-pressed=true]").allTextContents();
}

test("without a choice, the page follows the system, also when that changes its mind", async (t) => {
  const page = await openPage(t, server, { theme: "light" });
  await visit(page, "/");
  assert.equal(await groundOf(page), rgb(ground.light));
  await page.emulateMedia({ colorScheme: "dark" });
  assert.equal(await groundOf(page), rgb(ground.dark));
  assert.deepEqual(await pressed(page), ["Auto"]);
});

for (const [system, label, word] of [
  ["light", "Dark", "dark"],
  ["dark", "Light", "light"],
]) {
  test(`${label} on a ${system} system is there at once, on the next page, and after a reload`, async (t) => {
    const page = await openPage(t, server, { theme: system });
    await visit(page, "/");
    await choose(page, label);
    await eventually(async () => assert.equal(await groundOf(page), rgb(ground[word])));
    assert.deepEqual(await pressed(page), [label]);
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Problems" }).click();
    await page.waitForURL("**/problems");
    assert.equal(await groundOf(page), rgb(ground[word]));

    await visit(page, "/catalog");
    assert.equal(await groundOf(page), rgb(ground[word]));
    assert.deepEqual(await pressed(page), [label], "also after hydration");

    await choose(page, "Auto");
    await eventually(async () => assert.equal(await groundOf(page), rgb(ground[system])));
    await visit(page, "/catalog");
    assert.equal(await groundOf(page), rgb(ground[system]));
  });
}

test("the chosen theme is in the server's answer, so that no other one is painted first", async () => {
  for (const [cookie, expect] of [
    ["portico-theme=dark", "dark"],
    ["other=1; portico-theme=light", "light"],
    ["portico-theme=nonsense", "auto"],
    ["", "auto"],
  ]) {
    const html = await (await fetch(`${server.address}/catalog`, { headers: { cookie } })).text();
    assert.equal(/<html[^>]* data-theme="([a-z]*)"/.exec(html)?.[1], expect, cookie);
  }
});

test("the form leads back to pages of this site only", async () => {
  for (const [back, expect] of [
    ["/catalog?kind=api", "/catalog?kind=api"],
    ["https://elsewhere.example/", "/"],
    ["//elsewhere.example/", "/"],
  ]) {
    const body = new URLSearchParams({ theme: "dark", back });
    const answer = await fetch(`${server.address}/ui/theme`, { method: "POST", body, redirect: "manual" });
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get("location"), expect);
    assert.match(answer.headers.get("set-cookie"), /^portico-theme=dark;/);
  }
});
