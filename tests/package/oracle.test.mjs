// The package next to the rules as `tests/oracle` has them: another implementation, in JavaScript, written from the rules alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as milestreak from "../../pkg/dist/node.js";
import { disagreementsOf } from "../oracle/compare.mjs";
import { generateCase } from "../oracle/generate.mjs";

const SEED = 2024;
const CASES = 1000;

test(`says what the rules say of ${CASES} random responses`, async () => {
  await milestreak.init();
  for (let number = 0; number < CASES; number++) {
    const { asks, ...theCase } = generateCase(SEED, number);
    // To find out when anything changes the rules are asked at every instant at which it could: that takes most of the time.
    const asksWhenItChanges = number % 20 === 0;
    const [disagreement] = disagreementsOf({ ...theCase, asks: asks.slice(0, 1) }, milestreak, { asksWhenItChanges });
    assert.equal(disagreement, undefined, `npm run oracle -- --seed ${SEED} --case ${number}`);
  }
});
