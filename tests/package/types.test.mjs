// The declarations of the tarball, compiled by the oldest TypeScript that can, by the one of this project and by the newest.

import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { consumers, missing } from "./consumers/installed.mjs";
import { pack, project, top } from "./pack.mjs";

const COMPILERS = [
  join(consumers, "typescript-oldest"),
  join(top, "node_modules/typescript"),
  join(consumers, "typescript"),
];
const RESOLUTIONS = { bundler: "esnext", nodenext: "nodenext" };

const packed = await pack();
const installed = await project(packed.tarball, {
  "public.ts": await readFile(new URL("consumers/public.ts", import.meta.url), "utf8"),
  // Alone, so that it does not lean on what the other entries bring.
  "store.ts": 'import { indexedDbStore } from "milestreak/store";\nindexedDbStore();\n',
});

after(async () => {
  await installed.remove();
  await packed.remove();
});

for (const compiler of COMPILERS) {
  const { version } = JSON.parse(
    await readFile(join(compiler, "package.json"), "utf8").catch(() => '{ "version": "?" }'),
  );
  for (const [moduleResolution, module] of Object.entries(RESOLUTIONS)) {
    test(`TypeScript ${version}, ${moduleResolution}`, { skip: missing }, async () => {
      for (const file of ["public.ts", "store.ts"]) {
        const compilerOptions = {
          target: "es2022",
          lib: ["es2022", "dom"],
          module,
          moduleResolution,
          strict: true,
          skipLibCheck: false,
          noEmit: true,
          types: [],
        };
        await writeFile(join(installed.folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [file] }));
        await promisify(execFile)(process.execPath, [join(compiler, "bin/tsc"), "-p", "."], {
          cwd: installed.folder,
        }).catch(({ stdout, message }) => {
          throw new Error(stdout || message);
        });
      }
    });
  }
}
