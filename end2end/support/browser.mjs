// Pages in Chromium that belong to a test and may not say a word on the console.

import assert from "node:assert/strict";
import { after } from "node:test";
import { launch, look } from "./chromium.mjs";
import { afterwards } from "./cleanup.mjs";

const STEP_MS = 5_000;

/** What tests about missing pages have to expect of the browser. */
export const NOT_FOUND = /Failed to load resource: .*status of 404/;

let running;
// Said while the file is loaded, so that it means after all its tests.
after(async () => (await running)?.close());

/** The browser of this file's tests; started when first asked for. */
export function browser() {
  running ??= launch();
  return running;
}

/**
 * A page that belongs to the test `t`. When the test ends, it fails if the page's console held an error or a warning,
 * hydration warnings among them, or if a script failed. Messages that match one of `expected` are allowed.
 */
export async function openPage(t, { address }, { expected = [], ...options } = {}) {
  const context = await (await browser()).newContext({ ...look(options), baseURL: address });
  context.setDefaultTimeout(STEP_MS);
  const page = await context.newPage();
  const noise = [];
  // The rest of a stack only names WebAssembly functions by number.
  const hear = (text) => noise.push(`  ${page.url()}\n    ${text.split("\n").slice(0, 3).join("\n    ")}`);
  page.on("console", (message) => {
    if (!["error", "warning", "assert"].includes(message.type())) return;
    hear(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => hear(`script error: ${error.stack ?? error}`));
  page.on("crash", () => hear("the page crashed"));
  watch(page);
  afterwards(t, async () => {
    await context.close();
    const unexpected = noise.filter((line) => !expected.some((pattern) => pattern.test(line)));
    if (unexpected.length > 0) {
      assert.fail(`the page's console must stay empty:\n${unexpected.slice(0, 5).join("\n")}`);
    }
  });
  return page;
}

const alive = new WeakMap();

/** The application tells that it is awake by listening for changes of the catalog, which it does when it hydrated. */
function watch(page) {
  alive.set(page, false);
  page.on("request", (request) => {
    if (request.frame() === page.mainFrame() && request.isNavigationRequest()) alive.set(page, false);
    if (new URL(request.url()).pathname === "/ui/live") alive.set(page, true);
  });
}

/** Whether the page's document is hydrated. */
export function isAlive(page) {
  return alive.get(page);
}
