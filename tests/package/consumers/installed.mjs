// Where the bundlers and compilers are that people use the package with. They are many and large, so they have a lock file of
// their own, and a machine that cannot have them still runs everything else.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const consumers = fileURLToPath(new URL("node_modules", import.meta.url));

/** Why a test that needs them is skipped; false where they are installed. */
export const missing = existsSync(consumers)
  ? false
  : "Bundlers and compilers are NOT TESTED: set-up could not install them";
