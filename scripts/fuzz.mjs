// npm run fuzz: throws made-up and damaged input at the readers and the rules, two minutes a target, starting from what earlier
// runs found worth keeping. `npm run fuzz -- user 600` runs one target for ten minutes; `npm run fuzz -- keep` afterwards puts the
// fewest inputs that reach as much into fuzz/corpus. What is found is left in fuzz/artifacts, with the command that shows it again.

import { existsSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { env, run, top } from "./run.mjs";

const VERSION = "0.13.2";
const folder = join(top, "fuzz");
// Debug assertions and checks for overflow are on. No sanitizer: the one line of unsafe code outside
// WebAssembly's own asserts what it relies on, and the compiler is a stable one.
const MODE = ["-s", "none"];
const options = { env: { ...env, RUSTC_BOOTSTRAP: "1" }, cwd: folder };

const fuzz = (...args) => run("cargo", ["fuzz", ...args], { ...options, quiet: true });

const targets = (await readdir(join(folder, "fuzz_targets"))).map((name) => name.replace(".rs", ""));
const keep = process.argv.includes("keep");
const chosen = process.argv.slice(2).filter((argument) => targets.includes(argument));
const seconds = Number(process.argv.find((argument) => /^\d+$/.test(argument)) ?? 120);

try {
  await fuzz("--version");
} catch {
  console.log("installing cargo-fuzz, once: about two minutes");
  await run("cargo", ["install", "--locked", `cargo-fuzz@${VERSION}`], {});
}

let failed = 0;
for (const target of chosen.length ? chosen : targets) {
  // Thousands of small files: in the repository they are one archive for each target.
  const archive = join(folder, `corpus/${target}.tar.gz`);
  const corpus = join(folder, "target/corpus", target);
  if (keep) {
    if (!existsSync(corpus)) {
      console.log(`as it was  ${target}: it has not run since`);
      continue;
    }
    await fuzz("cmin", ...MODE, target, corpus);
    const inputs = (await readdir(corpus)).sort();
    await run("tar", ["-czf", archive, "-C", corpus, ...inputs]);
    console.log(`kept       ${target}: ${inputs.length} inputs`);
    continue;
  }
  await mkdir(corpus, { recursive: true });
  // A new target has none yet.
  if (existsSync(archive)) await run("tar", ["-xzf", archive, "-C", corpus]);
  try {
    const output = await fuzz(
      "run",
      ...MODE,
      target,
      corpus,
      "--",
      `-max_total_time=${seconds}`,
      "-print_final_stats=1",
    );
    const [, executions] = output.match(/number_of_executed_units: (\d+)/) ?? [];
    console.log(`ok      ${target}: ${Number(executions).toLocaleString("en")} executions in ${seconds} s`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${target}: ${error.output?.split("\n").slice(-40).join("\n") ?? error.message}`);
  }
}
process.exitCode = failed ? 1 : 0;
