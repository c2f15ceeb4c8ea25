// Every way in which init() can fail where people bundle and serve the package, and what the error says to do about it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { pack, project } from "./pack.mjs";
import { serve } from "./serve.mjs";

const GOOD = '{ "data": { "userId": 7, "targetGroups": [] } }';
const packed = await pack();
const installed = await project(packed.tarball);
const dist = join(installed.folder, "node_modules/milestreak/dist");
const wasm = await readFile(join(dist, "milestreak.wasm"));

const type = (name) => ({ headers: { "content-type": name } });
const server = await serve((path) => {
  const files = {
    "/spa.wasm": { body: "<!doctype html><title>app</title>", ...type("text/html; charset=utf-8") },
    "/page.wasm": { body: "\n <html>", ...type("application/octet-stream") },
    "/gzip.wasm": { body: Buffer.from([0x1f, 0x8b, 8, 0]), ...type("application/octet-stream") },
    "/empty.wasm": { body: "", ...type("application/octet-stream") },
    "/text.wasm": { body: "version https://git-lfs", ...type("text/plain") },
    "/cut.wasm": { body: wasm.subarray(0, 999) },
    "/plain.wasm": { body: wasm, ...type("application/octet-stream") },
    "/good.wasm": { body: wasm },
  };
  return files[path];
});

after(async () => {
  server.close();
  await installed.remove();
  await packed.remove();
});

let copies = 0;
/** A copy of an entry that nothing has started yet. */
const fresh = (entry = "slim") => import(`${pathToFileURL(join(dist, `${entry}.js`))}?copy=${copies++}`);

/** The error of a start, which must be one of the package and leave a later start its chance. */
async function errorOf(options) {
  const ms = await fresh();
  const error = await ms.init(options).then(
    () => assert.fail("it started"),
    (error) => error,
  );
  assert.ok(ms.isMilestreakError(error), error);
  await ms.init({ bytes: wasm });
  assert.equal(ms.parse(GOOD).userId, 7);
  return error;
}

describe("what a server sends in place of the module", () => {
  for (const [path, code, says] of [
    [
      "/spa.wasm",
      "not-initialized",
      /HTML came from http:.*\/spa\.wasm.*optimizeDeps: \{ exclude: \["milestreak"\] \}/,
    ],
    ["/page.wasm", "not-initialized", /HTML came from .*copy milestreak\/milestreak\.wasm there/],
    ["/gzip.wasm", "not-initialized", /still compressed.*Content-Encoding: gzip/],
    ["/empty.wasm", "not-initialized", /is empty/],
    ["/text.wasm", "not-initialized", /is not WebAssembly/],
    ["/cut.wasm", "not-initialized", /could not be compiled: it is damaged/],
    ["/none.wasm", "http", /HTTP 404; copy the file there/],
  ]) {
    test(path, async () => {
      const error = await errorOf({ url: server.origin + path });
      assert.equal(error.code, code);
      assert.match(error.message, says);
    });
  }

  test("the module, also where it is not called application/wasm", async () => {
    for (const path of ["/good.wasm", "/plain.wasm"]) {
      const ms = await fresh();
      await ms.init({ url: server.origin + path });
      assert.equal(ms.parse(GOOD).userId, 7);
    }
  });
});

describe("what a caller passes in place of the module", () => {
  /** A module that wants what nobody gives. */
  const foreign = new WebAssembly.Module(
    Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 2, 7, 1, 1, 0x61, 1, 0x62, 0, 0),
  );
  for (const [name, options, code, says] of [
    ["an address that only a page knows", { url: "/assets/x.wasm" }, "network", /needs its scheme and host/],
    ["a file that is not there", { url: "file:///nowhere/x.wasm" }, "not-initialized", /there is no file .*\/x\.wasm/],
    ["an address as a module", { module: "/x.wasm" }, "invalid-option", /an address is passed as url/],
    ["exports as a module", { module: { memory: {} } }, "invalid-option", /must be a WebAssembly\.Module/],
    ["a text as bytes", { bytes: "AGFzbQ" }, "invalid-option", /must be an ArrayBuffer/],
    ["a page as bytes", { bytes: new TextEncoder().encode("<html>") }, "not-initialized", /bytes is a page of HTML/],
    ["another module", { module: foreign }, "not-initialized", /of another version/],
    ["two places", { url: "/x.wasm", bytes: wasm }, "invalid-option", /pass one of/],
  ]) {
    test(name, async () => {
      const error = await errorOf(options);
      assert.equal(error.code, code, error.message);
      assert.match(error.message, says);
    });
  }
});

