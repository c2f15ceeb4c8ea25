// What PLATFORM.md offers for copying, and what it says in tables: the tests take both from there.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { top } from "./pack.mjs";

const read = (name) => readFile(join(top, name), "utf8");
const text = await read("PLATFORM.md");
const texts = [text, await read("docs/frameworks.md")];

/** A file that it shows: the piece of code that is marked with the name. */
export function documented(name) {
  for (const text of texts) {
    const [, code] = new RegExp(`^\`\`\`\\w+ ${name}\\n(.*?)^\`\`\``, "ms").exec(text) ?? [];
    if (code !== undefined) return code;
  }
  throw new Error(`no document has ${name}`);
}

/** The cells of the table under a heading, row by row. */
export function table(heading) {
  const section = text.split(`## ${heading}\n`)[1].split("\n## ")[0];
  const rows = [...section.matchAll(/^\| (.*) \|$/gm)].map(([, row]) => row.split(" | "));
  return rows.slice(1);
}
