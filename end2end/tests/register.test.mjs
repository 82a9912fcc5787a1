// An address is pasted, looked at, registered and followed; and what cannot be registered says why.

import assert from "node:assert/strict";
import test, { after } from "node:test";
import { NOT_FOUND, openPage } from "../support/browser.mjs";
import { configuration, document } from "../support/catalog.mjs";
import { serveFiles } from "../support/files.mjs";
import { axe, card, fits, isAt, isTitled, visit, where } from "../support/page.mjs";
import { serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const TEAM = document("Group", "team-oak", { type: "team", children: [] });
const service = (name, more) =>
  document("Component", name, { type: "service", lifecycle: "production", owner: "team-oak" }, more);
const files = new Map(Object.entries({
  "/good.yaml": [service("till", "  title: Till\n  description: Takes money.\n"), service("shelf")].join("---\n"),
  "/plain.yaml": service("plain"),
  "/partly.yaml": `${service("whole")}---\nkind: Component\nmetadata:\n  name: [broken\n`,
  "/broken.yaml": "kind: Component\nmetadata:\n\tname: x\n",
  "/person.yaml": document("User", "eve", { memberOf: [] }),
  "/taken.yaml": document("Component", "till-taken", { type: "service", lifecycle: "production", owner: "team-oak" }),
  "/late.yaml": service("late"),
  "/gone.yaml": service("gone-service"),
}));
const web = await serveFiles({ after }, files);
const at = (path) => web.address + path;
const world = {
  hosts: [web.host],
  documents: [TEAM, service("till-taken")].join("---\n"),
};
const server = await serve({ after }, { config: (await configuration({ after }, world)).file });
const PHONE = 390;

const field = (page) => page.getByRole("textbox", { name: "Address of a catalog file" });
const look = (page) => page.getByRole("button", { name: "Look", exact: true });
const register = (page) => page.getByRole("button", { name: "Register", exact: true });
const steps = (page) => page.getByRole("list", { name: "Steps of registering" });

test("the way from the catalog to a registered service, which is there without another click", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog");
  await page.getByRole("main").getByRole("link", { name: "Register" }).click();
  await isTitled(page, "Register");
  await axe(page);
  await page.evaluate(() => (window.sameDocument = true));
  await field(page).fill(at("/good.yaml"));
  await look(page).click();
  const found = card(page, "What was found");
  await found.waitFor();
  await isAt(page, `/catalog-import?target=${at("/good.yaml")}`);
  const text = await found.innerText();
  for (const word of ["Till", "Takes money.", "shelf", "team-oak", "new", "2 entities will be created."]) {
    assert.ok(text.includes(word), `${word} in ${text}`);
  }
  assert.match(await steps(page).innerText(), /Read[\s\S]*\d s[\s\S]*Check[\s\S]*no problems[\s\S]*Confirm[\s\S]*your turn/);
  await axe(page);
  await fits(page);

  await register(page).click();
  await isAt(page, `/catalog-import?registered=${at("/good.yaml")}`);
  const there = card(page, "In the catalog");
  await there.getByRole("link", { name: "Till", exact: true }).waitFor();
  await page.getByText("Registered. 2 entities are in the catalog").waitFor();
  await axe(page);
  assert.ok(await page.evaluate(() => window.sameDocument), "without loading a page anew");
  await there.getByRole("link", { name: "Till", exact: true }).click();
  await isTitled(page, "Till");
});

test("while it works, it says at which step it is and for how long", async (t) => {
  const page = await openPage(t, server);
  let release;
  files.set("/slow.yaml", new Promise((done) => (release = done)));
  await visit(page, "/catalog-import");
  await field(page).fill(at("/slow.yaml"));
  await look(page).click();
  const running = steps(page).locator("[aria-current=step]");
  await eventually(async () => assert.match(await running.innerText(), /Read[\s\S]*\(running\)[\s\S]*[1-9] s/));
  await axe(page);
  release(service("slow"));
  await card(page, "What was found").getByText("slow", { exact: true }).waitFor();
  await eventually(async () => assert.match(await running.innerText(), /Confirm/));
});

test("an address that is registered already says so and leads to what is there", async (t) => {
  const page = await openPage(t, server, { width: PHONE });
  await visit(page, `/catalog-import?target=${encodeURIComponent(at("/good.yaml"))}`);
  await page.getByText("This address is registered already.").first().waitFor();
  assert.equal(await register(page).count(), 0);
  await fits(page);
  await page.getByRole("link", { name: "See what is there" }).click();
  await page.getByText("Registered. 2 entities are in the catalog").waitFor();
});

