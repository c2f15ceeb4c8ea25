// The tarball in an app that each of the bundlers builds, loaded in Chromium: one WebAssembly file, compiled while it loads, and
// the right answer. What PLATFORM.md says a bundler needs is taken from there; the others get nothing.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { after, describe, test } from "node:test";
import { promisify } from "node:util";
import { createServer } from "vite";
import { env } from "../../scripts/run.mjs";
import { launch, openPage } from "../page/browser.mjs";
import { consumers, missing } from "./consumers/installed.mjs";
import { documented } from "./documented.mjs";
import { pack, project, top } from "./pack.mjs";
import { serve } from "./serve.mjs";

const here = join(top, "tests/package/consumers");
const fixture = join(top, "tests/fixtures/docs-user-all-cycles.json");
const ANSWER = { streamed: 1, active: ["PERIOD_G_53235_3", "Cycle_5", "PERIOD_G_53236_2"] };

const browser = await launch();
const noBrowser = browser ? false : "NOT TESTED: Chromium is not installed";
const packed = await pack();
const apps = [];
const servers = [];

after(async () => {
  await browser?.close();
  for (const server of servers) server.close();
  for (const { remove } of apps) await remove();
  await packed.remove();
});

/** An app beside the bundlers, so that it finds them as if they were its own. */
async function app({ sources = "app", files = {} } = {}) {
  const made = await project(packed.tarball, files, join(here, ".app-"));
  apps.push(made);
  await cp(join(here, sources), made.folder, { recursive: true });
  return made.folder;
}

/** Runs a command of an app, as `npm run` would. */
async function command(folder, [program, ...args]) {
  const PATH = [join(consumers, ".bin"), env.PATH].join(delimiter);
  await promisify(execFile)(program, args, {
    cwd: folder,
    env: { ...env, PATH, NEXT_TELEMETRY_DISABLED: "1" },
    timeout: 240_000,
  }).catch((error) => {
    throw new Error(`${error.message}\n${error.stdout}`);
  });
}

/** Serves a folder and a response; remembers which WebAssembly files were asked for. */
async function serveApp(folder) {
  const modules = new Set();
  const server = await serve(async (path) => {
    if (path.endsWith(".wasm")) modules.add(path);
    return { body: await readFile(path === "/response.json" ? fixture : join(folder, path)) };
  });
  servers.push(server);
  return { url: server.origin, modules };
}

/** Opens the app and checks what it says, once for each of those who ask in it. */
async function loads(server, answers = 1) {
  const { page, complaints } = await openPage(browser, server.url);
  await page.waitForFunction(() => /^\[|Error/.test(document.title));
  const title = await page.title();
  assert.deepEqual(complaints, []);
  assert.deepEqual(JSON.parse(title), Array(answers).fill(ANSWER), title);
  assert.equal(server.modules.size, 1, [...server.modules].join());
  await page.close();
}

async function wasmFiles(folder) {
  return (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".wasm"));
}

// `workers`: it bundles a worker of the app as well, which must share the page's file. `ours`: this project builds with it itself.
const BUNDLERS = {
  Vite: { run: ["vite", "build"], workers: true, ours: true },
  webpack: { run: ["node", "../webpack.mjs", "webpack"], workers: true },
  Rspack: { run: ["node", "../webpack.mjs", "@rspack/core"], workers: true },
  Parcel: { run: ["parcel", "build", "index.html", "--no-cache"], workers: true, needs: ["package.json"] },
  Rollup: { run: ["rollup", "--config", "rollup.config.mjs"], needs: ["rollup.config.mjs"] },
  esbuild: { run: ["node", "build.mjs"], needs: ["build.mjs"], ours: true },
};

describe("built by", { skip: noBrowser }, () => {
  for (const [name, { run, workers, ours, needs = [] }] of Object.entries(BUNDLERS)) {
    test(name, { skip: !ours && missing }, async () => {
      const folder = await app({ files: Object.fromEntries(needs.map((file) => [file, documented(file)])) });
      if (workers) await rename(join(folder, "with-worker.js"), join(folder, "main.js"));
      await command(folder, run);
      const dist = join(folder, "dist");
      const built = await wasmFiles(dist);
      assert.equal(built.length, 1, built.join());
      // Those that build scripts alone leave the page to its author.
      if (!(await readdir(dist)).includes("index.html")) await cp(join(folder, "index.html"), join(dist, "index.html"));
      await loads(await serveApp(dist), workers ? 2 : 1);
    });
  }

  test("Next.js, on the server and in the browser", { skip: missing }, async () => {
    const folder = await app({ sources: "next", files: { "next.config.mjs": documented("next.config.mjs") } });
    await cp(join(here, "app/answer.js"), join(folder, "app/answer.js"));
    await cp(fixture, join(folder, "response.json"));
    await command(folder, ["next", "build"]);
    const out = join(folder, "out");
    assert.equal((await wasmFiles(out)).length, 1);
    assert.match(await readFile(join(out, "index.html"), "utf8"), new RegExp(`id="rendered">${ANSWER.active}<`));
    await loads(await serveApp(out));
  });
});

test("in Vite's development server", { skip: noBrowser }, async () => {
  const folder = await app();
  await rename(join(folder, "with-worker.js"), join(folder, "main.js"));
  await cp(fixture, join(folder, "public/response.json"));
  const modules = new Set();
  const watcher = {
    name: "watch",
    configureServer({ middlewares }) {
      middlewares.use(({ url }, _response, next) => {
        if (url.includes(".wasm")) modules.add(url);
        next();
      });
    },
  };
  const vite = await createServer({
    root: folder,
    logLevel: "silent",
    server: { host: "127.0.0.1" },
    plugins: [watcher],
  });
  try {
    await vite.listen(0);
    await loads({ url: vite.resolvedUrls.local[0], modules }, 2);
  } finally {
    await vite.close();
  }
});

describe("without a bundler", { skip: noBrowser }, () => {
  for (const [name, script, answers] of [
    ["a page", "main.js", 1],
    ["a worker", "with-worker.js", 2],
    ["a service worker", "with-service-worker.js", 1],
  ]) {
    test(name, async () => {
      const folder = await app();
      for (const [file, from, to] of [
        ["answer.js", '"milestreak"', '"./node_modules/milestreak/dist/index.js"'],
        ["index.html", "main.js", script],
      ]) {
        await writeFile(join(folder, file), (await readFile(join(folder, file), "utf8")).replace(from, to));
      }
      await loads(await serveApp(folder), answers);
    });
  }

  test("a server that renders", { skip: missing }, async () => {
    const folder = await app();
    await cp(fixture, join(folder, "response.json"));
    await cp(join(here, "render.mjs"), join(folder, "render.mjs"));
    const { stdout } = await promisify(execFile)(process.execPath, ["render.mjs"], { cwd: folder });
    assert.equal(stdout.trim(), '<progress max="100" value="0" aria-label="PERIOD_G_53235_3"></progress>');
  });
});
