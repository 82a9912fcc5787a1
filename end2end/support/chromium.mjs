// Chromium itself: how it is started and how its pages look.

import { chromium } from "playwright-core";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const START_MS = 20_000;

/** Starts `CHROMIUM`, or Debian's. */
export function launch() {
  const executablePath = process.env.CHROMIUM || "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: ARGUMENTS, timeout: START_MS });
}

/** Options of a browser context: what the system prefers, and how large the window is. */
export function look({ theme = "light", width = 1440, height = 900, javaScript = true } = {}) {
  return {
    viewport: { width, height },
    colorScheme: theme,
    javaScriptEnabled: javaScript,
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "UTC",
  };
}
