// The tarball as npm would publish it, installed into an empty folder.

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);

export const top = fileURLToPath(new URL("../..", import.meta.url));

/** Packs the package; gives the tarball's path, what is in it, and a way to remove it. */
export async function pack() {
  const folder = await mkdtemp(join(tmpdir(), "milestreak-pack-"));
  const { stdout } = await execute("npm", ["pack", "--json", "--pack-destination", folder], { cwd: join(top, "pkg") });
  const [{ filename, files }] = JSON.parse(stdout);
  return {
    tarball: join(folder, filename),
    files: files.map(({ path }) => path),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** An empty project with the tarball installed and nothing else, in a new folder whose path begins like `place`. */
export async function project(tarball, files = {}, place = join(tmpdir(), "milestreak-project-")) {
  const folder = await mkdtemp(place);
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "somebody", private: true, type: "module" }));
  await execute("npm", ["install", "--no-audit", "--no-fund", "--offline", tarball], { cwd: folder });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
