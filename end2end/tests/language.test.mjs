// The template language beside the two programs that golden paths were written for: nunjucks, which ran them first, and
// nunjitsu, which runs them now. Where these two differ, nunjitsu counts; every template that ours renders unlike
// nunjucks is listed in language/differences.json with the reason.
//
// LANGUAGE_SEED and LANGUAGE_COUNT choose other templates by chance.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { templates as random } from "../language/random.mjs";
import { ROOT } from "../support/server.mjs";

const read = (name) => readFile(new URL(`../language/${name}`, import.meta.url), "utf8");
const context = JSON.parse(await read("context.json"));
const written = (await read("templates.txt")).split("\n").filter((line) => line !== "");
const differences = JSON.parse(await read("differences.json"));
const seed = Number(process.env.LANGUAGE_SEED ?? 20_261_121);
const count = Number(process.env.LANGUAGE_COUNT ?? 1_000);

const tools = await load();
const skip = tools.skip ?? false;

/** The two programs and ours, or why they cannot be run. */
async function load() {
  const cargo = spawnSync("cargo", ["--version"], { cwd: ROOT });
  if (cargo.error || cargo.status !== 0) return { skip: "cargo, which builds our side, cannot be run" };
  try {
    const [{ default: nunjucks }, { createTemplateRenderer }] = await Promise.all([
      import("nunjucks"),
      import("nunjitsu"),
    ]);
    return { nunjucks, createTemplateRenderer };
  } catch (error) {
    return { skip: `nunjucks or nunjitsu cannot be loaded: ${error.message}` };
  }
}

/** What our language makes of templates. */
function ours(templates, options = {}) {
  const lines = templates.map((template) => JSON.stringify({ template, context, ...options })).join("\n");
  const run = ["run", "--quiet", "--package", "portico-nunjucks", "--example", "render"];
  const { status, stdout, stderr, error } = spawnSync("cargo", run, {
    cwd: ROOT,
    input: `${lines}\n`,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  assert.equal(status, 0, `our side ended with ${status}: ${error ?? stderr}`);
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** As it is written: halves of characters, which UTF-8 does not have, become U+FFFD. */
const wellFormed = (text) => Buffer.from(text).toString();
const json = (value) => wellFormed(JSON.stringify(value, (_, part) => (typeof part === "string" ? wellFormed(part) : part)) ?? "null");

function theirs(render) {
  try {
    return render();
  } catch (error) {
    return { error: error.message };
  }
}

function withNunjitsu(templates, options = {}) {
  const renderer = tools.createTemplateRenderer({ allowRegexExecution: true, ...options });
  const copy = () => structuredClone(context);
  return templates.map((template) =>
    theirs(() => ({ text: renderer.render(template, copy()), value: renderer.renderValue(template, copy()) })),
  );
}

function withNunjucks(templates) {
  const tags = { variableStart: "${{", variableEnd: "}}" };
  const environment = new tools.nunjucks.Environment(null, { autoescape: false, tags });
  return templates.map((template) =>
    theirs(() => ({ text: environment.renderString(template, structuredClone(context)) })),
  );
}

function agree(their, our, withValues) {
  if ("error" in their || "error" in our) return "error" in their && "error" in our;
  return wellFormed(their.text) === our.text && (!withValues || json(their.value) === json(our.value));
}

/** The templates that two sides render differently, as readable lines. */
function disagreements(templates, their, our, withValues) {
  return templates.flatMap((template, index) =>
    agree(their[index], our[index], withValues)
      ? []
      : [{ template, told: `${template}\n  theirs ${JSON.stringify(their[index])}\n  ours   ${JSON.stringify(our[index])}` }],
  );
}

const told = (found) => found.map(({ told }) => told).join("\n");

test("written templates give what nunjitsu gives, text and value", { skip }, () => {
  assert.ok(written.length >= 300, `${written.length} templates`);
  const found = disagreements(written, withNunjitsu(written), ours(written), true);
  assert.equal(found.length, 0, told(found));
});

test("with the syntax of cookiecutter, too, and with lines that tags take away", { skip }, () => {
  const cookiecutter = written.map((template) => template.replaceAll("${{", "{{"));
  const options = { cookiecutterCompat: true };
  const mode = ours(cookiecutter, { mode: "cookiecutter" });
  const found = disagreements(cookiecutter, withNunjitsu(cookiecutter, options), mode, true);
  const lines = written.map((template) => `  ${template.replaceAll(" %}", " %}\n  ")}\n`);
  const trim = { trimBlocks: true, lstripBlocks: true };
  found.push(...disagreements(lines, withNunjitsu(lines, trim), ours(lines, trim), true));
  assert.equal(found.length, 0, told(found));
});

test("written templates give what nunjucks gives, or are listed", { skip }, () => {
  const found = disagreements(written, withNunjucks(written), ours(written), false);
  const listed = new Set(differences.flatMap(({ templates }) => templates));
  const unlisted = found.filter(({ template }) => !listed.has(template));
  assert.equal(unlisted.length, 0, told(unlisted));
  const differing = new Set(found.map(({ template }) => template));
  const outdated = [...listed].filter((template) => !differing.has(template));
  assert.deepEqual(outdated, [], "listed in differences.json, but not different any more");
});

test(`templates by chance give what nunjitsu gives: seed ${seed}`, { skip }, () => {
  const templates = random(seed, count);
  const found = disagreements(templates, withNunjitsu(templates), ours(templates), true);
  assert.equal(found.length, 0, `seed ${seed}\n${told(found)}`);
});

test(`templates by chance give what nunjucks gives, where that is what nunjitsu gives: seed ${seed}`, { skip }, () => {
  const templates = random(seed, count);
  const [old, now] = [withNunjucks(templates), withNunjitsu(templates)];
  const common = templates.filter((_, index) => "text" in old[index] && old[index].text === now[index].text);
  assert.ok(common.length > templates.length / 4, `${common.length} of ${templates.length}`);
  const found = disagreements(common, withNunjucks(common), ours(common), false);
  assert.equal(found.length, 0, told(found));
});
