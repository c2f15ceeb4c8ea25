// Builds the npm package into pkg/dist: bindings from the Rust types, the WebAssembly module, and what javascript.mjs makes.

import { build } from "esbuild";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildJavaScript } from "./javascript.mjs";
import { env, run, top } from "./run.mjs";
import { shortenNames } from "./shorten.mjs";

// What makes the module a third smaller than `--release` alone, at the same speed. The standard library is compiled with it;
// a panic (none can be reached from input) traps without composing a message that nobody would read; loops are not unrolled
// or vectorized (what gains from SIMD says so itself), only small functions are inlined, and no code is written twice to save a
// branch or a load. Some of these options Rust has not
// stabilised: with the compiler pinned by rust-toolchain.toml they mean the same until that file changes.
const UNSTABLE = { RUSTC_BOOTSTRAP: "1" };
const LLVM = [
  "unroll-threshold=20",
  "inline-threshold=40",
  "enable-load-pre=0",
  "enable-pre=0",
  "rotation-max-header-size=0",
  "simplifycfg-sink-common=0",
];
const RUSTFLAGS = [
  ...["-Zunstable-options", "-Cpanic=immediate-abort", "-Cno-vectorize-loops", "-Cno-vectorize-slp"],
  ...LLVM.map((option) => `-Cllvm-args=-${option}`),
];
const SMALL = [
  ...["-Z", "build-std=std,panic_abort", "-Z", "build-std-features=optimize_for_size"],
  ...["--config", `target.wasm32-unknown-unknown.rustflags=${JSON.stringify(RUSTFLAGS)}`],
];

const at = (...parts) => join(top, "pkg", ...parts);

export async function buildPackage({ quiet = true } = {}) {
  const started = Date.now();
  await rm(at("dist"), { recursive: true, force: true });
  await mkdir(at("dist"), { recursive: true });
  await run("cargo", ["run", "--quiet", "--example", "bindings", "--", at("generated")], { quiet });
  const out = ["--no-pack", "--out-dir", at("wasm"), "--out-name", "milestreak"];
  // A target folder of its own: with another standard library nothing of the tests' can be used again.
  const own = { ...env, ...UNSTABLE, CARGO_TARGET_DIR: join(top, "target/package") };
  await run(
    "wasm-pack",
    ["build", ".", "--release", "--target", "bundler", ...out, "--", "--features", "npm", ...SMALL],
    {
      quiet,
      env: own,
    },
  );
  const generated = [
    await readFile(at("wasm/milestreak_bg.wasm")),
    await readFile(at("wasm/milestreak_bg.js"), "utf8"),
  ];
  const { bytes, bindings } = shortenNames(...generated);
  await writeFile(at("dist/milestreak.wasm"), bytes);
  await writeInstantiate(bindings);
  for (const licence of ["LICENSE-APACHE", "LICENSE-MIT"]) await copyFile(join(top, licence), at(licence));
  await buildJavaScript({ quiet });
  console.log(`built pkg/dist in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/**
 * Makes a function of the bindings that wasm-bindgen generates. They keep their instance in variables of their module, of which
 * there is one for good; each call of the function makes others. So an instance that broke down can be replaced, and what is
 * left of it (callbacks of promises and timers) cannot reach the new one. It is given what an environment may lack.
 */
async function writeInstantiate(bindings) {
  await build({
    stdin: { contents: bindings, resolveDir: at("wasm") },
    outfile: at("wasm/instantiate.js"),
    bundle: true,
    format: "iife",
    globalName: "bindings",
    // Futures are run by queueMicrotask, which fake clocks of test runners replace (Jest's do): nothing would ever come.
    banner: {
      js: `export default function instantiate(TextDecoder, TextEncoder) {
const queueMicrotask = (run) => void Promise.resolve().then(run);`,
    },
    footer: { js: "return bindings;\n}" },
  });
  const encoding = "decoder: typeof TextDecoder, encoder: typeof TextEncoder";
  const start = "{ __wbg_set_wasm(exports: WebAssembly.Exports): void }";
  await writeFile(
    at("wasm/instantiate.d.ts"),
    `export default function instantiate(${encoding}): typeof import("./milestreak.js") & ${start};\n`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await buildPackage({ quiet: false });
