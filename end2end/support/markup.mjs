// Reading HTML as it comes from the server, with no browser at hand. Knows no more of HTML than these pages need.

import assert from "node:assert/strict";

/** Title, language, and the text of a page as a reader would see it. */
export function markup(html) {
  const bare = html.replace(/<(script|style)[\s\S]*?<\/\1>/g, "").replace(/<!-*>|<!--[\s\S]*?-->/g, "");
  return {
    title: decode(/<title>([\s\S]*?)<\/title>/.exec(html)?.[1] ?? ""),
    lang: /<html[^>]* lang="([^"]*)"/.exec(html)?.[1],
    text: decode(bare.replace(/<[^>]+>/g, "")),
  };
}

/** The page's text holds these words. */
export function contains(page, words) {
  const plain = (text) => text.toLowerCase().replace(/\s+/g, " ");
  assert.ok(plain(page.text).includes(plain(words)), `“${words}” is not on the page “${page.title}”`);
}

/** All addresses that a page links to. */
export function hrefs(html) {
  return [...new Set([...html.matchAll(/ href="([^"]*)"/g)].map(([, href]) => decode(href)))];
}

function decode(text) {
  const names = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#39": "'" };
  return text.replace(/&(amp|lt|gt|quot|#x27|#39);/g, (_, name) => names[name]);
}
