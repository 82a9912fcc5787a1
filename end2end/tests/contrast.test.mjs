// Every text can be read: the contrasts of the tokens, in both themes, without a browser.

import assert from "node:assert/strict";
import test from "node:test";
import { colourTokens, contrast } from "../support/contrast.mjs";

const LEAST = 4.5;
const GROUNDS = ["bg", "surface", "sunken"];
const KINDS = ["component", "api", "resource", "system", "domain", "group", "user", "template", "other"];
const tokens = colourTokens();

const PAIRS = [
  ...["text", "muted", "accent", "ok", "warn", "bad", "info"].flatMap((text) => GROUNDS.map((on) => [text, on])),
  ["on-accent", "accent"],
  ["accent", "accent-weak"],
  ...["ok", "warn", "bad", "info"].map((text) => [text, `${text}-weak`]),
  ...KINDS.map((kind) => [`kind-${kind}`, `kind-${kind}-weak`]),
  ...["side-text", "side-muted"].flatMap((text) => ["side", "side-raised"].map((on) => [text, on])),
  // A marked line of a source shows number, comment, key and text.
  ...["text", "muted", "accent"].map((text) => [text, "warn-weak"]),
  // How many there are, on a chosen segment.
  ["muted", "accent-weak"],
];

test("the contrast is computed as WCAG does it", () => {
  assert.equal(contrast("#000", "#ffffff"), 21);
  assert.equal(contrast("#777777", "#777777"), 1);
  assert.equal(contrast("#767676", "#fff").toFixed(2), "4.54");
});

test("no kind is left out", () => {
  const known = [...tokens.keys()].filter((name) => /^kind-[a-z]+$/.test(name));
  assert.deepEqual(known.sort(), KINDS.map((kind) => `kind-${kind}`).sort());
});

for (const theme of ["light", "dark"]) {
  test(`every text has a contrast of at least ${LEAST}:1 to its ground: ${theme}`, (t) => {
    const measured = PAIRS.map(([text, on]) => {
      assert.ok(tokens.has(text) && tokens.has(on), `there is no token ${tokens.has(text) ? on : text}`);
      return { pair: `${text} on ${on}`, ratio: contrast(tokens.get(text)[theme], tokens.get(on)[theme]) };
    });
    const weak = measured.filter(({ ratio }) => ratio < LEAST);
    const lowest = measured.reduce((low, next) => (next.ratio < low.ratio ? next : low));
    t.diagnostic(`lowest: ${lowest.pair} ${lowest.ratio.toFixed(2)}`);
    assert.deepEqual(weak.map(({ pair, ratio }) => `${pair}: ${ratio.toFixed(2)}`), []);
  });
}
