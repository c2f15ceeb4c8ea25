// Makes a failing case smaller while it still fails in the same way.

/**
 * The smallest case found: groups, targets, rows and fields are dropped, one after the other, as long as `fails` says
 * that what remains still shows the disagreement. `fails` must not throw.
 */
export function shrink(theCase, fails, budget = 4000) {
  let best = theCase;
  let tries = 0;
  for (let shrunk = true; shrunk && tries < budget; ) {
    shrunk = false;
    for (const path of placesOf(best)) {
      if (++tries > budget) break;
      const smaller = without(best, path);
      if (smaller !== null && fails(smaller)) {
        best = smaller;
        shrunk = true;
      }
    }
  }
  return best;
}

/** The paths of everything that could be dropped: large things first, later array entries before earlier ones. */
function placesOf(value, path = []) {
  if (typeof value !== "object" || value === null) return [];
  const keys = Array.isArray(value) ? value.map((_, index) => index).reverse() : Object.keys(value);
  const own = keys.filter((key) => !isNeeded(path, key)).map((key) => [...path, key]);
  return [...own, ...keys.flatMap((key) => placesOf(value[key], [...path, key]))];
}

const NEEDED = [
  "seed",
  "number",
  "response",
  "options",
  "asks",
  "text",
  "previousOptions",
  "now",
  "data",
  "targetGroups",
  "input",
];
const isNeeded = (path, key) => (path.length <= 2 && NEEDED.includes(key)) || (path[0] === "asks" && key === "now");

/** A copy without what stands at the path; null when it is no longer there. */
function without(theCase, path) {
  const copy = structuredClone(theCase);
  let parent = copy;
  for (const key of path.slice(0, -1)) {
    parent = parent?.[key];
    if (typeof parent !== "object" || parent === null) return null;
  }
  const last = path.at(-1);
  if (Array.isArray(parent)) {
    if (parent.length <= last) return null;
    parent.splice(last, 1);
  } else {
    if (!Object.hasOwn(parent, last)) return null;
    if (path.length === 1) parent[last] = null;
    else delete parent[last];
  }
  return copy;
}
