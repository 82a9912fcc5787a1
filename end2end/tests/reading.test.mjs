// While sources elsewhere are being read, home and catalog say how far it came; nothing moves when that is over.

import assert from "node:assert/strict";
import test from "node:test";
import { openPage } from "../support/browser.mjs";
import { configuration, document } from "../support/catalog.mjs";
import { serveFiles } from "../support/files.mjs";
import { axe, fits, isTitled, visit } from "../support/page.mjs";
import { serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const service = (name) =>
  document("Component", name, { type: "service", lifecycle: "production", owner: "team-oak" });

for (const width of [1440, 390]) {
  for (const [address, title] of [
    ["/", "Home"],
    ["/catalog", "Catalog"],
  ]) {
    test(`${title} says how far reading came until all have answered: ${width} px`, async (t) => {
      let release;
      const held = new Promise((done) => (release = done));
      const files = { "/quick.yaml": service("quick"), "/slow.yaml": held };
      const web = await serveFiles(t, new Map(Object.entries(files)));
      const remotes = ["quick", "slow", "missing"].map((name) => `${web.address}/${name}.yaml`);
      const documents = document("Group", "team-oak", { type: "team", children: [] });
      const { file } = await configuration(t, { hosts: [web.host], documents, remotes });
      const page = await openPage(t, await serve(t, { config: file }), { width });
      await visit(page, address);
      await page.getByText("Reading sources: 2 of 3, 1 failing").waitFor();
      await axe(page);
      await fits(page);
      const top = async () => (await page.locator("h1").boundingBox()).y;
      const before = await top();

      release(service("slow"));
      await eventually(async () => assert.equal(await page.locator(".strip").count(), 0));
      assert.equal(await top(), before, "nothing moved");
      if (address === "/catalog") await page.getByRole("link", { name: "slow", exact: true }).waitFor();

      await page.goto("/problems");
      await isTitled(page, "Problems");
      await page.getByText("missing.yaml").first().waitFor();
    });
  }
}

test("the strip leads to the problems of what cannot be read", async (t) => {
  const web = await serveFiles(t, new Map([["/slow.yaml", new Promise(() => {})]]));
  const remotes = ["slow", "missing"].map((name) => `${web.address}/${name}.yaml`);
  const { file } = await configuration(t, { hosts: [web.host], documents: service("here"), remotes });
  const page = await openPage(t, await serve(t, { config: file }), { javaScript: false });
  await eventually(async () => {
    await page.goto("/");
    assert.match(await page.locator(".strip").innerText(), /Reading sources: 1 of 2, 1 failing/);
  });
  await page.getByRole("link", { name: "Look at problems" }).click();
  await isTitled(page, "Problems");
  await page.getByText("missing.yaml").first().waitFor();
});
