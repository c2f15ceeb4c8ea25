// For the test runners of Bun and Deno.

import { answer } from "./common/shop.js";

const run = globalThis.Deno ? (name, work) => Deno.test(name, work) : (await import("bun:test")).test;

run("an answer", async () => {
  const given = await answer();
  if (given !== "ok 40") throw new Error(given);
});