describe("runtimes that are told apart by their own words", () => {
  const { instantiate } = WebAssembly;
  for (const [name, thrown, says] of [
    ["a policy", new WebAssembly.CompileError("blocked by CSP"), /'wasm-unsafe-eval' to its script-src/],
    [
      "workerd",
      new WebAssembly.CompileError("Wasm code generation disallowed by embedder"),
      /pass init\(\{ module \}\)/,
    ],
    ["no memory", new RangeError("could not allocate memory"), /not enough memory/],
  ]) {
    test(name, async (t) => {
      const ms = await fresh();
      t.mock.method(WebAssembly, "instantiate", () => Promise.reject(thrown));
      const error = await ms.init({ bytes: wasm }).catch((error) => error);
      assert.equal(error.code, "not-initialized");
      assert.match(error.message, says);
      assert.equal(error.cause, thrown);
      assert.notEqual(WebAssembly.instantiate, instantiate);
    });
  }

  test("none at all", async () => {
    const ms = await fresh();
    const whole = globalThis.WebAssembly;
    delete globalThis.WebAssembly;
    try {
      const error = await ms.init({ bytes: wasm }).catch((error) => error);
      assert.equal(error.code, "not-initialized");
      assert.match(error.message, /no WebAssembly/);
    } finally {
      globalThis.WebAssembly = whole;
    }
  });
});

test("starts without FinalizationRegistry, which some runtimes of servers lack", async () => {
  const ms = await fresh();
  const kept = globalThis.FinalizationRegistry;
  delete globalThis.FinalizationRegistry;
  try {
    await ms.init({ bytes: wasm });
    const snapshot = ms.parse(GOOD);
    assert.equal(snapshot.userId, 7);
    snapshot.free();
    assert.throws(() => snapshot.groups, /was freed/);
  } finally {
    globalThis.FinalizationRegistry = kept;
  }
});

test("the entry for pages starts in Node too, as in test runners that play a browser", async () => {
  const ms = await fresh("index");
  await ms.init();
  assert.equal(ms.parse(GOOD).userId, 7);
});

test("an address that is given while another start fails is used, by all who wait", async () => {
  const ms = await fresh();
  const starts = [ms.init({ url: `${server.origin}/none.wasm` }), ms.init({ url: `${server.origin}/good.wasm` })];
  await Promise.all(starts);
  assert.equal(ms.parse(GOOD).userId, 7);
});

test("elements in a content script, which has no registry, say so once", async (t) => {
  const warn = t.mock.method(console, "warn", () => undefined);
  globalThis.customElements = null;
  try {
    await fresh("elements");
  } finally {
    delete globalThis.customElements;
  }
  assert.equal(warn.mock.callCount(), 1);
  assert.match(warn.mock.calls[0].arguments[0], /content script/);
  await fresh("elements");
  assert.equal(warn.mock.callCount(), 1);
});

describe("bundled for Node by esbuild, without the file", () => {
  for (const [format, says] of [
    ["esm", /there is no file .*milestreak\.wasm.*external.*init\(\{ bytes \}\)/],
    ["cjs", /does not know its own address.*init\(\{ bytes \}\)/],
  ]) {
    test(format, async () => {
      const file = join(installed.folder, `bundled-${format}.${format === "cjs" ? "cjs" : "mjs"}`);
      const contents = `import { init } from "milestreak";
        init().catch((error) => console.log(JSON.stringify([error.name, error.code, error.message, Boolean(error.cause)])));`;
      await writeFile(join(installed.folder, "start.mjs"), contents);
      await build({
        entryPoints: [join(installed.folder, "start.mjs")],
        outfile: file,
        bundle: true,
        platform: "node",
        format,
        logLevel: "error",
        logOverride: { "empty-import-meta": "silent" },
      });
      const { stdout } = await promisify(execFile)(process.execPath, [file]);
      const [name, code, message, hasCause] = JSON.parse(stdout);
      assert.deepEqual([name, code, hasCause], ["MilestreakError", "not-initialized", true], message);
      assert.match(message, says);
    });
  }
});
