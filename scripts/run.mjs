// Runs commands for the other scripts, from the top of the project.

import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { homedir } from "node:os";
import { fileURLToPath } from "node:url";

export const top = fileURLToPath(new URL("..", import.meta.url));

// What npm and cargo install is found without anybody changing a profile.
const path = [
  join(top, ".tools/bin"),
  join(top, "node_modules/.bin"),
  join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "bin"),
  process.env.PATH,
];
export const env = { ...process.env, PATH: path.join(delimiter) };

/** Runs a command and resolves to its output; `quiet` keeps that from the terminal. Rejects when it fails. */
export function run(command, args, { quiet = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: top, env, stdio: ["ignore", "pipe", "pipe"], ...options });
    let output = "";
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from.on("data", (chunk) => {
        output += chunk;
        if (!quiet) to.write(chunk);
      });
    }
    child.on("error", (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else
        reject(
          Object.assign(new Error(`${command} ${args.join(" ")} failed (${code})${quiet ? `\n${output}` : ""}`), {
            output,
          }),
        );
    });
  });
}
