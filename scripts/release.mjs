// npm run release:check: everything but publishing. What needs the network and does not reach it is NOT CHECKED, which is no
// release either; a last line counts. Leaves the tarball and the list of what is in it (SBOM) in target/release-check.

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildPackage } from "./build.mjs";
import { DOCS } from "./docs.mjs";
import { run, top } from "./run.mjs";

const out = join(top, "target/release-check");
const read = (path) => readFile(join(top, path), "utf8");
const quietly = (command, args, options = {}) => run(command, args, { quiet: true, ...options });

/** Folders with a lock file of their own: what people put the package into. */
const places = (await readdir(join(top, "tests/places"), { withFileTypes: true }))
  .filter((entry) => entry.isDirectory() && entry.name !== "common")
  .map(({ name }) => `tests/places/${name}`);

const lines = [];
const count = { ok: 0, failed: 0, "not checked": 0 };

async function check(name, work) {
  console.log(`── ${name}`);
  const started = Date.now();
  let [verdict, reason] = ["ok", ""];
  try {
    await work();
  } catch (error) {
    // Nobody's fault but the network's: the tools have their own words for it.
    const offline =
      /Could not resolve host|audit endpoint returned an error|failed to fetch advisory database|NOT TESTED|ENOTFOUND|EAI_AGAIN/.exec(
        error.output ?? error.message,
      );
    [verdict, reason] = offline ? ["not checked", `: ${offline[0]}`] : ["failed", ""];
    if (!offline) console.log(error.message);
  }
  count[verdict]++;
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  lines.push(`${verdict === "ok" ? "ok         " : verdict.toUpperCase().padEnd(11)}  ${name}${reason} (${seconds} s)`);
}

/** Packs a build; gives where the tarball is and the hash of its bytes. */
async function pack(folder, to) {
  await mkdir(to, { recursive: true });
  const { stdout } = await promisify(execFile)("npm", ["pack", "--json", "--pack-destination", to], {
    cwd: join(folder, "pkg"),
  });
  const [{ filename, integrity }] = JSON.parse(stdout);
  return { tarball: join(to, filename), integrity };
}

/** Builds what is committed in another folder, from nothing but what set-up installs. */
async function buildElsewhere() {
  const folder = await mkdtemp(join(tmpdir(), "milestreak-release-"));
  try {
    await quietly("git", ["clone", "--quiet", "--no-local", top, folder]);
    await symlink(join(top, "node_modules"), join(folder, "node_modules"));
    await quietly(process.execPath, ["scripts/build.mjs"], { cwd: folder });
    return (await pack(folder, join(folder, "target"))).integrity;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await check("what is released is committed", async () => {
  const changed = await quietly("git", ["status", "--porcelain"]);
  if (changed) throw new Error(`these files are not:\n${changed}`);
});

await check("the versions agree: crate, package, changes, tag", async () => {
  const { version, repository } = JSON.parse(await read("pkg/package.json"));
  const [, crate] = /^version = "(.*)"$/m.exec(await read("Cargo.toml"));
  const [, changes, date] = /^## (\S+), (.*)$/m.exec(await read("CHANGELOG.md"));
  if (crate !== version || changes !== version)
    throw new Error(`pkg/package.json says ${version}, Cargo.toml ${crate}, CHANGELOG.md ${changes}`);
  const tag = process.env.GITHUB_REF_TYPE === "tag" ? process.env.GITHUB_REF_NAME : undefined;
  if (tag === undefined) return;
  if (tag !== `v${version}`) throw new Error(`the tag is ${tag}, and the version ${version}`);
  if (!/^\d{4}-\d\d-\d\d$/.test(date))
    throw new Error(`CHANGELOG.md says of ${version}: ${date}; a release has a date`);
  // npm refuses provenance for a package that says it comes from elsewhere.
  const home = `git+https://github.com/${process.env.GITHUB_REPOSITORY}.git`;
  if (repository?.url !== home)
    throw new Error(`repository.url of pkg/package.json is ${repository?.url}, and this is ${home}`);
});

await check("the package says where it is from", async () => {
  const { homepage, repository, bugs } = JSON.parse(await read("pkg/package.json"));
  for (const place of [homepage, repository?.url, bugs?.url])
    if (!place || place.includes("OWNER")) throw new Error(`pkg/package.json has no address yet: ${place}`);
});

await check("the lock files are those of the manifests", async () => {
  await quietly("cargo", ["metadata", "--locked", "--format-version", "1"]);
  for (const folder of [".", "tests/package/consumers", ...places])
    await quietly("npm", ["ci", "--dry-run", "--ignore-scripts"], { cwd: join(top, folder) });
});

await check("licences, sources and duplicates of the crates", () =>
  quietly("cargo", ["deny", "check", "licenses", "sources", "bans"]),
);

for (const manifest of ["Cargo.toml", "fuzz/Cargo.toml"]) {
  await check(`advisories on the crates of ${manifest}`, () =>
    quietly("cargo", ["deny", "--manifest-path", manifest, "check", "advisories"]),
  );
}

for (const folder of [".", "tests/package/consumers"]) {
  await check(`advisories on the npm packages of ${folder === "." ? "the workspace" : folder}`, () =>
    quietly("npm", ["audit"], { cwd: join(top, folder) }),
  );
}

await check("two builds of the same commit are the same bytes", async () => {
  await rm(out, { recursive: true, force: true });
  await rm(join(top, "target/package"), { recursive: true, force: true });
  await buildPackage();
  const here = await pack(top, out);
  const elsewhere = await buildElsewhere();
  if (here.integrity !== elsewhere) throw new Error(`here ${here.integrity}, in another folder ${elsewhere}`);
  console.log(`${here.tarball}\n${here.integrity}`);
});

await check("the reference has no gaps", async () => {
  for (const [command, ...args] of DOCS) await quietly(command, args);
});

await check("a list of what is in the module (CycloneDX)", async () => {
  const name = "milestreak.cdx";
  await quietly("cargo", [
    "cyclonedx",
    "--target",
    "wasm32-unknown-unknown",
    "--features",
    "npm",
    "--format",
    "json",
    "--spec-version",
    "1.5",
    "--override-filename",
    name,
  ]);
  await rename(join(top, `${name}.json`), join(out, `${name}.json`));
});

await check("a list of what is installed with the npm package, which is nothing (CycloneDX)", async () => {
  const list = await quietly("npm", ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev"], { cwd: join(top, "pkg") });
  const { components } = JSON.parse(list);
  if (components.length) throw new Error(`it brings ${components.map(({ name }) => name).join(", ")}`);
  await writeFile(join(out, "milestreak.npm.cdx.json"), list);
});

await check("the tests of the package", async () => {
  const output = await run(process.execPath, ["scripts/test.mjs", "package"]);
  if (output.includes("NOT TESTED")) throw Object.assign(new Error("some did not run"), { output });
});

await check("the places where people put it", async () => {
  const output = await run(process.execPath, ["scripts/places.mjs"]);
  if (output.includes("NOT TESTED")) throw Object.assign(new Error("some did not run"), { output });
});

console.log(`\n${lines.join("\n")}\n\n${count.ok} ok, ${count.failed} failed, ${count["not checked"]} not checked`);
process.exitCode = count.failed + count["not checked"] ? 1 : 0;
