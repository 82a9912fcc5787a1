// The form of a template: alive, by keyboard, without JavaScript, on a phone; wrong input, reload, back, secrets.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import test, { after } from "node:test";
import { NOT_FOUND, openPage } from "../support/browser.mjs";
import { axe, fits, focused, isTitled, visit } from "../support/page.mjs";
import { folder, serve } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const entity = (kind, name, spec, more = {}) => ({
  apiVersion: "backstage.io/v1alpha1",
  kind,
  metadata: { name, ...more },
  spec,
});
const namespace = (name, region, owner) =>
  entity("Resource", name, { type: "kubernetes-namespace", owner, region }, { title: name });
const team = (name) => entity("Group", name, { type: "team", children: [] });

const WORKER = {
  apiVersion: "scaffolder.backstage.io/v1beta3",
  kind: "Template",
  metadata: {
    name: "worker",
    title: "Worker",
    description: "A worker with pipeline, deployment and docs.",
    tags: ["golden-path"],
  },
  spec: {
    type: "service",
    owner: "team-payments",
    parameters: [
      {
        title: "About",
        required: ["name", "size"],
        properties: {
          name: { title: "Name", type: "string", "ui:field": "EntityNamePicker", "ui:autofocus": true },
          size: { title: "Size", type: "string", enum: ["s", "l"], enumNames: ["Small", "Large"], "ui:widget": "radio" },
          topics: { title: "Topics", type: "array", items: { type: "string", minLength: 2 } },
          tags: { title: "Tags", type: "array", "ui:field": "EntityTagsPicker" },
        },
        dependencies: {
          size: {
            oneOf: [
              { properties: { size: { const: "s" } } },
              {
                properties: {
                  size: { const: "l" },
                  reason: { title: "Why so large?", type: "string", minLength: 5 },
                },
                required: ["reason"],
              },
            ],
          },
        },
      },
      {
        title: "Where it runs",
        required: ["owner", "namespace"],
        properties: {
          owner: {
            title: "Owner",
            type: "string",
            description: "Your teams come first.",
            "ui:field": "OwnerPicker",
            "ui:options": { catalogFilter: { kind: "Group" }, allowArbitraryValues: false },
          },
          namespace: {
            title: "Namespace",
            type: "string",
            description: "From the catalog: namespaces of the owner.",
            "ui:field": "CatalogPicker",
            "ui:options": {
              filter: {
                kind: "Resource",
                "spec.type": "kubernetes-namespace",
                "relations.ownedBy": "${{ parameters.owner }}",
              },
              value: "metadata.name",
              details: ["spec.region", "relations.ownedBy"],
            },
          },
          replicas: { title: "Replicas", type: "integer", minimum: 1, maximum: 12, default: 3 },
        },
      },
      {
        title: "Repository",
        required: ["repoUrl", "token"],
        properties: {
          repoUrl: { title: "Where", type: "string", "ui:field": "RepoUrlPicker", "ui:options": { allowedHosts: ["github.com"] } },
          token: { title: "Token", type: "string", "ui:field": "Secret" },
        },
      },
    ],
    steps: [
      {
        id: "fetch",
        action: "fetch:template",
        input: { url: "./skeleton", values: { name: "${{ parameters.name }}", replicas: "${{ parameters.replicas }}" } },
      },
    ],
  },
};

const documents = [
  team("team-payments"),
  team("team-payouts"),
  entity("User", "ada", { memberOf: ["team-payouts"], profile: { displayName: "Ada" } }),
  namespace("payments-prod", "eu-west", "team-payments"),
  namespace("payments-staging", "eu-west", "team-payments"),
  namespace("payouts-prod", "us-east", "team-payouts"),
  entity("Component", "till", { type: "service", lifecycle: "production", owner: "team-payments" }, { tags: ["rust", "web"] }),
  WORKER,
  { ...WORKER, apiVersion: "backstage.io/v1beta2", metadata: { name: "old" } },
];
const place = await folder({ after });
const catalog = path.join(place, "catalog.yaml");
await mkdir(path.join(place, "skeleton", "src"), { recursive: true });
await writeFile(path.join(place, "skeleton", "values.yaml"), "name: ${{ values.name }}\nreplicas: ${{ values.replicas }}\n");
await writeFile(path.join(place, "skeleton", "src", "${{ values.name }}.rs"), "fn main() {}\n");
await writeFile(catalog, documents.map((document) => JSON.stringify(document)).join("\n---\n"));
const server = await serve({ after }, { catalog });
const FORM = "/create/templates/default/worker";
const PHONE = 390;

