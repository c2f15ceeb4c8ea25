// A million responses that are read, asked and freed, and some that are forgotten, for the garbage collector to free.

import { megabytes, withPage } from "./page.mjs";

const ROUNDS = 1_000_000;
const FORGOTTEN = 100_000;

export const manyResponses = (browser, origin, report) =>
  withPage(browser, origin, async (page) => {
    const freed = await page.evaluate((rounds) => window.soak.freed(rounds), ROUNDS);
    report(
      freed.after <= freed.warm,
      `${ROUNDS.toLocaleString("en")} responses read, asked and freed: the module's memory ${megabytes(freed.warm)} after 1,000 and ${megabytes(freed.after)} at the end`,
    );

    const forgotten = await page.evaluate((rounds) => window.soak.forgotten(rounds), FORGOTTEN);
    report(
      forgotten.after <= 2 * forgotten.warm,
      `${FORGOTTEN.toLocaleString("en")} forgotten and collected: ${megabytes(forgotten.warm)} after 1,000 and ${megabytes(forgotten.after)} at the end`,
    );
  });
