// A page that stays open for 26 hours, in a few seconds: the browser's own clock is moved on as fast as the page lets it. The
// day is the one on which summer time ends in Berlin and has ended or goes on elsewhere.

const START = Date.parse("2026-10-24T09:17:23Z");
const HOURS = 26;
const HOUR = 3_600_000;

/** More requests than this from one programme are too many: one at first, and one or two for each change by itself. */
const MOST_REQUESTS = 4;

export async function aDay(browser, origin, report) {
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(`${origin}/tests/soak/day.html`);
  await page.waitForFunction(() => window.day);
  const session = await page.createCDPSession();
  const passed = new Promise((resolve) => session.once("Emulation.virtualTimeBudgetExpired", resolve));
  await session.send("Emulation.setVirtualTimePolicy", {
    // The clock stands still while a file is loaded.
    policy: "pauseIfNetworkFetchesPending",
    initialVirtualTime: START / 1000,
    budget: HOURS * HOUR,
  });
  await page.evaluate(() => window.day.begin());
  await passed;
  const { looks, wrong, sizes, widgets, midnights, requests } = await page.evaluate(() => window.day.result());
  await page.close();

  report(
    wrong.length === 0 && errors.length === 0 && looks > (HOURS - 1) * 60 && midnights.every(Boolean),
    `${widgets} widgets in six zones over ${HOURS} hours: looked at ${looks} times, ${wrong.length} times wrong, ${errors.length} errors ${[...wrong, ...errors].slice(0, 3).join("; ")}`,
  );
  const counts = Object.entries(requests).map(([zone, times]) => `${zone} ${times.length}`);
  report(
    Object.values(requests).every((times) => times.length >= 2 && times.length <= MOST_REQUESTS),
    `requests of these hours: ${counts.join(", ")}`,
  );
  report(
    sizes.at(-1) <= sizes[0],
    `the module's memory after the first hour ${sizes[0]} bytes, after the last ${sizes.at(-1)}`,
  );
}
