// Contrast of two colours as WCAG 2 defines it, and the colours of style/tokens.css in both themes.

import { readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./server.mjs";

/** All tokens that are colours: name without dashes to `{ light, dark }`. */
export function colourTokens() {
  const css = readFileSync(path.join(ROOT, "style/tokens.css"), "utf8");
  const hex = "(#[0-9a-f]{3,6})";
  const both = new RegExp(`--([a-z-]+):\\s*(?:light-dark\\(\\s*${hex}\\s*,\\s*${hex}\\s*\\)|${hex})\\s*;`, "gi");
  const tokens = new Map();
  for (const [, name, light, dark, same] of css.matchAll(both)) {
    tokens.set(name, { light: light ?? same, dark: dark ?? same });
  }
  return tokens;
}

/** From 1 (the same) to 21 (black on white). */
export function contrast(one, other) {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

/** A colour as the browser computes it. */
export function rgb(hex) {
  return `rgb(${channels(hex).join(", ")})`;
}

function luminance(hex) {
  const [red, green, blue] = channels(hex)
    .map((channel) => channel / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(hex) {
  const digits = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit) : hex.slice(1).match(/../g);
  return digits.map((pair) => Number.parseInt(pair, 16));
}
