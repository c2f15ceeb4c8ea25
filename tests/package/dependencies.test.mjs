// DESIGN.md gives a reason for every dependency: those of the manifests, and no others.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { top } from "./pack.mjs";

const read = (path) => readFile(join(top, path), "utf8");

/** The names in the tables whose heads are given. */
async function reasoned(...heads) {
  const names = new Set();
  const [, section] = (await read("DESIGN.md")).split("## Dependencies\n");
  for (const table of section.split("\n\n")) {
    const [head, , ...rows] = table.split("\n").filter((line) => line.startsWith("| ") || line.startsWith("|-"));
    if (!heads.some((start) => head?.startsWith(`| ${start}`))) continue;
    for (const row of rows) {
      const [, cell, reason] = /^\| (.*?) \| (.*) \|$/.exec(row);
      assert.ok(reason.length > 0, row);
      for (const name of cell.split(", ")) names.add(name);
    }
  }
  return [...names].sort();
}

/** What a Cargo.toml depends on, apart from the crate itself; sections that `wanted` accepts. */
async function crates(path, wanted) {
  const names = new Set();
  for (const [, head, body] of (await read(path)).matchAll(/^\[([^\]]*dependencies)\]\n(.*?)(?=^\[|$(?![\s\S]))/gms)) {
    if (wanted(head)) for (const [, name] of body.matchAll(/^([\w-]+) =/gm)) names.add(name);
  }
  names.delete("milestreak");
  return [...names].sort();
}

const npm = async (path) => {
  const { dependencies, devDependencies } = JSON.parse(await read(path));
  return Object.keys({ ...dependencies, ...devDependencies }).sort();
};

test("of the module", async () => {
  assert.deepEqual(await reasoned("compiled"), await crates("Cargo.toml", (head) => !head.includes("dev-")));
});

test("of the tests in Rust", async () => {
  const all = await crates("Cargo.toml", (head) => head.includes("dev-"));
  const fuzzing = await crates("fuzz/Cargo.toml", () => true);
  const others = new Set([...all, ...fuzzing]);
  others.delete("serde"); // It is among the module's.
  assert.deepEqual(await reasoned("crates"), [...others].sort());
});

test("of the workspace", async () =>
  assert.deepEqual(await reasoned("npm packages that build"), await npm("package.json")));

test("of those who stand for users", async () =>
  assert.deepEqual(await reasoned("npm packages that stand"), await npm("tests/package/consumers/package.json")));

test("the package itself has none, and runs nothing as it is installed", async () => {
  const { dependencies, peerDependencies, peerDependenciesMeta, optionalDependencies, scripts } = JSON.parse(
    await read("pkg/package.json"),
  );
  assert.deepEqual([dependencies, optionalDependencies, scripts], [undefined, undefined, undefined]);
  // A peer is what one entry is for: nothing is installed for those who do not use it.
  assert.deepEqual(Object.keys(peerDependencies), ["react"]);
  for (const name of Object.keys(peerDependencies)) assert.equal(peerDependenciesMeta[name]?.optional, true, name);
});

test("the actions of the workflows are pinned to a commit, and say which version that is", async () => {
  for (const name of await readdir(join(top, ".github/workflows"))) {
    for (const [, action] of (await read(`.github/workflows/${name}`)).matchAll(/uses: (.*)/g)) {
      assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, name);
    }
  }
});
