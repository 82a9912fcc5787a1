import test, { after } from "node:test";
import { serve } from "../support/server.mjs";
import { openPage } from "../support/browser.mjs";
import { visit, axe, fits, listed, isTitled } from "../support/page.mjs";
const server = await serve({ after });
test("explore", async (t) => {
  const page = await openPage(t, server, {});
  for (const p of ["/", "/catalog", "/catalog/default/component/basket-service", "/catalog/default/api/basket-api", "/catalog/default/api/basket-api/definition","/catalog/default/api/basket-api/source", "/problems"]) {
    const s = performance.now();
    await visit(page, p);
    const m = performance.now();
    try { await axe(page); } catch (e) { console.log(e.message); }
    console.log(p, await page.title(), Math.round(m - s), Math.round(performance.now() - m));
    await page.screenshot({path: `/tmp/shot${p.replaceAll("/", "_")}.png`});
  }
});
test("explore narrow", async (t) => {
  const page = await openPage(t, server, {width: 390, theme: "dark"});
  for (const p of ["/", "/catalog", "/catalog/default/component/basket-service", "/catalog/default/api/basket-api/definition", "/problems"]) {
    await visit(page, p);
    try { await axe(page); await fits(page); } catch (e) { console.log(e.message); }
    await page.screenshot({path: `/tmp/shotn${p.replaceAll("/", "_")}.png`, fullPage: false});
  }
});
test("plain", async (t) => {
  const page = await openPage(t, server, {javaScript: false});
  await page.goto("/catalog");
  try { await axe(page); } catch (e) { console.log(e.message); }
  console.log(await page.locator("h1").innerText());
});
test("noise", async (t) => {
  const page = await openPage(t, server, {});
  await page.goto("/");
  await page.evaluate(() => console.warn("x"));
});
