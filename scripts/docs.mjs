// npm run docs: the reference, from the comments in the code: TypeScript's in target/docs, Rust's in target/doc. What is not
// documented, or refers to what is not there, is an error.

import { pathToFileURL } from "node:url";
import { run } from "./run.mjs";

/** The commands that write it; the package must be built, for its generated types. */
export const DOCS = [
  ["typedoc"],
  ["cargo", "--config", 'build.rustdocflags=["-D", "warnings"]', "doc", "--quiet", "--no-deps", "--all-features"],
];

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { buildPackage } = await import("./build.mjs");
  await buildPackage();
  for (const [command, ...args] of DOCS) await run(command, args);
  console.log("target/docs/index.html has the package, target/doc/milestreak/index.html the crate");
}