test("what the catalog has from elsewhere is flagged as taken, with the way to it", async (t) => {
  const page = await openPage(t, server);
  await visit(page, `/catalog-import?target=${encodeURIComponent(at("/taken.yaml"))}`);
  const found = card(page, "What was found");
  await found.getByText("taken", { exact: true }).waitFor();
  await page.getByText("the catalog has all of it from elsewhere").waitFor();
  await axe(page);
  await found.getByRole("link", { name: "where from" }).click();
  await isTitled(page, "till-taken");
  await isAt(page, "/catalog/default/component/till-taken/source");
});

/** Looks at an address and returns what is said to be wrong. */
async function wrong(page, target) {
  await visit(page, "/catalog-import");
  await field(page).fill(target);
  await field(page).press("Enter");
  const problems = card(page, "What is wrong");
  await problems.waitFor();
  assert.equal(await field(page).inputValue(), target, "what was typed is still there");
  await axe(page);
  await fits(page);
  return problems.innerText();
}

for (const [what, target, words] of [
  ["nothing", "", [/There is no address/, /Paste the address/]],
  ["no web address", "acorn.test/catalog-info.yaml", [/is not a web address/, /Begin with https:\/\//]],
  ["a path", "/etc/passwd", [/is a path, not a web address/, /catalog\.locations/]],
  ["a password", "https://me:secret@acorn.test/a.yaml", [/carries a user or a password/, /integrations/]],
  ["a host that is not allowed", "https://acorn.test/a.yaml", [/may not be read/, /To allow it, write[\s\S]*acorn\.test/]],
  ["a file that is not there", at("/none.yaml"), [/none\.yaml/, /error/]],
  ["broken YAML", at("/broken.yaml"), [/broken\.yaml:3/, /tab/i]],
  ["a kind that is not allowed", at("/person.yaml"), [/User/, /catalog\.rules/]],
]) {
  test(`${what} is refused with the reason and the remedy`, async (t) => {
    const page = await openPage(t, server, { width: PHONE });
    const said = await wrong(page, target);
    for (const word of words) assert.match(said, word);
    assert.equal(await register(page).count(), 0);
  });
}

test("one broken document does not keep its neighbour from being registered", async (t) => {
  const page = await openPage(t, server);
  const said = await wrong(page, at("/partly.yaml"));
  assert.match(said, /partly\.yaml:\d+/);
  await page.getByText("1 entity will be created. What is broken comes by itself").waitFor();
  await register(page).click();
  await card(page, "In the catalog").getByRole("link", { name: "whole", exact: true }).waitFor();
  await card(page, "What is wrong").waitFor();
});

test("looking again at a repaired file shows what it describes now", async (t) => {
  const page = await openPage(t, server);
  files.set("/late.yaml", "kind: [");
  await wrong(page, at("/late.yaml"));
  files.set("/late.yaml", service("late"));
  await look(page).click();
  await card(page, "What was found").getByText("late", { exact: true }).waitFor();
  assert.equal(await card(page, "What is wrong").count(), 0);
});

for (const width of [1440, PHONE]) {
  test(`without JavaScript, forms lead from the address to the entity: ${width} px`, async (t) => {
    const page = await openPage(t, server, { javaScript: false, width });
    const name = `plain-${width}`;
    files.set(`/${name}.yaml`, service(name));
    await page.goto("/catalog-import");
    await field(page).fill(at(`/${name}.yaml`));
    await look(page).click();
    await card(page, "What was found").getByText(name, { exact: true }).waitFor();
    assert.equal(await field(page).inputValue(), at(`/${name}.yaml`));
    await fits(page);
    await register(page).click();
    await isAt(page, `/catalog-import?registered=${at(`/${name}.yaml`)}`);
    await eventually(async () => {
      await page.reload();
      assert.equal(await page.getByRole("link", { name, exact: true }).count(), 1);
    });
    await fits(page);
  });
}

test("a registration is removed after a question that lists what leaves", async (t) => {
  const page = await openPage(t, server);
  const target = at("/gone.yaml");
  await visit(page, `/catalog-import?target=${encodeURIComponent(target)}`);
  await register(page).click();
  await card(page, "In the catalog").getByRole("link", { name: "gone-service", exact: true }).click();
  await isTitled(page, "gone-service");
  const open = async () => {
    await page.locator(".menu summary").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Unregister…" }).click();
  };
  await open();
  const dialog = page.getByRole("dialog", { name: "Unregister this location?" });
  await dialog.getByText("1 entity leaves the catalog").waitFor();
  assert.ok((await dialog.innerText()).includes(target));
  await eventually(async () => assert.ok(await dialog.evaluate((dialog) => dialog.matches(":modal"))));
  const cancel = dialog.getByRole("link", { name: "Cancel" });
  await eventually(async () => assert.ok(await cancel.evaluate((link) => link === document.activeElement)));
  await axe(page);
  await page.keyboard.press("Escape");
  await isAt(page, "/catalog/default/component/gone-service");
  assert.equal(await dialog.count(), 0);

  await open();
  await dialog.getByRole("button", { name: "Unregister", exact: true }).click();
  await page.getByText("is not registered any more").waitFor();
  await isAt(page, `/catalog-import?removed=${target}`);
  await axe(page);
  await visit(page, "/catalog/default/component/gone-service/history");
  const history = card(page, "History");
  assert.match(await history.innerText(), /Removed[\s\S]*Added/);
});

test("without JavaScript, too, a registration is removed after the question", async (t) => {
  const page = await openPage(t, server, { javaScript: false, width: PHONE, expected: [NOT_FOUND] });
  files.set("/bye.yaml", service("bye"));
  await page.goto(`/catalog-import?target=${encodeURIComponent(at("/bye.yaml"))}`);
  await register(page).click();
  await eventually(async () => {
    await page.goto("/catalog/default/component/bye");
    assert.equal(await page.locator("h1").innerText(), "bye");
  });
  await page.locator(".menu summary").click();
  await page.getByRole("link", { name: "Unregister…" }).click();
  await isAt(page, "/catalog/default/component/bye/unregister");
  await fits(page);
  await page.getByRole("button", { name: "Unregister", exact: true }).click();
  await isAt(page, `/catalog-import?removed=${at("/bye.yaml")}`);
  await eventually(async () => assert.equal((await page.goto("/catalog/default/component/bye")).status(), 404));
});

test("what the configuration names cannot be unregistered, and says where it comes from", async (t) => {
  const page = await openPage(t, server);
  await visit(page, "/catalog/default/group/team-oak");
  await page.locator(".menu summary").click();
  assert.match(await page.locator(".menu-panel").innerText(), /It was not registered here[\s\S]*catalog\.yaml/);
  assert.equal(await page.getByRole("link", { name: "Unregister…" }).count(), 0);
  await axe(page);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".menu-panel").isVisible(), false);
});

