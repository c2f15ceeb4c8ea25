// npm test: set-up if needed, then every test there is: formats and lints, natively, in browsers, through the tarball, on
// the page. One line for each suite, and a last line that counts them all. `npm test -- native page` runs only some.

import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { browsers } from "./browsers.mjs";
import { DOCS } from "./docs.mjs";
import { env, run, top } from "./run.mjs";
import { setUp } from "./setup.mjs";

const only = process.argv.slice(2);
const wanted = (suite) => only.length === 0 || only.some((name) => suite.startsWith(name));

const totals = { passed: 0, failed: 0, suites: [], missing: [] };

/** Runs a suite; `work` gives what it printed, or throws an error that has it. `count` reads the figures in it. */
async function suite(name, work, count) {
  if (!wanted(name)) return;
  const started = Date.now();
  console.log(`\n── ${name}`);
  let output = "";
  let error;
  try {
    output = await work();
  } catch (caught) {
    error = caught;
    output = caught.output ?? "";
  }
  let { passed, failed } = count(output);
  // A suite that broke off counts as a failure even when no test of it did.
  if (error && failed === 0) failed = 1;
  if (!error && passed + failed === 0) [failed, error] = [1, new Error("it ran no test")];
  if (error) console.log(error.message);
  totals.passed += passed;
  totals.failed += failed;
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  totals.suites.push(`${failed ? "FAILED" : "ok    "}  ${name}: ${passed} passed, ${failed} failed (${seconds} s)`);
}

const sum = (output, pattern) => {
  const found = [...output.matchAll(pattern)];
  return {
    passed: found.reduce((all, [, passed]) => all + Number(passed), 0),
    failed: found.reduce((all, [, , failed]) => all + Number(failed), 0),
  };
};
const countRust = (output) => sum(output, /test result: \w+\. (\d+) passed; (\d+) failed/g);
const countNode = (output) => sum(output, /^# pass (\d+)\n# fail (\d+)/gm);

/** A few commands, each a test of its own. */
const commands =
  (...list) =>
  async () => {
    let output = "";
    let failed = 0;
    for (const [command, ...args] of list) {
      try {
        await run(command, args, { quiet: true });
        console.log(`ok      ${command} ${args.join(" ")}`);
      } catch (error) {
        failed++;
        console.log(`FAILED  ${error.message}`);
      }
    }
    output += `test result: x. ${list.length - failed} passed; ${failed} failed`;
    if (failed) throw Object.assign(new Error("see above"), { output });
    return output;
  };

/** The test files of a folder. What they print comes at once at the end, so that two suites can run side by side. */
const node = (folder, origin) => async () => {
  // Named one by one: what a folder means to Node differs between its versions.
  const files = (await readdir(join(top, "tests", folder)))
    .filter((name) => name.endsWith(".test.mjs"))
    .map((name) => `tests/${folder}/${name}`);
  const output = await run(process.execPath, ["--test", "--test-reporter=tap", "--test-concurrency=1", ...files], {
    env: { ...env, MILESTREAK_ORIGIN: origin },
    quiet: true,
  });
  console.log(output);
  return output;
};

await setUp({ forTests: true });

// The package is built meanwhile, with a target folder of its own.
const { buildPackage } = await import("./build.mjs");
const built = buildPackage();
// It is heard of where it is waited for.
built.catch(() => undefined);

await suite(
  "lints",
  commands(
    ["cargo", "fmt", "--check"],
    ["biome", "check"],
    ["cargo", "clippy", "--quiet", "--all-targets", "--all-features", "--", "-D", "warnings"],
    [
      "cargo",
      "clippy",
      "--quiet",
      "--all-targets",
      "--all-features",
      "--target",
      "wasm32-unknown-unknown",
      "--",
      "-D",
      "warnings",
    ],
  ),
  countRust,
);
await suite("native", () => run("cargo", ["test", "--quiet", "--all-features", "--no-fail-fast"], {}), countRust);

await built;
const { checkSizes } = await import("./size.mjs");
const { missing } = await import("../tests/package/consumers/installed.mjs");
await suite(
  "size",
  async () => {
    const report = await checkSizes();
    console.log(report);
    return report;
  },
  countRust,
);
await suite("docs", commands(...DOCS), countRust);
const { serve } = await import("../www/server/server.mjs");
const { origin, close } = await serve();

const found = browsers();
await writeFile(
  join(top, "webdriver.json"),
  JSON.stringify({
    "goog:chromeOptions": { binary: found.chromium.binary, args: found.chromium.arguments },
    "moz:firefoxOptions": { binary: found.firefox.binary, args: found.firefox.arguments },
  }),
);

/** The Rust tests in the browsers that wasm-pack drives. */
async function wasmPack() {
  for (const [browser, flag, driver] of [
    ["chromium", "--chrome", "--chromedriver"],
    ["firefox", "--firefox", "--geckodriver"],
  ]) {
    const { name, binary, driver: path, help } = found[browser];
    if (!binary || !path) {
      if (wanted(`wasm-pack ${browser}`)) totals.missing.push(`${name} is NOT TESTED: ${help}`);
      continue;
    }
    const forTests = { ...env, MILESTREAK_ORIGIN: origin, WASM_BINDGEN_TEST_TIMEOUT: "300" };
    const args = ["test", "--headless", flag, driver, path];
    await suite(`wasm-pack ${browser}`, () => run("wasm-pack", args, { env: forTests }), countRust);
  }
}

// Side by side: they wait for browsers and bundlers more than they compute, and the page's take as long as all others.
await Promise.all([
  suite("page", node("page", origin), countNode),
  suite("package", node("package", origin), countNode).then(wasmPack),
]);
if (wanted("package") && missing) totals.missing.push(missing);
if (wanted("page") && !(found.webkit.binary && found.webkit.driver))
  totals.missing.push(`WebKit is NOT TESTED: ${found.webkit.help}`);
close();

console.log(`\n${[...totals.suites, ...totals.missing].join("\n")}\n`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed ? 1 : 0;
