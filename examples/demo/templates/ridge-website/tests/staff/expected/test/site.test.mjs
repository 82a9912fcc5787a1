import assert from "node:assert/strict";
import test from "node:test";
import { site } from "../server.mjs";

test("the first page is there, and nothing outside of pages", async (t) => {
  await new Promise((listening) => site.listen(0, "127.0.0.1", listening));
  t.after(() => site.close());
  const address = `http://127.0.0.1:${site.address().port}`;
  const first = await fetch(`${address}/`);
  assert.equal(first.status, 200);
  assert.match(await first.text(), /<h1>/);
  assert.equal((await fetch(`${address}/%2e%2e/package.json`)).status, 404);
});