const button = (page, name) => page.getByRole("button", { name, exact: true });
const step = (page) => page.locator(".wizard-step[aria-current=step] .wizard-title");
const isOn = (page, title) => eventually(async () => assert.equal(await step(page).innerText(), title));
const error = (page, id) => page.locator(`#${id}-error`);
const combo = (page, name) => page.getByRole("combobox", { name });
const options = async (page) => (await page.getByRole("option").allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());

/** Opens the form and waits until it is alive. */
async function open(page, address = FORM) {
  await visit(page, address);
  await alive(page);
}

const alive = (page) => page.locator(".wizard[data-alive]").waitFor();

async function about(page, name = "refund-worker") {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Small").check();
  await button(page, "Next").click();
  await isOn(page, "Where it runs");
}

async function pick(page, name, text, option) {
  await combo(page, name).fill(text);
  await page.getByRole("option").filter({ hasText: option }).click();
}

test("from the first field to the review", async (t) => {
  const page = await openPage(t, server);
  await open(page);
  await isTitled(page, "Worker");
  await page.getByText("golden path").waitFor();
  await axe(page);
  assert.match(await focused(page), /field-name/);
  await about(page);
  assert.match(await focused(page), /wizard-heading/);

  await combo(page, "Owner").click();
  await eventually(async () => assert.deepEqual(await options(page), ["team-payments", "team-payouts"]));
  await axe(page);
  await page.getByRole("option").filter({ hasText: "team-payments" }).click();
  assert.equal(await combo(page, "Owner").inputValue(), "team-payments");
  await combo(page, "Namespace").fill("pay");
  await eventually(async () =>
    assert.deepEqual(await options(page), ["payments-prod eu-west · team-payments", "payments-staging eu-west · team-payments"]),
  );
  await page.getByRole("option").first().click();
  assert.equal(await page.getByLabel("Replicas").inputValue(), "3");
  await button(page, "Next").click();
  await isOn(page, "Repository");
  await page.getByLabel("Owner").fill("acme");
  await page.getByRole("textbox", { name: "Repository" }).fill("refunds");
  await button(page, "Review").click();
  await isOn(page, "Review");
  const review = (await page.locator(".review-row").allInnerTexts()).map((text) => text.replace(/\s+/g, " "));
  for (const line of ["Name refund-worker", "Size Small", "Replicas 3", "Where github.com?owner=acme&repo=refunds", "Token ******"]) {
    assert.ok(review.includes(line), `${line} in ${review.join(" | ")}`);
  }
  await axe(page);
  await fits(page);
  assert.ok(new URL(page.url()).searchParams.get("formData").includes("payments-prod"), page.url());
});

test("what is wrong is told when the field is left, and at once from then on", async (t) => {
  const page = await openPage(t, server);
  await open(page);
  await page.getByLabel("Name").pressSequentially("-x");
  assert.equal(await error(page, "field-name").count(), 0, "nobody is told while they begin");
  await page.getByLabel("Name").press("Tab");
  await error(page, "field-name").waitFor();
  assert.equal(await page.getByLabel("Name").getAttribute("aria-invalid"), "true");
  await axe(page);
  await page.getByLabel("Name").fill("x");
  await eventually(async () => assert.equal(await error(page, "field-name").count(), 0));
  await button(page, "Next").click();
  await page.getByRole("alert").getByText("One thing needs another look").waitFor();
  assert.match(await error(page, "field-size").innerText(), /Choose one\./);
  await page.getByLabel("Large", { exact: true }).check();
  await page.getByLabel("Why so large?").fill("why");
  await button(page, "Next").click();
  assert.match(await error(page, "field-reason").innerText(), /at least 5 letters/);
  await page.getByLabel("Small").check();
  await eventually(async () => assert.equal(await page.getByLabel("Why so large?").count(), 0));
});

