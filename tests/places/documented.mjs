// The recipes of PLATFORM.md and docs: places take their settings from there.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { top } from "../../scripts/run.mjs";

const texts = ["PLATFORM.md", "docs/testing.md"].map((name) => readFileSync(join(top, name), "utf8"));

/** A file that a document shows: the piece of code that is marked with the name. */
export function documented(name) {
  for (const text of texts) {
    const [, code] =
      new RegExp(`^\`\`\`\\w+ ${name.replaceAll(/[.()]/g, "\\$&")}\\n(.*?)^\`\`\``, "ms").exec(text) ?? [];
    if (code !== undefined) return code;
  }
  throw new Error(`no document has ${name}`);
}
