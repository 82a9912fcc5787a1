// What tests ask of every page.

import assert from "node:assert/strict";
import axeCore from "axe-core";
import { isAlive } from "./browser.mjs";
import { eventually } from "./wait.mjs";

const HYDRATE_MS = 15_000;

/** Opens an address and waits until the page is hydrated. Returns the answer to the document's request. */
export async function visit(page, path) {
  const answer = await page.goto(path);
  await settled(page);
  return answer;
}

/** Waits until the page is hydrated and has drawn what that led to. */
export async function settled(page) {
  await eventually(() => assert.ok(isAlive(page), `${page.url()} does not come alive`), HYDRATE_MS);
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  });
}

/** Path and query of where the page is, decoded. */
export function where(page) {
  const { pathname, search } = new URL(page.url());
  return decodeURIComponent(pathname + search);
}

/** Waits for an address. */
export function isAt(page, path) {
  return eventually(() => assert.equal(where(page), path));
}

/** Waits for a title and for the heading that belongs to it. */
export async function isTitled(page, title, heading = title) {
  await eventually(async () => {
    assert.equal(await page.title(), `${title} · Portico`);
    assert.deepEqual((await page.locator("h1").allInnerTexts()).map(trim), [heading]);
  });
}

/** A box of a facet. */
export function facet(page, name, value) {
  return page.locator(`.facets input[name="${name}"][value="${value}"]`);
}

/** The part of the page under a heading. */
export function card(page, heading) {
  return page.getByRole("region", { name: heading, exact: true });
}

/** What has the focus, as a selector would name it. */
export function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    const name = element.id || element.getAttribute("name") || element.getAttribute("class") || "";
    return `${element.localName} ${name} ${element.value ?? element.textContent.slice(0, 40)}`.trim();
  });
}

/** The page's own filter. */
export function filterField(page) {
  return page.getByRole("searchbox", { name: "Filter this list" });
}

/** The names in the catalog's list, in order. */
export async function listed(page) {
  return (await page.locator(".catalog-list .row-link").allInnerTexts()).map(trim);
}

/** The page itself never scrolls sideways; what is too wide scrolls inside its card. */
export async function fits(page) {
  const wide = await page.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= limit) return [];
    const name = (element) => `${element.localName}.${element.getAttribute("class") ?? ""}`;
    return [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > limit + 1)
      .map((element) => `${name(element)} ends at ${Math.round(element.getBoundingClientRect().right)} of ${limit}`)
      .slice(0, 10);
  });
  if (wide.length > 0) assert.fail(`${where(page)} is wider than the screen:\n  ${wide.join("\n  ")}`);
}

/** No serious or critical finding of axe. */
export async function axe(page) {
  await page.evaluate((source) => {
    if (!window.axe) (0, eval)(source);
  }, axeCore.source);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
  const grave = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
  if (grave.length > 0) assert.fail(`axe on ${where(page)}:\n${grave.map(report).join("\n")}`);
}

function report({ id, impact, help, helpUrl, nodes }) {
  const places = nodes.slice(0, 5).map(({ target, html, failureSummary }) => {
    const reasons = (failureSummary ?? "").split("\n").slice(1).map((line) => `      ${line.trim()}`);
    return [`    ${target.join(" ")}: ${html.slice(0, 160)}`, ...reasons].join("\n");
  });
  const rest = nodes.length > 5 ? [`    and ${nodes.length - 5} more`] : [];
  return [`  ${impact}: ${help} (${id}, ${helpUrl})`, ...places, ...rest].join("\n");
}

function trim(text) {
  return text.trim();
}
