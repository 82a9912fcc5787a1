// The page of the HTTP API: everything is listed, can be tried, and comes from Portico alone.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { openPage } from "../support/browser.mjs";
import { serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const server = await serve({ after });

/** Addresses of other hosts that a page asks for. */
function foreign(page) {
  const asked = [];
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== server.address) asked.push(request.url());
  });
  return asked;
}

for (const theme of ["light", "dark"]) {
  test(`every operation of the description is listed: ${theme}`, async (t) => {
    const page = await openPage(t, server, { theme });
    const asked = foreign(page);
    await page.goto("/api");
    const { paths } = await (await fetch(`${server.address}/openapi.json`)).json();
    const described = Object.values(paths).flatMap((item) => Object.keys(item)).length;
    assert.ok(described > 20, `${described} operations`);
    await eventually(async () => assert.equal(await page.locator(".opblock").count(), described));
    const dark = await page.evaluate(() => document.documentElement.classList.contains("dark-mode"));
    assert.equal(dark, theme === "dark");
    assert.deepEqual(asked, []);
  });
}

test("the theme that was chosen in the portal holds here too", async (t) => {
  const page = await openPage(t, server, { theme: "light" });
  await page.context().addCookies([{ name: "portico-theme", value: "dark", url: server.address }]);
  await page.goto("/api");
  await page.locator("html.dark-mode").waitFor();
});

test("an operation is tried from the page", async (t) => {
  const page = await openPage(t, server);
  const asked = foreign(page);
  await page.goto("/api");
  const operation = page.locator("#operations-Entities-countFacets");
  await operation.locator(".opblock-summary-control").click();
  await operation.getByText("A key whose values are counted.").waitFor();
  await operation.getByRole("button", { name: "Try it out" }).click();
  await operation.getByRole("button", { name: "Execute" }).click();
  const reply = operation.locator(".live-responses-table .response").first();
  await reply.getByText("200").first().waitFor();
  await reply.getByText('"Component"').first().waitFor();
  assert.deepEqual(asked, []);
});

test("without JavaScript the page leads to the description", async (t) => {
  const page = await openPage(t, server, { javaScript: false });
  await page.goto("/api");
  const link = page.getByRole("main").getByRole("link", { name: "openapi.json" });
  assert.equal(await link.getAttribute("href"), "/openapi.json");
});
