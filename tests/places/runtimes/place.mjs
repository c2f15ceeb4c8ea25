import assert from "node:assert/strict";
import { build } from "esbuild";

const bun = "@oven/bun-linux-x64/bin/bun";
const deno = "@deno/linux-x64-glibc/deno";
const first = (output) =>
  output
    .trim()
    .split("\n")
    .find((line) => /^(ok|failed) /.test(line)) ?? output;

/** A worker as wrangler and the Vercel CLI build it: conditions of the runtime, the module handed over beside it. */
async function bundle(at, entry, conditions, more = {}) {
  const { outputFiles } = await build({
    entryPoints: [at.path(entry)],
    absWorkingDir: at.folder,
    bundle: true,
    format: "esm",
    conditions,
    write: false,
    ...more,
  });
  return outputFiles[0].text;
}

/** Answers with what a worker in workerd says. */
async function workerd(at, script, modules = []) {
  const { createRequire } = await import("node:module");
  const { Miniflare } = createRequire(at.path("package.json"))("miniflare");
  const worker = new Miniflare({
    modules: [{ type: "ESModule", path: "worker.js", contents: script }, ...modules],
    compatibilityDate: "2026-04-01",
  });
  try {
    return await (await worker.dispatchFetch("http://localhost/")).text();
  } finally {
    await worker.dispose();
  }
}

export default [
  {
    place: "Bun",
    version: "bun",
    ran: "`bun run`, `bun test`",
    async run(at) {
      assert.equal(first(await at.run(bun, ["run", "server.mjs"])), "ok 40");
      assert.match(await at.run(bun, ["test", "./example.test.mjs"]), / 1 pass\n\s+0 fail/);
    },
  },
  {
    place: "Bun",
    version: "bun",
    ran: "`bun build` for a page, with and without the file; the development server, with and without `milestreak/inline`",
    says: "without: HTML came from …, an address of the disk …",
    async run(at) {
      await at.remove("out");
      await at.run(bun, ["build", "page.html", "--outdir", "out"]);
      const page = (await at.run("ls", ["out"])).includes("page.html");
      assert.ok(page);
      await at.run("cp", ["out/page.html", "out/index.html"]);
      const without = await at.titleOf(await at.serve("out", { fallback: true }), { mayComplain: true });
      assert.match(without, /HTML came from/);
      await at.run("cp", ["node_modules/milestreak/dist/milestreak.wasm", "out/"]);
      assert.equal(await at.titleOf(await at.serve("out")), "ok 40 ready");
      await at.close();
      const serve = (page) => at.start(bun, [`./${page}`, "--port=0"]);
      const served = await at.titleOf(await serve("page.html"), { mayComplain: true });
      assert.match(served, /an address of the disk: .*milestreak\/inline/);
      await at.close();
      assert.equal(await at.titleOf(await serve("inline.html")), "ok 40 ready");
    },
  },
  {
    place: "Bun",
    version: "bun",
    ran: "`bun build --compile`, and with `milestreak/inline`",
    says: "without it: there is no file …",
    async run(at) {
      await at.run(bun, ["build", "--compile", "server.mjs", "--outfile", "bundled"]);
      assert.match(
        first(await at.run(at.path("bundled"), [])),
        /^failed MilestreakError not-initialized: .*(no file|could not be read).*milestreak\/inline/,
      );
      await at.run(bun, ["build", "--compile", "inline.mjs", "--outfile", "bundled"]);
      assert.equal(first(await at.run(at.path("bundled"), [])), "ok 40");
      await at.remove("bundled");
    },
  },
  {
    place: "Deno",
    version: "deno",
    ran: "`deno run`, `deno test`, without permission, `milestreak/inline`",
    says: "without permission: run Deno with --allow-read",
    async run(at) {
      const allowed = ["--allow-read", "--allow-net", "--node-modules-dir=manual", "--no-lock"];
      assert.equal(first(await at.run(deno, ["run", ...allowed, "server.mjs"])), "ok 40");
      assert.match(await at.run(deno, ["test", "--no-check", ...allowed, "example.test.mjs"]), /1 passed \| 0 failed/);
      const denied = ["--no-prompt", "--allow-net", "--node-modules-dir=manual", "--no-lock"];
      assert.match(first(await at.run(deno, ["run", ...denied, "server.mjs"])), /not-initialized: .*--allow-read/);
      assert.equal(first(await at.run(deno, ["run", ...denied, "inline.mjs"])), "ok 40");
    },
  },
  {
    place: "Cloudflare Workers (workerd)",
    version: "workerd",
    ran: "a worker bundled with the condition `workerd`; started from bytes",
    says: "from bytes: pass init({ module })",
    async run(at) {
      const wasm = {
        name: "modules",
        setup: ({ onResolve }) =>
          onResolve({ filter: /\.wasm\?module$/ }, () => ({ path: "./milestreak.wasm", external: true })),
      };
      const script = await bundle(at, "worker.js", ["workerd", "worker", "browser"], { plugins: [wasm] });
      const { readFile } = await import("node:fs/promises");
      const contents = await readFile(at.path("node_modules/milestreak/dist/milestreak.wasm"));
      assert.equal(await workerd(at, script, [{ type: "CompiledWasm", path: "milestreak.wasm", contents }]), "ok 40");
      await at.write("bytes.js", (await at.read("worker.js")).replace('"milestreak"', '"milestreak/inline"'));
      const bytes = await bundle(at, "bytes.js", ["workerd", "worker", "browser"], { plugins: [wasm] });
      assert.match(
        await workerd(at, bytes, [{ type: "CompiledWasm", path: "milestreak.wasm", contents }]),
        /not-initialized: .*pass init\(\{ module \}\)/,
      );
    },
  },
  {
    place: "Edge functions (Vercel's edge-runtime)",
    version: "@edge-runtime/vm",
    ran: "a function bundled with the condition `edge-light`",
    async run(at) {
      const { createRequire } = await import("node:module");
      const { EdgeVM } = createRequire(at.path("package.json"))("@edge-runtime/vm");
      const { readFile } = await import("node:fs/promises");
      // Vercel's build hands modules over as variables of the script.
      const wasm = {
        name: "modules",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /\.wasm\?module$/ }, () => ({ path: "milestreak", namespace: "compiled" }));
          onLoad({ filter: /.*/, namespace: "compiled" }, () => ({
            contents: "export default globalThis.wasm_milestreak;",
          }));
        },
      };
      const script = await bundle(at, "worker.js", ["edge-light"], {
        format: "iife",
        globalName: "worker",
        plugins: [wasm],
      });
      const vm = new EdgeVM();
      vm.context.wasm_milestreak = await WebAssembly.compile(
        await readFile(at.path("node_modules/milestreak/dist/milestreak.wasm")),
      );
      vm.evaluate(script);
      assert.equal(await vm.evaluate("worker.default.fetch().then((response) => response.text())"), "ok 40");
    },
  },
];