test("values survive a reload and the browser's back", async (t) => {
  const page = await openPage(t, server);
  await open(page);
  await page.getByLabel("Name").fill("kept");
  await page.waitForURL(/kept/);
  await page.reload();
  await alive(page);
  assert.equal(await page.getByLabel("Name").inputValue(), "kept");
  await about(page, "kept");
  await page.getByLabel("Replicas").fill("7");
  await page.waitForURL(/replicas%22%3A7/);
  await page.goBack();
  await isOn(page, "About");
  await eventually(async () => assert.equal(await page.getByLabel("Name").inputValue(), "kept"));
  await page.goForward();
  await isOn(page, "Where it runs");
  await eventually(async () => assert.equal(await page.getByLabel("Replicas").inputValue(), "7"));
  await button(page, "About").or(page.locator(".wizard-go")).first().click();
  await isOn(page, "About");
});

test("a list grows, shrinks and changes its order; tags are picked and typed", async (t) => {
  const page = await openPage(t, server);
  await open(page);
  const add = page.getByRole("button", { name: "Add to Topics" });
  const entries = () => page.locator(".form-entry input").evaluateAll((inputs) => inputs.map((input) => input.value));
  await add.click();
  await page.keyboard.type("one");
  await add.click();
  await page.keyboard.type("two");
  await page.getByRole("button", { name: "Move up: Topics 2" }).click();
  await eventually(async () => assert.deepEqual(await entries(), ["two", "one"]));
  await page.getByRole("button", { name: "Remove: Topics 1" }).click();
  await eventually(async () => assert.deepEqual(await entries(), ["one"]));
  const tags = combo(page, "Add a tag: Tags");
  await tags.fill("ru");
  await page.getByRole("option").filter({ hasText: "rust" }).click();
  await tags.fill("own-tag");
  await tags.press("Escape");
  await tags.press("Enter");
  await eventually(async () => assert.deepEqual(await page.locator(".form-chip").allInnerTexts(), ["rust", "own-tag"]));
  await page.getByLabel("rust", { exact: true }).click();
  await eventually(async () => assert.deepEqual(await page.locator(".form-chip").allInnerTexts(), ["own-tag"]));
  await axe(page);
});

test("the whole way with the keyboard", async (t) => {
  const page = await openPage(t, server);
  await open(page);
  await page.keyboard.type("by-keys");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await isOn(page, "Where it runs");
  await combo(page, "Owner").focus();
  await page.keyboard.press("ArrowDown");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("ArrowDown");
  const active = await combo(page, "Owner").getAttribute("aria-activedescendant");
  assert.equal(await page.locator(`#${active}`).getAttribute("aria-selected"), "true");
  await page.keyboard.press("Enter");
  assert.equal(await combo(page, "Owner").inputValue(), "team-payments");
  await page.keyboard.press("Tab");
  await page.keyboard.type("payouts");
  await page.getByText("Nothing in the catalog fits.", { exact: true }).first().waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await combo(page, "Namespace").getAttribute("aria-expanded"), "false");
});

test("one's own teams come first", async (t) => {
  const page = await openPage(t, server);
  await page.context().addCookies([{ name: "portico-person", value: "user%3Adefault%2Fada", url: server.address }]);
  await open(page, `${FORM}?page=2&formData=${encodeURIComponent('{"name":"a","size":"s"}')}`);
  await combo(page, "Owner").click();
  await eventually(async () => assert.deepEqual(await options(page), ["team-payouts yours", "team-payments"]));
});

