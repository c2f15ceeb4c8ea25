// npm run size: what the package weighs, file by file and as a page loads it, against the budget in pkg/size.json. Also a suite
// of npm test, so that nothing grows unseen. `npm run size -- --keep` writes today's sizes as the budget, with a little room.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { top } from "./run.mjs";

const dist = join(top, "pkg/dist");
const budgetFile = join(top, "pkg/size.json");

/** Raw, gzip and brotli sizes of every file a page can load. */
export async function sizes() {
  const files = await readdir(dist, { recursive: true }).catch(() => {
    throw new Error("pkg/dist is not there: run npm run build first");
  });
  const names = files.filter((name) => /\.(js|wasm)$/.test(name)).sort();
  const measured = names.map(async (name) => {
    const bytes = await readFile(join(dist, name));
    const brotli = brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    });
    return [name, { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli.length }];
  });
  return Object.fromEntries(await Promise.all(measured));
}

/** Compares the sizes with the budget; says what it found, in the words that npm test counts. */
export async function checkSizes() {
  const budget = JSON.parse(await readFile(budgetFile, "utf8"));
  const found = await sizes();
  const lines = [];
  let failed = 0;
  for (const name of new Set([...Object.keys(found), ...Object.keys(budget)])) {
    const size = found[name];
    const most = budget[name];
    const problem = !size
      ? "is not built"
      : most === undefined
        ? "has no budget in pkg/size.json"
        : size.brotli > most
          ? `is over its budget of ${most}`
          : undefined;
    if (problem) failed++;
    const figures = size ? `${size.raw} raw, ${size.gzip} gzip, ${size.brotli} brotli` : "";
    lines.push(`${problem ? "FAILED" : "ok    "}  ${name}: ${figures}${problem ? ` ${problem}` : ` (budget ${most})`}`);
  }
  lines.push(`test result: x. ${lines.length - failed} passed; ${failed} failed`);
  const output = lines.join("\n");
  if (failed) throw Object.assign(new Error(output), { output });
  return output;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv.includes("--keep")) {
    const kept = Object.entries(await sizes()).map(([name, { brotli }]) => [
      name,
      Math.ceil((brotli * 1.01) / 50) * 50,
    ]);
    await writeFile(budgetFile, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
  }
  try {
    console.log((await checkSizes()).replace(/\n.*$/, ""));
  } catch (error) {
    console.log(error.message);
    process.exitCode = 1;
  }
}
