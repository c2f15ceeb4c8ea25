// The tarball in Node: every case that the browsers run, through the installed package.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { client } from "../cases/client.mjs";
import { early } from "../cases/early.mjs";
import { engine } from "../cases/engine.mjs";
import { FAULTS, meet } from "../cases/faults.mjs";
import { hostile } from "../cases/hostile.mjs";
import { objects } from "../cases/objects.mjs";
import { session } from "../cases/session.mjs";
import { start } from "../cases/start.mjs";
import { traps } from "../cases/traps.mjs";
import { readVectors, VECTOR_FILES } from "../cases/vectors.mjs";
import { pack, project, top } from "./pack.mjs";

const origin = process.env.MILESTREAK_ORIGIN;
const packed = await pack();
const installed = await project(packed.tarball, { "use.mjs": 'export * from "milestreak";' });
const dist = join(installed.folder, "node_modules/milestreak/dist");

after(async () => {
  await installed.remove();
  await packed.remove();
});

let copies = 0;
const tools = {
  origin,
  fixture: (name) => readFile(join(top, "tests/fixtures", name)),
  wasm: () => readFile(join(dist, "milestreak.wasm")),
  fresh: () => import(`${pathToFileURL(join(dist, "slim.js"))}?copy=${copies++}`),
  freshEntry: () => import(`${pathToFileURL(join(dist, "index.js"))}?copy=${copies++}`),
  schema: async () => JSON.parse(await readFile(join(top, "pkg/generated/schema.json"), "utf8")),
  vectors: () => readVectors((path) => readFile(join(top, "tests", path), "utf8")),
};

before(async () => {
  tools.ms = await import(pathToFileURL(join(installed.folder, "use.mjs")));
  await tools.ms.init();
});

for (const [name, run] of Object.entries({
  ...engine,
  ...start,
  ...early,
  ...objects,
  ...client,
  ...session,
  ...hostile,
  ...traps,
}))
  test(name, () => run(tools));

for (const row of FAULTS.filter(({ onlyInPages }) => !onlyInPages)) {
  test(`fault: ${row.fault}`, async () => assert.deepEqual((await meet(tools.ms, origin, row)).wrong, []));
}

test("every vector file is run", async () => {
  const { readdir } = await import("node:fs/promises");
  const files = (await readdir(join(top, "tests/vectors"))).filter((name) => name.endsWith(".json"));
  assert.deepEqual(files.map((name) => name.replace(".json", "")).sort(), [...VECTOR_FILES].sort());
});

test("the tarball holds what it should and nothing else", () => {
  const expected = new RegExp(
    [
      String.raw`(package|custom-elements)\.json|README\.md|llms\.txt|skills/milestreak/SKILL\.md|LICENSE-(APACHE|MIT)`,
      String.raw`dist/(index|slim|node|edge|inline|store|elements|calendar|server|react|testing|jsx/none|messages/[a-zA-Z-]+)\.js|dist/milestreak\.wasm`,
      String.raw`dist/(vscode\.(html|css)-data|web-types)\.json`,
      String.raw`dist/types/(src(/(calendar|client|elements|elements/messages|react|jsx|server|testing))?|generated)/[a-zA-Z-]+\.d\.ts`,
    ]
      .map((names) => `^(${names})$`)
      .join("|"),
  );
  assert.deepEqual(
    packed.files.filter((path) => !expected.test(path)),
    [],
  );
  for (const path of [
    "README.md",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "dist/index.js",
    "dist/slim.js",
    "dist/node.js",
    "dist/store.js",
    "dist/elements.js",
    "custom-elements.json",
    "dist/milestreak.wasm",
    "dist/types/src/index.d.ts",
    "dist/types/src/elements/index.d.ts",
    "llms.txt",
    "skills/milestreak/SKILL.md",
    "dist/react.js",
    "dist/testing.js",
    "dist/inline.js",
    "dist/edge.js",
    "dist/web-types.json",
    "dist/vscode.html-data.json",
    "dist/messages/de.js",
  ]) {
    assert.ok(packed.files.includes(path), `${path} is missing`);
  }
});

test("what is for machines to read is short, and leads to what is in the tarball", async () => {
  const index = await readFile(join(top, "pkg/llms.txt"), "utf8");
  for (const [, link] of index.matchAll(/\]\(([^)]+)\)/g)) assert.ok(packed.files.includes(link), `llms.txt: ${link}`);
  const skill = await readFile(join(top, "pkg/skills/milestreak/SKILL.md"), "utf8");
  assert.ok(skill.trimEnd().split("\n").length <= 80);
  assert.match(skill, /^---\nname: milestreak\ndescription: .+\n---\n/);
});

const ENTRIES = ["", "/slim", "/inline", "/store", "/elements", "/react", "/testing", "/messages/hi", "/jsx/react"].map(
  (path) => `milestreak${path}`,
);

test("importing does nothing, and needs no DOM", async () => {
  await symlink(join(top, "node_modules/react"), join(installed.folder, "node_modules/react"));
  for (const entry of ENTRIES) {
    const code = `
      for (const name of ["fetch", "document", "window", "indexedDB", "WebAssembly", "setTimeout", "TextEncoder", "TextDecoder"]) {
        Object.defineProperty(globalThis, name, { get() { throw new Error(name + " was touched"); } });
      }
      await import("${entry}");
      process.stdout.write("nothing happened");`;
    const output = execFileSync(process.execPath, ["--input-type=module", "--eval", code], { cwd: installed.folder });
    assert.equal(String(output), "nothing happened");
  }
});

test("milestreak/inline starts without a file, whatever is imported before or after it", async () => {
  const { folder, remove } = await project(packed.tarball, {});
  await rm(join(folder, "node_modules/milestreak/dist/milestreak.wasm"));
  const imports = [
    'import { init } from "milestreak/inline"',
    'import { parse } from "milestreak"',
    'import { response } from "milestreak/testing"',
  ];
  const rest = `
    await init();
    process.stdout.write(String(parse(response({ groups: [{ name: "a", achieved: 4 }] })).activeCycles()[0].displayPercent));`;
  for (const order of [imports, imports.toReversed()]) {
    const code = [...order, rest].join(";\n");
    assert.equal(
      String(execFileSync(process.execPath, ["--input-type=module", "--eval", code], { cwd: folder })),
      "40",
    );
  }
  await remove();
});
