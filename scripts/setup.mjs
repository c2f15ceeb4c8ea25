// Makes a machine ready that has rustup, Node and npm: toolchain, WebAssembly tools, npm packages and, for tests, browsers.
// Does only what is missing, asks nothing, and says what it does.

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { browsers, find } from "./browsers.mjs";
import { run, top } from "./run.mjs";

const WASM_PACK = "0.15.1";
const RELEASE_TOOLS = { "cargo-deny": "0.20.2", "cargo-cyclonedx": "0.5.9" };

const read = (path) => readFileSync(join(top, path), "utf8");
const quietly = (command, args) => run(command, args, { quiet: true });
const works = (command, args) => quietly(command, args).catch(() => undefined);

async function step(what, howLong, work) {
  const started = Date.now();
  console.log(`set-up: ${what} (about ${howLong})`);
  await work();
  console.log(`set-up: done in ${Math.round((Date.now() - started) / 1000)} s`);
}

/** Installs a program with cargo: for everybody if nobody has it yet, beside the project if another version is there. */
async function cargoInstall(program, crate, args) {
  const root = find(program) ? ["--root", join(top, ".tools")] : [];
  await quietly("cargo", ["install", crate, ...args, ...root, "--force"]);
}

async function rust() {
  if (!(await works("rustup", ["--version"]))) {
    throw new Error("rustup is missing: install it from https://rustup.rs and run this again");
  }
  const channel = /^channel = "(.*)"$/m.exec(read("rust-toolchain.toml"))[1];
  const on = ["--toolchain", channel];
  if (!(await works("rustup", ["run", channel, "rustc", "--version"]))) {
    await step(`Rust ${channel}`, "2 minutes", () =>
      quietly("rustup", ["toolchain", "install", channel, "--profile", "minimal"]),
    );
  }
  if (!(await quietly("rustup", ["target", "list", "--installed", ...on])).includes("wasm32-unknown-unknown")) {
    await step("the WebAssembly target of Rust", "10 seconds", () =>
      quietly("rustup", ["target", "add", "wasm32-unknown-unknown", ...on]),
    );
  }
  const components = await quietly("rustup", ["component", "list", "--installed", ...on]);
  const missing = ["clippy", "rustfmt", "rust-src"].filter((name) => !components.includes(name));
  if (missing.length)
    await step(missing.join(" and "), "10 seconds", () => quietly("rustup", ["component", "add", ...missing, ...on]));
}

async function wasmTools() {
  if (!(await works("wasm-pack", ["--version"]))?.includes(WASM_PACK)) {
    await step(`wasm-pack ${WASM_PACK}`, "5 minutes", () =>
      cargoInstall("wasm-pack", "wasm-pack", ["--locked", "--version", WASM_PACK]),
    );
  }
  // The command line tool must be the very version of the crate.
  const version = /^name = "wasm-bindgen"\nversion = "(.*)"$/m.exec(read("Cargo.lock"))[1];
  if (!(await works("wasm-bindgen", ["--version"]))?.includes(version)) {
    await step(`wasm-bindgen ${version}`, "3 minutes", () =>
      cargoInstall("wasm-bindgen", "wasm-bindgen-cli", ["--version", version]),
    );
  }
}

/** Installs what a lock file says, if that has changed since. */
async function npmPackages(folder, what, howLong) {
  const installed = join(top, folder, "node_modules/.package-lock.json");
  const lock = join(top, folder, "package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  await step(what, howLong, () =>
    run("npm", ["ci", "--no-audit", "--no-fund"], { quiet: true, cwd: join(top, folder) }),
  );
}

/** Bundlers and compilers to try the package with: large, and nothing else needs them. */
async function consumers() {
  await npmPackages("tests/package/consumers", "bundlers and compilers", "a minute").catch((error) =>
    console.log(`set-up: ${error.message}`),
  );
}

async function testBrowsers() {
  const missing = () => Object.values(browsers()).filter(({ binary, driver }) => !binary || !driver);
  if (!missing().length) return;
  const root =
    process.getuid?.() === 0 ? [] : (await works("sudo", ["-n", "true"])) === undefined ? undefined : ["sudo", "-n"];
  if (find("apt-get") && root) {
    const packages = ["chromium", "chromium-driver", "firefox-esr", "webkit2gtk-driver", "xvfb", "xauth"];
    await step(`browsers from Debian: ${packages.join(" ")}`, "2 minutes", async () => {
      const apt = (...args) => {
        const [command, ...rest] = [...root, "apt-get", ...args];
        return run(command, rest, { quiet: true, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
      };
      await apt("update");
      await apt("install", "-y", "--no-install-recommends", ...packages);
    }).catch((error) => console.log(`set-up: ${error.message}`));
  }
  const { firefox } = browsers();
  if (firefox.binary && !firefox.driver) {
    await step("geckodriver", "2 minutes", () => cargoInstall("geckodriver", "geckodriver", ["--locked"])).catch(
      (error) => console.log(`set-up: ${error.message}`),
    );
  }
  for (const { name, help } of missing()) console.log(`set-up: ${name} cannot be tested on this machine; ${help}`);
}

/** What looks at dependencies before a release. */
async function releaseTools() {
  for (const [tool, version] of Object.entries(RELEASE_TOOLS)) {
    if ((await works("cargo", [tool.replace("cargo-", ""), "--version"]))?.includes(version)) continue;
    await step(`${tool} ${version}`, "5 minutes", () => cargoInstall(tool, tool, ["--locked", "--version", version]));
  }
}

/** Makes the machine ready; for tests with browsers, for a release with what checks dependencies. */
export async function setUp({ forTests, forRelease = false }) {
  const started = Date.now();
  await npmPackages(".", "npm packages", "half a minute");
  await rust();
  await wasmTools();
  if (forTests) await consumers();
  if (forTests) await testBrowsers();
  if (forRelease) await releaseTools();
  console.log(`set-up: ready after ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

// Before the commands that cannot even begin without: `node scripts/setup.mjs`, and with `tests` or `release` for those.
if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [purpose] = process.argv.slice(2);
  await setUp({ forTests: purpose !== undefined, forRelease: purpose === "release" });
}
