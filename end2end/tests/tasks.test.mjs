// A task is followed while it runs, cancelled, retried, started over; and its log may be long.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import test, { after } from "node:test";
import { openPage } from "../support/browser.mjs";
import { axe, fits, isTitled, visit } from "../support/page.mjs";
import { folder, serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const ADA = "user:default/ada";
const PHONE = 390;

const template = (name, steps, more = {}) => ({
  apiVersion: "scaffolder.backstage.io/v1beta3",
  kind: "Template",
  metadata: { name, title: `Path ${name}` },
  spec: { type: "service", parameters: { title: "About", properties: { name: { type: "string" } } }, steps, ...more },
});
const say = (id, message) => ({ id, name: `Say ${id}`, action: "debug:log", input: { message } });
const wait = (id, milliseconds) => ({ id, name: `Wait ${id}`, action: "debug:wait", input: { milliseconds } });
const many = (id) => ({
  id,
  action: "debug:log",
  each: "${{ range(1000) }}",
  input: { message: `${id} line \${{ each.value }}` },
});

const catalog = await folder({ after });
await mkdir(path.join(catalog, "catalog"), { recursive: true });
const documents = [
  { apiVersion: "backstage.io/v1alpha1", kind: "User", metadata: { name: "ada" }, spec: { memberOf: [] } },
  template("steady", [say("one", "hello ${{ parameters.name }}"), wait("two", 2500), say("three", "the last")], {
    output: {
      links: [{ title: "The docs", url: "https://docs.test/${{ parameters.name }}" }, { title: "Ada", entityRef: ADA }],
      text: [{ title: "What now", content: "Read **this**.", default: true }],
    },
  }),
  template("endless", [wait("long", 600_000), say("after", "never")]),
  template("broken", [say("fine", "this works"), { id: "bad", name: "Bad step", action: "debug:log", input: { message: 5 } }]),
  template("long", ["a", "b", "c", "d", "e"].map(many)),
];
await writeFile(path.join(catalog, "catalog/all.yaml"), documents.map((one) => JSON.stringify(one)).join("\n---\n"));
const server = await serve({ after }, { catalog: path.join(catalog, "catalog") });

async function start(name, values = { name: "cart" }) {
  const answer = await fetch(`${server.address}/api/scaffolder/v2/tasks`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie: `portico-person=${encodeURIComponent(ADA)}` },
    body: JSON.stringify({ templateRef: name, values }),
  });
  assert.equal(answer.status, 201, await answer.clone().text());
  return (await answer.json()).id;
}

async function ended(id) {
  await eventually(async () => {
    const task = await (await fetch(`${server.address}/api/scaffolder/v2/tasks/${id}`)).json();
    assert.ok(!["open", "processing"].includes(task.status), task.status);
  });
}

const log = (page) => page.getByRole("log");
const head = (page) => page.locator(".task-head");

test("a task is followed to its end without loading the page anew", async (t) => {
  const page = await openPage(t, server);
  const id = await start("steady");
  await visit(page, `/create/tasks/${id}`);
  await isTitled(page, "Path steady: cart");
  await head(page).getByText("running · step 2 of 3").waitFor();
  await page.evaluate(() => (window.sameDocument = true));
  await axe(page);
  await log(page).getByText("hello cart", { exact: false }).first().waitFor();
  await head(page).getByText("completed").waitFor();
  await eventually(async () => assert.ok((await log(page).textContent()).includes("the last")));
  assert.ok(await page.evaluate(() => window.sameDocument));
  assert.equal(await page.getByRole("link", { name: "The docs" }).getAttribute("href"), "https://docs.test/cart");
  assert.equal(await page.getByRole("link", { name: "Ada", exact: true }).getAttribute("href"), "/catalog/default/user/ada");
  await page.getByText("Read **this**.").waitFor();
  const again = await page.getByRole("link", { name: "Start over" }).getAttribute("href");
  assert.equal(again, "/create/templates/default/steady?formData=%7B%22name%22:%22cart%22%7D");
  await axe(page);
  await page.setViewportSize({ width: PHONE, height: 800 });
  await fits(page);
});

