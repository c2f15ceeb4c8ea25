// Bodies made to be slow. Twice the body, twice the time; four times would be a square in it. And no byte takes much longer than
// one of an ordinary response, or more of the module's memory.

import { megabytes, withPage } from "./page.mjs";

export const hostileBodies = (browser, origin, report) =>
  withPage(browser, origin, async (page) => {
    const bodies = await page.evaluate((size) => window.soak.bodies(size), 1_000_000);
    const [ordinary] = bodies;
    for (const { name, bytes, ms, growth, halfMs, outcome, memoryBytes } of bodies) {
      const perByte = ms / bytes / (ordinary.ms / ordinary.bytes);
      const times = `${(ms / halfMs).toFixed(1)} times as long as a body ${growth.toFixed(1)} times smaller`;
      const memory = memoryBytes / bytes;
      report(
        ms / halfMs <= 1.5 * growth && perByte <= 10 && memory <= 6,
        `${name} (${outcome}): ${megabytes(bytes)} in ${ms.toFixed(1)} ms, ${times}; ${perByte.toFixed(1)} times as long for a byte as ordinary groups; memory ${memory.toFixed(1)} times the body`,
      );
    }

    const largest = await page.evaluate(() => window.soak.largest());
    report(
      largest.ms < 150 && largest.outcome === "too-large",
      `empty rows up to the client's maxBytes (${largest.outcome}): ${megabytes(largest.bytes)} in ${largest.ms.toFixed(1)} ms`,
    );
  });
