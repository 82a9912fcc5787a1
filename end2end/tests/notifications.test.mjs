// What people are told: the bell, the list, the settings, and the first page; with and without a script.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { openPage } from "../support/browser.mjs";
import { axe, card, fits, focused, isAt, isTitled, visit, where } from "../support/page.mjs";
import { serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const server = await serve({ after });
const PHONE = 390;
const BILLS_MS = 60_000;

/** Tells a person something; each test has a person of its own. */
async function tell(person, payload) {
  const recipients = person ? { type: "entity", entityRef: `user:default/${person}` } : { type: "broadcast" };
  const answer = await fetch(`${server.address}/api/notifications`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ recipients, payload }),
  });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}

async function become(page, person, at = server) {
  const value = encodeURIComponent(`user:default/${person}`);
  await page.context().addCookies([{ name: "portico-person", value, url: at.address }]);
}

async function asPerson(t, person, options) {
  const page = await openPage(t, server, options);
  await become(page, person);
  return page;
}

/** The bell, by the name that a screen reader says. */
async function bellSays(page, name) {
  const session = await page.context().newCDPSession(page);
  await eventually(async () => {
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    const links = nodes.filter(({ role, ignored }) => role?.value === "link" && !ignored);
    const bells = links.map((link) => link.name.value.trim()).filter((text) => text.startsWith("Notifications"));
    assert.deepEqual(bells.map((text) => text.replace(/\s+,/, ",")), [name]);
  });
  await session.detach();
}

const items = (page) => page.locator(".inbox-item .inbox-name");
const shows = (page, expect) => eventually(async () => assert.deepEqual(await items(page).allInnerTexts(), expect));

const LONG = "A sentence that goes on and on about what happened. ".repeat(20);
await tell("meera.lathom", { title: "Checkout is slow", severity: "critical", topic: "alerts", link: "/catalog?kind=api", description: LONG });
await tell("meera.lathom", { title: "A very_long_name_without_any_place_to_break_it_that_somebody_gave_to_something_somewhere_once", severity: "high", topic: "alerts" });
await tell("meera.lathom", { title: "Nightly report", severity: "low", topic: "reports", description: "All is well" });

for (const theme of ["light", "dark"]) {
  for (const width of [1440, PHONE]) {
    test(`the pages are readable: ${theme}, ${width} px`, async (t) => {
      const page = await asPerson(t, "meera.lathom", { theme, width });
      for (const path of ["/notifications", "/notifications?view=all&severity=high&topic=alerts", "/notifications?search=nothing", "/notifications?view=saved", "/notifications/settings", "/"]) {
        await visit(page, path);
        await fits(page);
        await axe(page);
      }
      await visit(page, "/notifications");
      await isTitled(page, "Notifications");
      await page.getByText("The rest").click();
      await fits(page);
      await axe(page);
    });
  }
}

test("the bell says how many are unread, and follows", async (t) => {
  const page = await asPerson(t, "caspian.rourke");
  await visit(page, "/catalog");
  await bellSays(page, "Notifications");
  const [first] = await tell("caspian.rourke", { title: "First" });
  await bellSays(page, "Notifications, 1 unread");
  await tell("caspian.rourke", { title: "Second" });
  await bellSays(page, "Notifications, 2 unread");
  assert.match(await page.locator(".top-bell").evaluate((bell) => getComputedStyle(bell, "::after").content), /"2"/);
  await fetch(`${server.address}/api/notifications/update`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie: "portico-person=user%3Adefault%2Fcaspian.rourke" },
    body: JSON.stringify({ ids: [first.id], read: true }),
  });
  await bellSays(page, "Notifications, 1 unread");
  await page.locator(".top-bell").click();
  await isTitled(page, "Notifications");
  await shows(page, ["Second"]);
});

test("a guest is asked who they are", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/notifications");
  await bellSays(page, "Notifications");
  await page.getByText("Portico does not know who you are").waitFor();
  await axe(page);
  await page.locator("main").getByRole("link", { name: "Say who you are" }).click();
  await isAt(page, "/?who=&back=/notifications");
});

