/** A page with `soak.js` in it, for as long as some work takes. */
export async function withPage(browser, origin, work) {
  const page = await browser.newPage();
  // The policy of the demo's pages allows no API of another origin.
  await page.setBypassCSP(true);
  await page.goto(`${origin}/tests/soak/soak.html`);
  await page.waitForFunction(() => window.soak);
  try {
    return await work(page);
  } finally {
    await page.close();
  }
}

export const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
