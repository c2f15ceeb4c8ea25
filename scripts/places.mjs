// npm run places: the tarball where people put it — frameworks, bundlers, runtimes and test runners in the versions that are in
// use, each with a lock file of its own in tests/places. Too much for every npm test: it downloads two gigabytes once. What came
// of it is written to tests/places/results.json and shown in PLATFORM.md. `npm run places -- vite jest` runs only some.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { install, Workbench } from "../tests/places/harness.mjs";
import { pack } from "../tests/package/pack.mjs";
import { buildPackage } from "./build.mjs";
import { top } from "./run.mjs";

const file = join(top, "tests/places/results.json");
const only = process.argv.slice(2).filter((name) => !name.startsWith("--"));

const folders = (await readdir(join(top, "tests/places"), { withFileTypes: true }))
  .filter((entry) => entry.isDirectory() && entry.name !== "common")
  .map(({ name }) => name)
  .filter((name) => only.length === 0 || only.includes(name));

if (!process.argv.includes("--built")) await buildPackage();
const packed = await pack();
const results = JSON.parse(await readFile(file, "utf8").catch(() => "{}"));
let [passed, failed] = [0, 0];

for (const folder of folders) {
  console.log(`── ${folder}`);
  const rows = [];
  const { default: runs } = await import(`../tests/places/${folder}/place.mjs`);
  let path;
  try {
    path = await install(folder, packed.tarball);
  } catch (error) {
    console.log(`NOT TESTED: ${folder} could not be installed: ${error.message.slice(0, 500)}`);
    failed += runs.length;
    continue;
  }
  for (const { place, version, ran, says = "", run } of runs) {
    const at = new Workbench(path);
    const installed = await at.version(version);
    const started = Date.now();
    let result = "works";
    try {
      await run(at);
      passed++;
    } catch (error) {
      failed++;
      result = "fails";
      console.log(error.stack);
    }
    await at.close();
    console.log(
      `${result === "works" ? "ok    " : "FAILED"}  ${place} ${installed}: ${ran} (${((Date.now() - started) / 1000).toFixed(0)} s)`,
    );
    rows.push({ place, version: installed, ran, result, says });
  }
  results[folder] = { date: new Date().toISOString().slice(0, 10), node: process.version, rows };
}
await packed.remove();
await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
await writeTable(results);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;

/** The table of PLATFORM.md. */
async function writeTable(results) {
  const path = join(top, "PLATFORM.md");
  const rows = Object.values(results).flatMap(({ date, rows }) => rows.map((row) => ({ ...row, date })));
  rows.sort(
    (a, b) => a.place.localeCompare(b.place, "en") || a.version.localeCompare(b.version, "en", { numeric: true }),
  );
  const table = [
    "| place | version | what was run | result | on |",
    "|---|---|---|---|---|",
    ...rows.map(
      ({ place, version, ran, result, says, date }) =>
        `| ${place} | ${version} | ${ran} | ${result}${says && `; ${says}`} | ${date} |`,
    ),
  ].join("\n");
  const text = await readFile(path, "utf8");
  await writeFile(
    path,
    text.replace(/(<!-- places -->\n)[\s\S]*?(<!-- \/places -->)/, (_, start, end) => `${start}${table}\n${end}`),
  );
}
