// `npm run oracle`: asks the built package and the rules the same questions about random responses.
// `--cases N` (20,000), `--seed S` (1), `--case N` one case alone, `--limit N` distinct disagreements to print (10),
// `--only TEXT` those whose kind contains it, `--budget N` how many smaller cases are tried for each (400).

import { parseArgs } from "node:util";
import * as milestreak from "../../pkg/dist/node.js";
import { disagreementsOf } from "./compare.mjs";
import { generateCase } from "./generate.mjs";
import { shrink } from "./shrink.mjs";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    case: { type: "string" },
    from: { type: "string", default: "0" },
    limit: { type: "string", default: "10" },
    only: { type: "string" },
    budget: { type: "string", default: "400" },
  },
});

await milestreak.init();
const seed = Number(values.seed);
const first = Number(values.case ?? values.from);
const last = values.case === undefined ? first + Number(values.cases) : first + 1;

/** What kind of disagreement it is: the question and the path without indices and options. */
const kindOf = ({ question, path }) => `${question.replace(/\(.*/, "")} ${path.replace(/\[\d+\]/g, "[]")}`;
const found = (theCase) =>
  disagreementsOf(theCase, milestreak).filter((one) => !values.only || kindOf(one).includes(values.only));

const kinds = new Map();
for (let number = first; number < last; number++) {
  const theCase = generateCase(seed, number);
  for (const disagreement of found(theCase)) {
    const kind = kindOf(disagreement);
    const known = kinds.get(kind);
    if (known) known.count++;
    else kinds.set(kind, { count: 1, theCase, number });
  }
  // A hundred thousand cases take an hour or two.
  const done = number + 1 - first;
  if (done % 5000 === 0) console.log(`${done} cases, ${kinds.size} kinds of disagreement so far`);
}

const list = [...kinds].sort(([, a], [, b]) => b.count - a.count);
for (const [kind, { theCase, number }] of list.slice(0, Number(values.limit))) {
  const isStill = (smaller) => {
    try {
      return found(smaller).some((one) => kindOf(one) === kind);
    } catch {
      return false;
    }
  };
  const small = shrink(theCase, isStill, Number(values.budget));
  const { question, path, rules, package: answer } = found(small).find((one) => kindOf(one) === kind);
  console.log(`\n── ${kind} (case ${number} of seed ${seed})`);
  console.log(`   ${question} at ${path}\n   rules:   ${JSON.stringify(rules)}\n   package: ${JSON.stringify(answer)}`);
  console.log(JSON.stringify(small));
}
for (const [kind, { count, number }] of list)
  console.log(`${String(count).padStart(7)}  ${kind} (first: case ${number})`);
console.log(`${last - first} cases of seed ${seed}, ${kinds.size} kinds of disagreement`);
process.exitCode = kinds.size > 0 ? 1 : 0;
