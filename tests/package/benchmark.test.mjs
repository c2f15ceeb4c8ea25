// What the benchmark compares gives the same answers, or its figures would mean nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes, SIZES } from "../../benches/generate.mjs";
import { answerOfAll, contestants } from "../../benches/throughput/suite.mjs";
import * as milestreak from "../../pkg/dist/node.js";

test("the benchmark's peers answer as the package does", async () => {
  await milestreak.init();
  for (const [name, groups] of Object.entries(SIZES)) {
    const ours = answerOfAll(contestants(milestreak), name, bytes(groups));
    assert.ok(ours.length >= groups, `${ours.length} cycles`);
  }
});
