// Portico itself, on a free port with a data folder of its own.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterwards } from "./cleanup.mjs";
import { deadline, eventually } from "./wait.mjs";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DEMO = path.join(ROOT, "examples/demo");
const START_MS = 20_000;
const STOP_MS = 5_000;

// Everything here belongs to `t`, and goes with it: a test, or `{ after }` of node:test for all tests of a file. For
// these it must be called while the file is loaded: inside of a hook, `after` would mean after that hook.

// The runner ends a file that takes too long with SIGTERM; this makes it an exit, at which children are ended.
process.once("SIGTERM", () => process.exit(143));

/** A new folder. */
export async function folder(t) {
  const made = await mkdtemp(path.join(tmpdir(), "portico-end2end-"));
  afterwards(t, () => rm(made, { recursive: true, force: true, maxRetries: 3 }));
  // The drawn letters stay inside of the path: at its end, "…a" and "catalog-info.yaml" would read like a/catalog-info.yaml.
  const place = path.join(made, "place");
  await mkdir(place);
  return place;
}

/** A copy of the demo company that may be changed. */
export async function demoCopy(t) {
  const copy = path.join(await folder(t), "demo");
  await cp(DEMO, copy, { recursive: true });
  return copy;
}

/**
 * Starts Portico with the demo company, or with `config` or `catalog` if one is given, and stops it after the tests.
 * With `demo`, the company is the one in the program, with the git server that it brings; `config` comes on top. `data` is
 * the data folder, if it is to be used again. Returns its address once every source has been read, and a way to kill it.
 */
export async function serve(t, { config, catalog, demo = false, data } = {}) {
  data ??= await folder(t);
  const named = config || !demo ? ["--config", config ?? path.join(DEMO, "portico.yaml")] : [];
  const source = catalog ? ["--catalog", catalog] : [...(demo ? ["--demo"] : []), ...named];
  // From the data folder when a catalog is given: there is no portico.yaml that would be read by itself.
  const cwd = catalog || demo ? data : ROOT;
  const child = spawn(program(), ["serve", ...source, "--data", data, "--listen", "127.0.0.1:0", ...site()], {
    cwd,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, PORTICO_LOG: "info", NO_COLOR: "1" },
  });
  const log = collect(child);
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  afterwards(t, async () => {
    await stop(child);
    process.off("exit", kill);
    const alarming = log.text.slice(log.start).split("\n").filter((line) => / ERROR |panicked at/.test(line));
    assert.deepEqual(alarming, [], "the server logged errors");
  });
  const address = await listening(child, log);
  await eventually(async () => {
    const answer = await fetch(`${address}/.backstage/health/v1/readiness`);
    assert.equal(answer.status, 200, await answer.text());
  }, START_MS);
  // Not being ready yet is logged as an error, and is none.
  log.start = log.text.length;
  return { address, log, kill: () => killed(child) };
}

/** Ends it as a power cut would, and waits until it is gone. */
async function killed(child) {
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGKILL");
  await ended;
}

function program() {
  return path.resolve(ROOT, process.env.PORTICO_BIN || "target/debug/portico");
}

/** A release program carries the site; one from the working tree reads it from the folder that Trunk wrote. */
function site() {
  return process.env.PORTICO_BIN ? [] : ["--site", path.join(ROOT, "dist")];
}

function collect(child) {
  const log = { text: "", start: 0 };
  child.stderr.setEncoding("utf8");
  child.stderr.on("data", (text) => (log.text += text));
  return log;
}

async function listening(child, log) {
  const ended = new Promise((_, fail) => {
    child.once("error", fail);
    child.once("exit", (code) => fail(new Error(`portico ended with ${code}:\n${log.text}`)));
  });
  // It ends some time after the tests, and then nobody waits for this any more.
  ended.catch(() => {});
  const found = eventually(() => {
    const line = /listening on (http:\/\/\S+)\n/.exec(log.text);
    assert.ok(line, `portico does not listen:\n${log.text}`);
    return line[1];
  }, START_MS);
  return Promise.race([found, ended]);
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  const limit = deadline(STOP_MS, "portico stops");
  try {
    await Promise.race([ended, limit.over]);
  } catch (error) {
    child.kill("SIGKILL");
    await ended;
    throw error;
  } finally {
    limit.clear();
  }
}
