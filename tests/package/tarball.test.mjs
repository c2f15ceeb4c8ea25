// What the tools that know the field's mistakes say of the tarball.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { consumers, missing } from "./consumers/installed.mjs";
import { pack } from "./pack.mjs";

const packed = await pack();

after(() => packed.remove());

const LINTERS = {
  publint: ["run", packed.tarball, "--strict"],
  // Modules only, as the package says; there are no types of a WebAssembly file.
  attw: [packed.tarball, "--profile", "esm-only", "--exclude-entrypoints", "milestreak.wasm", "--no-emoji"],
};

for (const [linter, args] of Object.entries(LINTERS)) {
  test(`${linter} finds nothing`, { skip: missing }, async () => {
    await promisify(execFile)(join(consumers, ".bin", linter), args).catch(({ stdout, stderr }) =>
      assert.fail(stdout + stderr),
    );
  });
}
