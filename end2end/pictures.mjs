// The README's pictures, of the demo company: `npm run pictures -- FOLDER`. The same program makes the same bytes:
// times are replaced by a fixed one, nothing moves, and the system's language and time zone play no part.

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { launch, look } from "./support/chromium.mjs";
import { compact } from "./support/png.mjs";
import { serve } from "./support/server.mjs";

const PICTURES = [
  { file: "home.png", theme: "light", address: "/" },
  { file: "entity.png", theme: "light", address: "/catalog/default/component/basket-service" },
  { file: "catalog.png", theme: "dark", address: "/catalog?kind=component&kind=api" },
];
const STEP_MS = 10_000;

const folder = process.argv[2];
if (!folder) {
  console.error("usage: npm run pictures -- FOLDER");
  process.exit(2);
}
// npm changes the working folder; the argument is meant for the one where npm was called.
await takeAll(path.resolve(process.env.INIT_CWD ?? ".", folder));

async function takeAll(folder) {
  await mkdir(folder, { recursive: true });
  let putAway = () => {};
  const owner = { after: (action) => (putAway = action) };
  const browser = await launch();
  try {
    const { address } = await serve(owner);
    for (const picture of PICTURES) {
      const file = path.join(folder, picture.file);
      const png = compact(await take(browser, address, picture));
      await writeFile(file, png);
      console.log(`${file}: ${Math.round(png.length / 1024)} KiB`);
    }
  } finally {
    await browser.close();
    await putAway();
  }
}

async function take(browser, baseURL, { theme, address }) {
  const context = await browser.newContext({ ...look({ theme }), baseURL });
  context.setDefaultTimeout(STEP_MS);
  const page = await context.newPage();
  await page.goto(address);
  // The room that is kept for the scroll bar, which pictures do not have.
  await page.addStyleTag({ content: "html { scrollbar-gutter: auto }" });
  await page.evaluate(async () => {
    for (const time of document.querySelectorAll("time")) time.textContent = "2 Mar 2026, 09:30 UTC";
    await document.fonts.ready;
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  });
  const png = await page.screenshot({ animations: "disabled", caret: "hide" });
  await context.close();
  return png;
}
