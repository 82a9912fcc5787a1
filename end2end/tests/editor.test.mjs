// Working on a template: the file with its problems in place, and beside it what becomes of it.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { NOT_FOUND, openPage } from "../support/browser.mjs";
import { axe, fits, isTitled, visit } from "../support/page.mjs";
import { serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const server = await serve({ after });
const PAGE = "/create/edit/default/rust-service";
const PHONE = 390;

const text = (page) => page.getByRole("textbox", { name: "The template's file" });
const problems = (page) => page.locator("[data-editor=problems]");
const preview = (page) => page.locator("[data-editor=preview]");

async function says(locator, words) {
  await eventually(async () => assert.ok((await locator.innerText()).includes(words), `${words}: ${await locator.innerText()}`));
}

/** Changes the file. */
async function change(page, from, to) {
  const before = await text(page).inputValue();
  assert.ok(before.includes(from), `the file has no ${from}`);
  await text(page).fill(before.replace(from, to));
}

for (const width of [1440, PHONE]) {
  for (const theme of ["light", "dark"]) {
    test(`the editor is readable: ${width} px, ${theme}`, async (t) => {
      const page = await openPage(t, server, { width, theme });
      await visit(page, PAGE);
      await isTitled(page, "Edit Rust service");
      await says(preview(page), "Cargo.toml");
      await fits(page);
      await axe(page);
    });
  }
}

test("what is wrong is told in its place while one types", async (t) => {
  const page = await openPage(t, server);
  await visit(page, PAGE);
  await says(problems(page), "No problems.");
  await change(page, "name: ${{ parameters.name }}", "name: ${{ parameters.name | }}");
  await says(problems(page), "This expression cannot be read");
  const line = (await text(page).inputValue()).split("\n").findIndex((line) => line.includes("| }}")) + 1;
  const mark = page.locator("[data-editor=gutter] [data-severity=warning]");
  assert.equal(await mark.innerText(), String(line));
  await page.getByRole("button", { name: `Line ${line}` }).click();
  const chosen = await text(page).evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
  assert.ok(chosen.includes("parameters.name | }}"), chosen);
  await change(page, "  steps:", "  steps: [");
  await says(problems(page), "error");
  await says(page.locator("[data-editor=form]"), "The form is shown as soon as the file can be read.");
});

test("form and preview follow the file, and the preview follows the form", async (t) => {
  const page = await openPage(t, server);
  await visit(page, PAGE);
  await change(page, "title: What is it?", "title: What shall it be?");
  await says(page.locator("[data-editor=form]"), "What shall it be?");
  await page.getByRole("textbox", { name: "Name" }).fill("refund-worker");
  await page.getByRole("textbox", { name: "Name" }).blur();
  await preview(page).getByRole("button", { name: "Cargo.toml" }).click();
  await says(preview(page).locator("pre"), "refund-worker");
  await page.getByRole("button", { name: "Close" }).click();
  await eventually(async () => assert.equal(await preview(page).locator("pre").count(), 0));
});

test("a run without consequences says what would happen", async (t) => {
  const page = await openPage(t, server);
  await visit(page, PAGE);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await says(page.locator("[data-editor=log]"), "Fill in the form first");
});

test("templates are chosen from a list, and others are not found", async (t) => {
  const page = await openPage(t, server, { expected: [NOT_FOUND] });
  await visit(page, "/create/edit");
  await page.getByRole("link", { name: "Rust service" }).click();
  await isTitled(page, "Edit Rust service");
  await visit(page, "/create/edit/default/none");
  await page.getByText("There is no such template").waitFor();
});

test("without JavaScript the file is shown with its form and its preview", async (t) => {
  const page = await openPage(t, server, { javaScript: false });
  await page.goto(PAGE);
  assert.ok((await text(page).inputValue()).includes("kind: Template"));
  assert.equal(await text(page).isEditable(), false);
  // Searches by text pass over elements for pages without scripts.
  await page.locator("noscript .notice").waitFor();
  assert.ok((await preview(page).innerText()).includes("Cargo.toml"));
});
