// npm run bench: the figures of the README and of COMPARE.md, measured on this machine in every browser there is and in Node,
// against what people would use instead. `npm run bench -- chromium` or `-- first-figure` measures a part and writes nothing;
// `-- first-figure --keep` writes what it measured; a number says how many rounds of visits there are.

import { readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { firstFigure } from "../benches/first-figure/measure.mjs";
import { publish, report } from "../benches/report.mjs";
import { throughput } from "../benches/throughput/measure.mjs";
import { buildPackage } from "./build.mjs";
import { top } from "./run.mjs";
import { sizes } from "./size.mjs";

const PARTS = { throughput, "first-figure": firstFigure };
const ENGINES = {
  throughput: ["chromium", "firefox", "webkit", "node"],
  "first-figure": ["chromium", "firefox", "webkit"],
};

const only = process.argv.slice(2);
const rounds = only.map(Number).find((count) => count > 0);
/** Everything was measured, or what was is to take the place of older figures. */
const isKept = only.length === 0 || only.includes("--keep");
const file = join(top, "benches/results.json");
const wanted = (name, among) => !among.some((other) => only.includes(other)) || only.includes(name);

await buildPackage();
const results = {};
const date = new Date().toISOString().slice(0, 10);
const machine = `${cpus()[0].model}, ${cpus().length} cores`;
for (const [part, measure] of Object.entries(PARTS)) {
  if (!wanted(part, Object.keys(PARTS))) continue;
  results[part] = { date, machine, engines: {} };
  for (const engine of ENGINES[part]) {
    if (!wanted(engine, ENGINES.throughput)) continue;
    console.log(`measuring ${part} in ${engine} …`);
    const result = await measure(engine, rounds);
    if (result) {
      results[part].engines[engine] = result;
      console.log(report(part, result));
    } else console.log(`${engine} is NOT MEASURED: it is not installed`);
  }
}

if (isKept) {
  const round = (_, value) =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(3)) : value;
  const older = JSON.parse(await readFile(file, "utf8"));
  await writeFile(file, `${JSON.stringify({ ...older, ...results }, round, 1)}\n`);
  // The older ones stand in the documents already, from figures that were not yet rounded.
  await publish(results, await sizes());
  console.log("written: benches/results.json, the charts, the figures of README.md and COMPARE.md");
}
process.exit();
