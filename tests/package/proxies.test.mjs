// What state managements put around objects: Vue's proxies above all, behind which private members are out of reach.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";
import { pack, project, top } from "./pack.mjs";

const packed = await pack();
const installed = await project(packed.tarball, { "use.mjs": 'export * from "milestreak";' });
const { reactive, readonly, ref, shallowReactive, computed, watch, nextTick } = createRequire(import.meta.url)("vue");
let ms;

before(async () => {
  ms = await import(pathToFileURL(join(installed.folder, "use.mjs")));
  await ms.init();
});

after(async () => {
  await installed.remove();
  await packed.remove();
});

const NOW = Date.parse("2024-08-30T09:21:43.744Z");
const bytes = await readFile(join(top, "tests/fixtures/docs-user-all-cycles.json"));
const list = await readFile(join(top, "tests/fixtures/catalog-all-milestones.json"));

for (const [name, hold] of Object.entries({
  "ref()": (value) => ref(value).value,
  "reactive()": (value) => reactive({ deep: { value } }).deep.value,
  "a map in reactive()": (value) => reactive(new Map([["key", value]])).get("key"),
  "readonly()": (value) => readonly({ value }).value,
  "shallowReactive()": (value) => shallowReactive({ value }).value,
  "computed()": (value) => computed(() => reactive({ value })).value.value,
})) {
  test(`Vue: ${name}`, async () => {
    const snapshot = hold(ms.parse(bytes));
    assert.equal(snapshot.activeCycles({ now: NOW }).length, 3);
    assert.ok(snapshot.groups.length > 3);
    assert.deepEqual(ms.diff(snapshot, snapshot), []);
    assert.equal(ms.summary(snapshot, { now: NOW }).groups.length, snapshot.groups.length);
    const catalog = hold(ms.parseCatalog(list));
    assert.ok(catalog.definitions().length > 0);
    snapshot.withCatalog(catalog).free();
    catalog.free();
    snapshot.free();
    const client = hold(new ms.Client({ baseUrl: "https://shop.example", retry: { attempts: 1 } }));
    assert.equal(client.clockSkewMs, 0);
    const watching = client.watch(7);
    watching.dispose();
    await client.signOut();
  });
}

test("Vue: a snapshot in a ref is watched like any value", async () => {
  const state = ref(null);
  const seen = [];
  watch(state, (snapshot) => seen.push(snapshot.activeCycles({ now: NOW }).length));
  state.value = ms.parse(bytes);
  await nextTick();
  assert.deepEqual(seen, [3]);
});

test("Vue: options and responses may be reactive", () => {
  const client = new ms.Client(
    reactive({ baseUrl: "https://shop.example", retry: { attempts: 2 }, headers: { a: "b" } }),
  );
  assert.equal(client.clockSkewMs, 0);
  for (const response of [reactive(JSON.parse(bytes)), readonly(JSON.parse(bytes))])
    assert.equal(ms.parse(response).activeCycles({ now: NOW }).length, 3);
});

test("frozen and non-extensible objects are as good", () => {
  for (const shut of [Object.freeze, Object.seal, Object.preventExtensions])
    assert.equal(shut(ms.parse(bytes)).activeCycles({ now: NOW }).length, 3);
});

test("the mark is on no object of its own, and in no copy of one", () => {
  const snapshot = ms.parse(bytes);
  assert.deepEqual(Object.keys(snapshot), []);
  assert.equal(JSON.stringify({ ...snapshot }), "{}");
});
