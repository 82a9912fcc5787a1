// Taking in bills: where they come from, what came of it, and wanting it now.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import test, { after } from "node:test";
import { company } from "../support/bills.mjs";
import { openPage } from "../support/browser.mjs";
import { axe, card, fits, isTitled, visit, where } from "../support/page.mjs";
import { folder, serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const PAGE = "/cost-insights/imports";
const IMPORT_MS = 20_000;
const HEADER =
  "BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,ServiceName,ServiceCategory,ProviderName,BillingAccountId,SubAccountId";
const row = (cost, month, day) =>
  `${cost},${cost},EUR,${month}-01T00:00:00Z,${month}-28T00:00:00Z,${month}-${day}T00:00:00Z,${month}-${day}T01:00:00Z,Usage,Disks,Storage,Cloud,b,x`;

const place = await folder({ after });
const config = await company(place);
const bill = (name, rows) => writeFile(path.join(place, "bills", name), `${[HEADER, ...rows].join("\n")}\n`);
await bill("extra-2020-01.csv", [row("1234.5", "2020-01", "01"), row("a lot", "2020-01", "02")]);
await bill("extra-2020-01-corrected.csv", [row("1200", "2020-01", "01")]);
await writeFile(path.join(place, "bills", "notes.csv"), "day,weather\nMonday,fair\n");
const server = await serve({ after }, { config });
const told = async () => (await (await fetch(`${server.address}/api/costs/imports`)).json()).sources[0];
await eventually(async () => assert.equal((await told()).runs[0]?.state, "failed"), IMPORT_MS);

for (const theme of ["light", "dark"]) {
  for (const width of [1440, 390]) {
    test(`imports are readable in ${theme} at ${width} px`, async (t) => {
      const page = await openPage(t, server, { theme, width });
      await visit(page, PAGE);
      await isTitled(page, "Imports");
      await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
      await axe(page);
      await fits(page);
    });
  }
}

test("what came of it is told without a script, down to the row", async (t) => {
  const page = await openPage(t, server, { javaScript: false });
  await page.goto(PAGE);
  const source = card(page, "Cloud");
  await source.getByText("read in part").waitFor();
  await source.getByText("notes.csv").waitFor();
  const files = source.getByRole("table", { name: "Files of Cloud" });
  assert.match(await files.getByRole("row", { name: /extra-2020-01\.csv/ }).innerText(), /superseded\s+by extra-2020-01-corrected\.csv/);
  await source.getByText("1 row of extra-2020-01.csv could not be read").click();
  await source.getByRole("cell", { name: "a lot" }).waitFor();
  const href = await source.getByRole("link", { name: "Download them as CSV" }).getAttribute("href");
  const rows = await (await fetch(server.address + href)).text();
  assert.match(rows, /^line,column,value,reason,row\r\n3,"BilledCost","a lot"/);
  // A form like any other.
  await source.getByRole("button", { name: "Import now" }).click();
  assert.match(where(page), /^\/cost-insights\/imports\?since=\d+$/);
});

test("an import that was asked for shows on the open page what it brought", async (t) => {
  const page = await openPage(t, server);
  await visit(page, PAGE);
  await bill("late-2020-02.csv", [row("42.42", "2020-02", "01")]);
  await card(page, "Cloud").getByRole("button", { name: "Import now" }).click();
  await eventually(async () => {
    assert.match(await card(page, "Cloud").innerText(), /late-2020-02\.csv[\s\S]*EUR 42\.42/);
  }, IMPORT_MS);
  // When nothing is on its way any more, the page rests.
  await eventually(async () => assert.equal(await page.locator("[data-refresh]").count(), 0), IMPORT_MS);
});
