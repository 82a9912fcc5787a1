// Waiting for something to become true: asked again and again, never longer than allowed.

const PAUSE_MS = 20;

/** Repeats `check` until it does not throw; after `limitMs`, fails with what it threw last. Returns its answer. */
export async function eventually(check, limitMs = 5000) {
  const end = performance.now() + limitMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await pause(PAUSE_MS);
  }
}

/** A promise that fails after a time, to race others against. */
export function deadline(limitMs, what) {
  let timer;
  const over = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`${what}: not within ${limitMs} ms`)), limitMs);
  });
  return { over, clear: () => clearTimeout(timer) };
}

function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}
