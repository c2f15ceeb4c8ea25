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

/** What is said of a snapshot as a whole. */
const head = ({ userId, receivedAt, answeredAt, serverOffset, needsTimeZone }) => ({
  userId,
  receivedAt,
  answeredAt,
  serverOffset,
  needsTimeZone,
});

/** What the package answers to a vector. */
export function answer(ms, vector) {
  const options = { ...vector.options, ...(vector.now === undefined ? {} : { now: new Date(vector.now) }) };
  const { serverTimeZone, allCycles, catalog, moreCatalog } = vector;
  const clock = serverTimeZone === undefined ? {} : { serverTimeZone };
  const catalogs = [catalog, moreCatalog].filter(Boolean).map((page) => ms.parseCatalog(page, clock));
  const whole = () => catalogs.reduce((first, second) => first.concat(second));
  if (vector.ask === "catalogIssues") return whole().issues;
  if (vector.ask === "definitions") return whole().definitions(options);
  const read = (response, receivedAt, allCycles) => {
    const known = { ...clock };
    if (receivedAt !== undefined) known.receivedAt = new Date(receivedAt);
    if (allCycles !== undefined) known.allCycles = allCycles;
    return catalogs.reduce((snapshot, catalog) => snapshot.withCatalog(catalog), ms.parse(response, known));
  };
  const snapshot = read(vector.response, vector.receivedAt, allCycles);
  switch (vector.ask) {
    case "groups":
    case "issues":
      return snapshot[vector.ask];
    case "head":
      return head(snapshot);
    case "diff": {
      const { previous, previousReceivedAt, previousAllCycles = allCycles } = vector;
      return ms.diff(read(previous, previousReceivedAt, previousAllCycles), snapshot, options);
    }
    default:
      return snapshot[vector.ask](...(vector.arguments ?? []), options);
  }
}

/** The vectors of each file. `text` reads a file of the folder `tests`. */
export async function readVectors(text) {
  const file = async (name) => {
    const vectors = JSON.parse(await text(`vectors/${name}.json`));
    for (const vector of vectors) {
      for (const part of ["response", "previous", "catalog", "moreCatalog"]) {
        const fixture = vector[part]?.fixture;
        if (fixture) vector[part] = await text(`fixtures/${fixture}`);
      }
    }
    return [name, vectors];
  };
  return Object.fromEntries(await Promise.all(VECTOR_FILES.map(file)));
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
  "instants",
  "model",
  "next-change",
  "phases",
  "progress",
  "published",
  "status",
  "streaks",
  "summary",
  "time-left",
  "triggers",
  "windows",
  "zones",
];
