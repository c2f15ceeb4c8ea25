// The types of the elements in the markup of frameworks, and what editors read: all made from custom-elements.json.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { consumers, missing } from "./consumers/installed.mjs";
import { pack, project, top } from "./pack.mjs";

const packed = await pack();
const installed = await project(packed.tarball);
const modules = join(installed.folder, "node_modules");
const own = (name) => join(top, "node_modules", name);

after(async () => {
  await installed.remove();
  await packed.remove();
});

before(async () => {
  await cp(join(top, "tests/package/consumers/jsx"), installed.folder, { recursive: true });
  await mkdir(join(modules, "@types"));
  for (const name of ["preact", "solid-js", "vue", "svelte"]) await symlink(own(name), join(modules, name));
});

/** Compiles a file as its framework's projects do. */
async function compile(file, options) {
  const compilerOptions = {
    target: "es2022",
    lib: ["es2022", "dom", "dom.iterable", "esnext.disposable"],
    module: "esnext",
    moduleResolution: "bundler",
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    types: [],
    skipLibCheck: true,
    ...options,
  };
  await writeFile(join(installed.folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [file] }));
  await promisify(execFile)(process.execPath, [join(top, "node_modules/typescript/bin/tsc"), "-p", "."], {
    cwd: installed.folder,
  }).catch(({ stdout, message }) => assert.fail(stdout || message));
}

describe("types in the markup of", () => {
  for (const [version, types] of Object.entries({
    19: own("@types/react"),
    18: join(consumers, "react-types-18"),
    17: join(consumers, "react-types-17"),
  })) {
    test(`React ${version}`, { skip: version < 19 && missing }, async () => {
      await rm(join(modules, "@types/react"), { force: true });
      await symlink(types, join(modules, "@types/react"));
      await compile("react.tsx", { jsx: "react-jsx" });
    });
  }

  test("Preact", () => compile("preact.tsx", { jsx: "react-jsx", jsxImportSource: "preact" }));
  test("Solid", () => compile("solid.tsx", { jsx: "preserve", jsxImportSource: "solid-js" }));
  test("Vue", () => compile("vue.ts"));
  test("Svelte", () => compile("svelte.ts"));
});

describe("made from custom-elements.json", async () => {
  const dist = join(modules, "milestreak/dist");
  const json = async (name) => JSON.parse(await readFile(join(dist, name), "utf8"));
  const manifest = JSON.parse(await readFile(join(modules, "milestreak/custom-elements.json"), "utf8"));
  const elements = manifest.modules.flatMap(({ declarations }) => declarations).filter(({ tagName }) => tagName);

  test("every element has a component", async () => {
    const { exports } = manifest.modules[0];
    assert.ok(exports.length >= elements.length);
    const text = await readFile(join(dist, "types/src/react/index.d.ts"), "utf8");
    for (const { name } of elements) assert.match(text, new RegExp(`\\b${name}\\b`), `milestreak/react has no ${name}`);
  });

  test("data for VS Code", async () => {
    const { version, tags } = await json("vscode.html-data.json");
    assert.equal(version, 1.1);
    assert.deepEqual(
      tags.map(({ name, attributes }) => [name, attributes.length]),
      elements.map(({ tagName, attributes }) => [tagName, attributes.length]),
    );
    const { properties } = await json("vscode.css-data.json");
    assert.ok(properties.some(({ name, description }) => name === "--milestreak-accent" && description));
  });

  test("data for JetBrains' editors", async () => {
    const { version } = JSON.parse(await readFile(join(modules, "milestreak/package.json"), "utf8"));
    const types = await json("web-types.json");
    assert.deepEqual([types.name, types.version], ["milestreak", version]);
    assert.deepEqual(
      types.contributions.html.elements.map(({ name, js }) => [name, js.events.length]),
      elements.map(({ tagName, events }) => [tagName, events.length]),
    );
  });
});
