// From picking a template to a pushed repository and a new entity: the demo's Rust service, on the git server that the
// demo brings; and once more with the program killed in the middle.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import test from "node:test";
import { promisify } from "node:util";
import { openPage } from "../support/browser.mjs";
import { axe, isTitled, visit } from "../support/page.mjs";
import { ROOT, folder, serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const run = promisify(execFile);
const TEMPLATE = "templates/rust-service/template.yaml";
const TASK_MS = 30_000;

/** Chooses the first of what a picker offers for a text. */
async function pick(page, label, text) {
  const field = page.getByRole("combobox", { name: label });
  await field.click();
  await field.fill(text);
  await page.getByRole("option", { name: new RegExp(text, "i") }).first().click();
}

/** Fills in the form of the Rust service and has it created. */
async function create(page, name) {
  await visit(page, "/create");
  await page.getByRole("link", { name: "Rust service", exact: true }).click();
  await page.locator("[data-alive]").waitFor();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("What is it good for?").fill("Pays back what customers returned.");
  await pick(page, "Owner", "Checkout");
  await pick(page, "System", "Checkout");
  await page.getByRole("button", { name: "Next" }).click();
  await pick(page, "Kubernetes namespace", "payments");
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByLabel("Repository", { exact: true }).last().fill(name);
  await page.getByRole("button", { name: /Review|Next/ }).click();
  await page.getByText("Only colleagues notice").waitFor();
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await page.waitForURL(/\/create\/tasks\//);
}

/** Waits until the task on the page is over, and says how. */
async function over(page) {
  const status = page.locator("h1 + .badge");
  await eventually(async () => assert.match(await status.innerText(), /completed|failed|cancelled/), TASK_MS);
  return status.innerText();
}

/** What git clones from where the task says that it put it. */
async function clone(t, page) {
  const address = await page.getByRole("link", { name: "Open the repository" }).getAttribute("href");
  const place = path.join(await folder(t), "clone");
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", GIT_TERMINAL_PROMPT: "0" };
  const plain = address.replace(/\/$/, "").replace(/\.git$/, "");
  await run("git", ["clone", "--quiet", `${plain}.git`, place], { env });
  const { stdout } = await run("git", ["-C", place, "rev-list", "--count", "HEAD"], { env });
  assert.equal(stdout.trim(), "1", "one commit, however often it was pushed");
  return place;
}

/** The entity is in the catalog, and names the template that made it. */
async function isInCatalog(page, name) {
  await page.getByRole("link", { name: "See it in the catalogue" }).click();
  await isTitled(page, name);
  await page.getByText("Rust service").first().waitFor();
}

test("from picking the Rust service to a repository and an entity", async (t) => {
  const server = await serve(t, { demo: true });
  const page = await openPage(t, server);
  await create(page, "refund-parcel");
  assert.equal(await over(page), "completed");
  await axe(page);
  const place = await clone(t, page);
  const expected = path.join(ROOT, "examples/demo", path.dirname(TEMPLATE), "skeleton/src/http.rs");
  assert.equal(await readFile(path.join(place, "src/http.rs"), "utf8"), await readFile(expected, "utf8"));
  assert.match(await readFile(path.join(place, "catalog-info.yaml"), "utf8"), /resource:default\/ns-payments/);
  await isInCatalog(page, "refund-parcel");
});

test("a task goes on where it was when the program was killed", async (t) => {
  const data = await folder(t);
  const template = await readFile(path.join(ROOT, "examples/demo", TEMPLATE), "utf8");
  const slow = template.replace(
    "    - id: publish\n",
    "    - id: rest\n      name: Take a rest\n      action: debug:wait\n      input: { seconds: 4 }\n    - id: publish\n",
  );
  assert.notEqual(slow, template);
  const company = path.join(data, "demo-company");
  await mkdir(path.join(company, path.dirname(TEMPLATE)), { recursive: true });
  await writeFile(path.join(company, TEMPLATE), slow);
  const config = path.join(data, "hasty.yaml");
  await writeFile(config, "scaffolder:\n  taskRecovery:\n    staleTimeout: { seconds: 2 }\n");

  const server = await serve(t, { demo: true, data, config });
  const page = await openPage(t, server, { expected: [/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE|ERR_NETWORK|Failed to load/] });
  await create(page, "phoenix");
  await page.getByText("Beginning step Take a rest").waitFor();
  const { pathname } = new URL(page.url());
  await server.kill();

  const again = await serve(t, { demo: true, data, config });
  const later = await openPage(t, again);
  await visit(later, pathname);
  assert.equal(await over(later), "completed");
  const log = await (await fetch(`${again.address}/ui${pathname}/log.txt`)).text();
  assert.equal(log.match(/Beginning step Write the first version/g).length, 1, log);
  assert.equal(log.match(/Made the repository/g).length, 1, log);
  await clone(t, later);
  await isInCatalog(later, "phoenix");
});
