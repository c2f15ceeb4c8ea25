// The worked examples, through the package. `tests/vectors/README.md` says what their parts are.

/** Where an answer is not what is expected: only the fields named count, numbers may differ by rounding. */
function differences(expected, found, path) {
  if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length) {
    return expected.flatMap((item, index) => differences(item, found[index], `${path}[${index}]`));
  }
  if (isObject(expected) && isObject(found)) {
    return Object.keys(expected).flatMap((name) => differences(expected[name], found[name], `${path}.${name}`));
  }
  if (typeof expected === "string" && expected.startsWith("@") && found === Date.parse(expected.slice(1))) return [];
  if (typeof expected === "number" && typeof found === "number" && isNear(expected, found)) return [];
  return Object.is(expected, found)
    ? []
    : [`${path}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`];
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isNear = (a, b) => a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), 1e-3);

/** What the package answers to a vector. */
export function answer(ms, vector) {
  const options = { ...vector.options, ...(vector.now === undefined ? {} : { now: new Date(vector.now) }) };
  const catalog = vector.catalog && ms.parseCatalog(vector.catalog);
  if (vector.ask === "catalogIssues") return catalog.issues;
  if (vector.ask === "definitions") return catalog.definitions(options);
  const read = (response, receivedAt) => {
    const known = receivedAt === undefined ? {} : { receivedAt: new Date(receivedAt) };
    if (vector.allCycles !== undefined) known.allCycles = vector.allCycles;
    const snapshot = ms.parse(response, known);
    return catalog ? snapshot.withCatalog(catalog) : snapshot;
  };
  const snapshot = read(vector.response, vector.receivedAt);
  switch (vector.ask) {
    case "groups":
    case "issues":
      return snapshot[vector.ask];
    case "diff":
      return ms.diff(read(vector.previous, vector.previousReceivedAt), snapshot, options);
    default:
      return snapshot[vector.ask](...(vector.arguments ?? []), options);
  }
}

/** Checks vectors by file; the differences, each with the name of its vector. */
export function wrongVectors(ms, files) {
  const wrong = [];
  for (const [file, vectors] of Object.entries(files)) {
    for (const vector of vectors) {
      const found = differences(vector.expect, answer(ms, vector), "");
      wrong.push(...found.map((difference) => `${file}/${vector.name}: ${difference}`));
    }
  }
  return wrong;
}

export const VECTOR_FILES = [
  "attributes",
  "catalog",
  "diff",
  "groups",
  "model",
  "next-change",
  "phases",
  "progress",
  "status",
  "streaks",
  "summary",
  "time-left",
  "triggers",
  "windows",
  "zones",
];