test("what will be written is shown beside the form, and follows it", async (t) => {
  const page = await openPage(t, server);
  await open(page);
  const tree = page.getByRole("group", { name: "Files" });
  await page.getByLabel("Name").fill("refund");
  await tree.getByRole("button", { name: "refund.rs" }).waitFor();
  await tree.getByText("← name: refund").first().waitFor();
  await axe(page);
  await tree.getByRole("button", { name: "values.yaml" }).click();
  await page.getByRole("region", { name: "values.yaml" }).getByText("name: refund").first().waitFor();
  await about(page, "payout");
  await tree.getByText("← replicas: 3").waitFor();
  await page.getByLabel("Replicas").fill("9");
  await page.getByRole("region", { name: "values.yaml" }).getByText("replicas: 9").first().waitFor();
  await axe(page);
  await fits(page);
});

test("on a phone, what will be written is folded away below", async (t) => {
  const page = await openPage(t, server, { width: PHONE });
  await open(page);
  const summary = page.locator(".preview-summary");
  await summary.waitFor();
  assert.equal(await page.getByRole("group", { name: "Files" }).isVisible(), false);
  await summary.click();
  await page.getByRole("group", { name: "Files" }).waitFor();
  await axe(page);
  await fits(page);
});

test("secrets are in no address, and are asked for before anything starts", async (t) => {
  const page = await openPage(t, server);
  const values = { name: "a", size: "s", owner: "group:default/team-payments", namespace: "payments-prod", repoUrl: "github.com?owner=o&repo=r", token: "hunter2" };
  await open(page, `${FORM}?page=4&formData=${encodeURIComponent(JSON.stringify(values))}`);
  await isOn(page, "Review");
  await button(page, "Create").click();
  await error(page, "field-token").waitFor();
  assert.ok(!(await page.locator(".wizard").innerHTML()).includes("hunter2"));
  await page.getByLabel("Token").fill("hunter2");
  assert.ok(!page.url().includes("hunter2"));
  await axe(page);
  await button(page, "Create").click();
  await page.waitForURL(/\/create\/tasks\//);
  assert.ok(!(await page.content()).includes("hunter2"));
});

for (const width of [1440, PHONE]) {
  test(`without JavaScript: ${width} px`, async (t) => {
    const page = await openPage(t, server, { javaScript: false, width });
    await page.goto(FORM);
    await isTitled(page, "Worker");
    await fits(page);
    await button(page, "Next").last().click();
    await page.getByText("2 things need another look").waitFor();
    await page.getByLabel("Name").fill("plain");
    await page.getByLabel("Large", { exact: true }).check();
    await page.getByLabel("Name").press("Enter");
    await page.getByLabel("Why so large?").fill("because");
    await page.getByRole("button", { name: "Add to Topics" }).click();
    await page.locator(".form-entry input").fill("topic");
    await button(page, "Next").last().click();
    await isOn(page, "Where it runs");
    await page.getByLabel("Owner").selectOption({ label: "team-payments" });
    await button(page, "Next").last().click();
    await page.getByText("One thing needs another look").waitFor();
    await page.getByLabel("Namespace").selectOption("payments-staging");
    await button(page, "Next").last().click();
    await isOn(page, "Repository");
    await page.getByLabel("Owner").fill("acme");
    await page.getByRole("textbox", { name: "Repository" }).fill("plain");
    await button(page, "Review").click();
    await isOn(page, "Review");
    await fits(page);
    await button(page, "Create").click();
    await error(page, "field-token").waitFor();
    await button(page, "Back").click();
    await isOn(page, "Repository");
  });
}

for (const theme of ["light", "dark"]) {
  test(`on a phone, ${theme}`, async (t) => {
    const page = await openPage(t, server, { width: PHONE, theme });
    await open(page);
    await button(page, "Next").click();
    await page.getByRole("alert").waitFor();
    await axe(page);
    await fits(page);
    await open(page, `${FORM}?page=2&formData=${encodeURIComponent('{"name":"a","size":"s"}')}`);
    await combo(page, "Owner").click();
    await page.getByRole("option").first().waitFor();
    await axe(page);
    await fits(page);
  });
}

test("a template that is not there, and one that cannot be used, say so", async (t) => {
  const page = await openPage(t, server, { expected: [NOT_FOUND] });
  const answer = await visit(page, "/create/templates/default/nothing");
  assert.equal(answer.status(), 404);
  await page.getByText("There is no such template").first().waitFor();
});