test("a refresh reads the source again, and the page says when it is new", async (t) => {
  const page = await openPage(t, server);
  files.set("/fresh.yaml", service("fresh", "  description: Old words.\n"));
  await visit(page, `/catalog-import?target=${encodeURIComponent(at("/fresh.yaml"))}`);
  await register(page).click();
  await card(page, "In the catalog").getByRole("link", { name: "fresh", exact: true }).click();
  await card(page, "About").getByText("Old words.").waitFor();
  files.set("/fresh.yaml", service("fresh", "  description: New words.\n"));
  await page.locator(".menu summary").click();
  await page.getByRole("button", { name: /^Refresh/ }).click();
  await page.getByText(/Asked for\.|Refreshed:/).waitFor();
  await card(page, "About").getByText("New words.").waitFor();
  await page.getByText("Refreshed: this is the new state.").waitFor();
  await axe(page);
  assert.equal(where(page), "/catalog/default/component/fresh");
});

test("without JavaScript a refresh leads back to the page, which says that it was asked for", async (t) => {
  const page = await openPage(t, server, { javaScript: false });
  await page.goto("/catalog/default/group/team-oak");
  await page.locator(".menu summary").click();
  await page.getByRole("button", { name: /^Refresh/ }).click();
  await isAt(page, "/catalog/default/group/team-oak?refresh=asked");
  await page.getByText("Asked for.").waitFor();
});

test("a read-only catalog can be looked at, and says why nothing can be registered", async (t) => {
  const { file } = await configuration(t, { ...world, catalog: "  readonly: true\n" });
  const page = await openPage(t, await serve(t, { config: file }));
  await visit(page, `/catalog-import?target=${encodeURIComponent(at("/good.yaml"))}`);
  await page.getByText("This catalog is read-only").waitFor();
  await card(page, "What was found").waitFor();
  assert.equal(await register(page).count(), 0);
  await axe(page);
});

test("another site cannot have a reader's browser register anything", async () => {
  const post = (headers) =>
    fetch(`${server.address}/ui/register`, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "text/html", ...headers },
      body: `target=${encodeURIComponent(at("/evil.yaml"))}`,
    });
  assert.equal((await post({ "sec-fetch-site": "cross-site" })).status, 403);
  assert.equal((await post({ origin: "https://evil.test" })).status, 403);
  const listed = await (await fetch(`${server.address}/api/catalog/locations`)).text();
  assert.ok(!listed.includes("evil.yaml"), listed);
  assert.equal((await fetch(`${server.address}/ui/register`)).status, 400);
});