test("everything works in place, and the focus stays", async (t) => {
  await tell("jorin.askvik", { title: "One", topic: "x" });
  await tell("jorin.askvik", { title: "Two", topic: "y", severity: "high" });
  await tell("jorin.askvik", { title: "Three", topic: "x" });
  const page = await asPerson(t, "jorin.askvik");
  await visit(page, "/notifications");
  await page.evaluate(() => (window.stays = true));
  await page.getByRole("combobox", { name: "Topic" }).selectOption("x");
  await shows(page, ["Three", "One"]);
  assert.equal(where(page), "/notifications?topic=x");
  await page.getByRole("searchbox", { name: "Words in notifications" }).pressSequentially("one");
  await shows(page, ["One"]);
  await page.getByRole("searchbox", { name: "Words in notifications" }).fill("");
  await page.getByRole("combobox", { name: "Topic" }).selectOption("");
  await shows(page, ["Three", "Two", "One"]);
  await page.getByRole("button", { name: "Save: Two" }).click();
  await page.getByRole("button", { name: "Remove from saved: Two" }).waitFor();
  await page.getByRole("button", { name: "Mark as read: Three" }).focus();
  await page.keyboard.press("Enter");
  await shows(page, ["Two", "One"]);
  await bellSays(page, "Notifications, 2 unread");
  assert.ok(await page.evaluate(() => document.querySelector("main").contains(document.activeElement)), await focused(page));
  await page.getByRole("link", { name: "All 3" }).click();
  await shows(page, ["Three", "Two", "One"]);
  await page.getByRole("button", { name: "Mark as unread: Three" }).click();
  await page.getByRole("button", { name: "Mark as read: Three" }).waitFor();
  await page.getByRole("button", { name: "Mark all as read" }).click();
  await bellSays(page, "Notifications");
  await page.getByRole("link", { name: "Unread 0" }).click();
  await page.getByText("You have read everything").waitFor();
  await page.getByRole("link", { name: "Saved" }).click();
  await shows(page, ["Two"]);
  assert.ok(await page.evaluate(() => window.stays), "it was one page all the time");
  await page.goBack();
  await page.getByText("You have read everything").waitFor();
});

test("everything works without a script", async (t) => {
  await tell("solveig.amberly", { title: "Read me", link: "/catalog?kind=system", topic: "x" });
  await tell("solveig.amberly", { title: "Mark me", topic: "y" });
  const page = await asPerson(t, "solveig.amberly", { javaScript: false });
  await page.goto("/");
  const mine = card(page, "New for you");
  await mine.getByRole("link", { name: "Mark me" }).waitFor({ state: "detached" });
  assert.match(await mine.innerText(), /Mark me/);
  await page.goto("/notifications");
  await bellSays(page, "Notifications, 2 unread");
  await page.getByRole("combobox", { name: "Topic" }).selectOption("y");
  await page.getByRole("button", { name: "Show" }).click();
  await shows(page, ["Mark me"]);
  await page.getByRole("button", { name: "Mark as read: Mark me" }).click();
  await page.getByText("No notification fits").waitFor();
  await page.getByRole("link", { name: "Show all of this list" }).click();
  await page.getByRole("link", { name: "Read me" }).click();
  assert.equal(where(page), "/catalog?kind=system");
  await page.goto("/notifications?view=all");
  await bellSays(page, "Notifications");
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("checkbox", { name: "x", exact: true }).uncheck();
  await page.getByRole("button", { name: "Keep" }).click();
  await page.getByText("Your choices are kept.").waitFor();
  assert.equal(await page.getByRole("checkbox", { name: "x", exact: true }).isChecked(), false);
  await page.goto("/notifications?view=all");
  await shows(page, ["Mark me"]);
});

test("many come in pages", async (t) => {
  for (let number = 1; number <= 23; number += 1) await tell("noor.sabatier", { title: `Number ${number}` });
  const page = await asPerson(t, "noor.sabatier");
  await visit(page, "/notifications");
  await page.getByText("23 unread notifications").waitFor();
  await page.getByRole("link", { name: "Older" }).click();
  await shows(page, ["Number 3", "Number 2", "Number 1"]);
  await page.getByText("Page 2 of 2").waitFor();
  await page.getByRole("link", { name: "Newer" }).click();
  await eventually(async () => assert.equal(await items(page).count(), 20));
});

test("the first page shows what is new, and following it reads it", async (t) => {
  await tell("wanda.szelko", { title: "Look at this", link: "/problems" });
  const page = await asPerson(t, "wanda.szelko");
  await visit(page, "/");
  await card(page, "New for you").getByRole("link", { name: "Look at this" }).click();
  await isTitled(page, "Problems");
  await bellSays(page, "Notifications");
  await visit(page, "/");
  assert.equal(await card(page, "New for you").count(), 0);
});

test("in the demo, owners are told about their costs", async (t) => {
  const demo = await serve(t, { demo: true });
  // Who is told depends on the day: budgets are for months, and anomalies for the last weeks.
  let owner;
  await eventually(async () => {
    const { alerts } = await (await fetch(`${demo.address}/api/costs/alerts`)).json();
    owner = alerts.find((alert) => alert.owner?.entityRef?.startsWith("group:"))?.owner.entityRef;
    assert.ok(owner, "somebody has an alert");
  }, BILLS_MS);
  const users = await (await fetch(`${demo.address}/api/catalog/entities?filter=kind=user`)).json();
  const member = users.find((user) => user.relations.some((one) => one.type === "memberOf" && one.targetRef === owner));
  assert.ok(member, `somebody is in ${owner}`);
  const page = await openPage(t, demo);
  await become(page, member.metadata.name, demo);
  await eventually(async () => {
    await page.goto("/notifications");
    assert.ok((await items(page).count()) > 0, "they are told");
  }, BILLS_MS);
  await visit(page, "/notifications");
  await axe(page);
  await fits(page);
  const title = (await items(page).first().innerText()).trim();
  await visit(page, "/");
  await card(page, "New for you").getByRole("link", { name: title }).click();
  await page.getByRole("region", { name: "Needs a look" }).waitFor();
});
