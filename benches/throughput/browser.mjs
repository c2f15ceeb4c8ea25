// The suite in a browser: `scripts/bench.mjs` bundles this and calls it.

import { growth, measure } from "./suite.mjs";

// The module's memory, which the package shows to nobody: caught while it is instantiated.
let memory;
for (const name of ["instantiate", "instantiateStreaming"]) {
  const original = WebAssembly[name];
  WebAssembly[name] = async (...args) => {
    const result = await original.apply(WebAssembly, args);
    memory = (result.instance ?? result).exports.memory;
    return result;
  };
}

// A task of its own after each sample: the browser stays answering, and collects its garbage outside the figures.
const pause = () => new Promise((resolve) => setTimeout(resolve));

async function started() {
  const engine = await import("/pkg/index.js");
  await engine.init();
  return engine;
}

window.bench = async () => {
  const engine = await started();
  const fixture = new Uint8Array(await (await fetch("/fixtures/docs-user-all-cycles.json")).arrayBuffer());
  return measure(engine, fixture, { pause });
};

window.grow = async () => growth(await started(), () => memory.buffer.byteLength, { pause });

/** How long the engine takes to start, download from the cache included. */
window.start = async () => {
  const engine = await import("/pkg/index.js");
  const before = performance.now();
  await engine.init();
  return performance.now() - before;
};