test("one step's log alone, in the address; the whole log as a file", async (t) => {
  const page = await openPage(t, server);
  const id = await start("broken");
  await ended(id);
  await visit(page, `/create/tasks/${id}`);
  await head(page).getByText("failed", { exact: true }).waitFor();
  await page.getByRole("alert").getByText("debug:log does not take this input").waitFor();
  await page.getByRole("link", { name: "Bad step" }).click();
  await page.getByText("only Bad step").waitFor();
  assert.match(page.url(), /\?step=bad$/);
  assert.ok(!(await log(page).innerText()).includes("this works"));
  await page.getByRole("link", { name: "Show all" }).click();
  await log(page).getByText("this works", { exact: false }).first().waitFor();
  const file = await fetch(`${server.address}/ui/create/tasks/${id}/log.txt`);
  const text = await file.text();
  assert.match(file.headers.get("content-disposition"), /attachment; filename="task-/);
  assert.ok(text.includes("[fine]") && text.includes("this works"), text);
});

test("a task is cancelled after a question, and retried from its step", async (t) => {
  const page = await openPage(t, server);
  const id = await start("endless");
  await visit(page, `/create/tasks/${id}`);
  await page.locator(".task-confirm > summary").click();
  await page.getByRole("button", { name: "Cancel the task" }).click();
  await head(page).getByText("cancelled", { exact: true }).waitFor({ timeout: 20_000 });
  await page.getByRole("button", { name: "Retry from the failed step" }).click();
  await head(page).getByText("running · step 1 of 2").waitFor({ timeout: 20_000 });
  await fetch(`${server.address}/api/scaffolder/v2/tasks/${id}/cancel`, { method: "POST" });
  await head(page).getByText("cancelled", { exact: true }).waitFor({ timeout: 20_000 });
});

test("without JavaScript the page says the same, and a task is cancelled", async (t) => {
  const page = await openPage(t, server, { javaScript: false });
  const id = await start("endless");
  await page.goto(`${server.address}/create/tasks/${id}`);
  await page.getByRole("link", { name: "Refresh" }).waitFor();
  await page.locator(".task-confirm > summary").click();
  await page.getByRole("button", { name: "Cancel the task" }).click();
  await ended(id);
  await page.goto(`${server.address}/create/tasks/${id}`);
  await head(page).getByText("cancelled", { exact: true }).waitFor();
});

test("the list is narrowed by whose, status and template, in the address", async (t) => {
  const page = await openPage(t, server);
  const id = await start("broken", { name: "listed" });
  await ended(id);
  await visit(page, "/create/tasks");
  await page.getByText("Portico does not know which tasks are yours").waitFor();
  await page.context().addCookies([{ name: "portico-person", value: encodeURIComponent(ADA), url: server.address }]);
  await visit(page, "/create/tasks");
  await page.getByRole("link", { name: "Path broken: listed" }).waitFor();
  await axe(page);
  await page.getByLabel("Status").selectOption("completed");
  await page.getByRole("button", { name: "Show" }).click();
  await eventually(async () => assert.equal(await page.getByRole("link", { name: "Path broken: listed" }).count(), 0));
  assert.match(page.url(), /status=completed/);
  await page.setViewportSize({ width: PHONE, height: 800 });
  await fits(page);
  await visit(page, "/");
  await page.getByRole("heading", { name: "My tasks" }).waitFor();
});

test("a log of 10,000 lines streams without freezing the page", async (t) => {
  const page = await openPage(t, server);
  const id = await start("long");
  await visit(page, `/create/tasks/${id}`);
  await page.evaluate(() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
    }).observe({ type: "longtask", buffered: true });
  });
  await eventually(async () => assert.ok((await page.locator(".log-line").count()) > 10_000), 60_000);
  const longest = await page.evaluate(() => window.longest);
  t.diagnostic(`longest task of the page: ${Math.round(longest)} ms`);
  assert.ok(longest < 10_000, `the page was frozen for ${longest} ms`);
  await eventually(async () => {
    const rest = await page.evaluate(() => {
      const list = document.querySelector("[data-log]");
      return list.scrollHeight - list.scrollTop - list.clientHeight;
    });
    assert.ok(rest < 60, `it follows: ${rest}`);
  });
  // Who goes up stays there, until they come back to the end.
  const log = page.locator("[data-log]");
  await log.hover();
  await page.mouse.wheel(0, -3000);
  await page.getByText("paused; scroll down to follow").waitFor();
  await page.mouse.wheel(0, 1_000_000);
  await page.getByText("following", { exact: true }).waitFor();
  await log.press("ArrowUp");
  await page.getByText("paused; scroll down to follow").waitFor();
  await log.press("End");
  await page.getByText("following", { exact: true }).waitFor();
  // As the search of the browser does, without wheel or key.
  await page.waitForTimeout(2_100);
  await log.evaluate((list) => list.querySelector(".log-line").scrollIntoView());
  await page.getByText("paused; scroll down to follow").waitFor();
});
