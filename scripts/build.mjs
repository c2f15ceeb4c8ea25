// Builds the npm package into pkg/dist: bindings from the Rust types, the WebAssembly module, the JavaScript entries
// and their declarations.

import { build } from "esbuild";
import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { env, run, top } from "./run.mjs";

// The standard library is compiled with the module, for size, and a panic (none can be reached from input) traps without
// composing a message that nobody would read. Both are options that Rust has not stabilised: with the compiler pinned by
// rust-toolchain.toml they mean the same until that file changes. A tenth of the module is saved.
const UNSTABLE = { RUSTC_BOOTSTRAP: "1" };
const SMALL_STD = [
  ...["-Z", "build-std=std,panic_abort", "-Z", "build-std-features=optimize_for_size"],
  ...["--config", 'target.wasm32-unknown-unknown.rustflags=["-Zunstable-options", "-Cpanic=immediate-abort"]'],
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
  await run("wasm-pack", ["build", ".", "--release", "--target", "web", ...out, "--", ...SMALL_STD], { quiet, env: own });
  await copyFile(at("wasm/milestreak_bg.wasm"), at("dist/milestreak.wasm"));
  for (const licence of ["LICENSE-APACHE", "LICENSE-MIT"]) await copyFile(join(top, licence), at(licence));
  await run("tsc", ["-p", "tsconfig.json"], { quiet });
  const options = { format: "esm", target: "es2022", minify: true, legalComments: "none", logLevel: "warning" };
  await build({ ...options, entryPoints: [at("src/slim.ts")], outfile: at("dist/slim.js"), bundle: true });
  await build({ ...options, entryPoints: ["index", "node"].map((name) => at(`src/${name}.ts`)), outdir: at("dist") });
  console.log(`built pkg/dist in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await buildPackage({ quiet: false });
