// Builds the app in the current folder with webpack, or with Rspack, which takes the same configuration.

import { join } from "node:path";

const { default: bundle } = await import(process.argv[2]);
const output = { path: join(process.cwd(), "dist"), filename: "main.js" };
bundle({ mode: "production", entry: "./main.js", output }, (error, stats) => {
  if (!error && !stats.hasErrors()) return;
  console.error(error ?? stats.toString());
  process.exitCode = 1;
});
