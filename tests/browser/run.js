// The browser's half of `tests/browser.rs`: runs a case against the built package, fetched from the test's server.

let context;

async function prepare(origin) {
  const text = async (path) => (await get(path)).text();
  const get = async (path) => {
    const response = await fetch(`${origin}${path}`);
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
    return response;
  };
  const bytes = async (path) => new Uint8Array(await (await get(path)).arrayBuffer());
  const ms = await import(`${origin}/pkg/index.js`);
  await ms.init();
  const [
    { engine },
    { start },
    { early },
    { objects },
    { client },
    { session },
    { hostile },
    { traps },
    { readVectors },
  ] = await Promise.all(
    ["engine", "start", "early", "objects", "client", "session", "hostile", "traps", "vectors"].map(
      (name) => import(`${origin}/tests/cases/${name}.mjs`),
    ),
  );
  let copies = 0;
  return {
    cases: { ...engine, ...start, ...early, ...objects, ...client, ...session, ...hostile, ...traps },
    tools: {
      ms,
      origin,
      fixture: (name) => bytes(`/fixtures/${name}`),
      wasm: () => bytes("/pkg/milestreak.wasm"),
      fresh: () => import(`${origin}/pkg/slim.js?copy=${copies++}`),
      freshEntry: () => import(`${origin}/pkg/index.js?copy=${copies++}`),
      schema: async () => JSON.parse(await text("/generated/schema.json")),
      vectors: () => readVectors((path) => text(`/tests/${path}`)),
    },
  };
}

const rustName = (name) => name.replace(/[^A-Za-z0-9]+/g, "_").toLowerCase();

/** Runs the case that a Rust test is named after. */
export async function run(name, origin) {
  context ??= await prepare(origin);
  const found = Object.keys(context.cases).find((known) => rustName(known) === name);
  if (!found) throw new Error(`there is no case ${name}`);
  await context.cases[found](context.tools);
}

/** The names of all cases, as Rust tests are named. */
export async function names(origin) {
  context ??= await prepare(origin);
  return Object.keys(context.cases).map(rustName);
}
