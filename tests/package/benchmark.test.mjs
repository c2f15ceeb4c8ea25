// What the benchmark compares gives the same answers, or its figures would mean nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes, NOW, SIZES } from "../../benches/generate.mjs";
import * as hand from "../../benches/peers/handwritten.mjs";
import * as valibot from "../../benches/peers/valibot.mjs";
import * as zod from "../../benches/peers/zod.mjs";
import { activeCycles, init } from "../../pkg/dist/node.js";

test("the benchmark's peers answer as the package does", async () => {
  await init();
  for (const groups of Object.values(SIZES)) {
    const body = bytes(groups);
    const ours = activeCycles(body, { now: NOW });
    assert.ok(ours.length >= groups, `${ours.length} cycles`);
    for (const checked of [(response) => response, valibot.checked, zod.checked])
      assert.deepEqual(hand.activeCycles(checked(hand.parseJson(body)), NOW), ours);
  }
});
