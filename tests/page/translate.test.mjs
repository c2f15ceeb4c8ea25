// The translators' page: every text in context, and a file of what was changed.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { launch, openPage } from "./browser.mjs";

const url = `${process.env.MILESTREAK_ORIGIN}/tests/page/pages/translate.html`;

for (const which of ["chromium", "firefox"]) {
  const browser = await launch(which);
  after(() => browser?.close());

  describe(`the translators' page in ${which}`, { skip: browser ? false : `${which} is not installed` }, () => {
    const open = async (language) => {
      const opened = await openPage(browser, `${url}#${language}`);
      // Every scene is painted twice.
      await opened.page.waitForFunction(() => document.documentElement.dataset.unseen !== undefined, {
        timeout: 90_000,
      });
      return opened;
    };

    test("shows every text once, below a widget that shows it", async () => {
      const { page, complaints } = await open("fr");
      const { names, texts } = await page.evaluate(async () => {
        const { languages } = await import("/pkg/elements.js");
        return {
          names: [...document.querySelectorAll(".scene li")].map(({ dataset }) => dataset.name).sort(),
          texts: Object.keys(languages.en).sort(),
        };
      });
      assert.deepEqual(names, texts);
      assert.deepEqual(complaints, []);
      await page.close();
    });

    test("widgets and file follow what is typed, and a figure that is forgotten is told", async () => {
      const { page } = await open("es");
      const type = (text) =>
        page.$eval(
          'li[data-name="timeLeft"] input',
          (input, text) => {
            input.value = text;
            input.dispatchEvent(new Event("input"));
            return input.validationMessage;
          },
          text,
        );
      assert.equal(await page.$eval("#path", ({ textContent }) => textContent), "pkg/src/elements/messages/es.ts");
      const field = 'li[data-name="timeLeft"]';
      const shown = () =>
        page.$eval(field, (item) => item.closest(".scene").children[2].firstElementChild.shadowRoot.textContent);
      assert.match(await shown(), /Termina en 2 días/);
      assert.equal(await type("¡Solo {time}!"), "");
      await page.waitForFunction(
        (field) =>
          document
            .querySelector(field)
            .closest(".scene")
            .children[2].firstElementChild.shadowRoot.textContent.includes("¡Solo 2 días!"),
        {},
        field,
      );
      assert.match(await page.$eval("#file", ({ textContent }) => textContent), /timeLeft: "¡Solo \{time\}!",/);
      assert.equal(await type("¡Solo hoy!"), "{time} is missing");
      await page.close();
    });

    test("begins a new language with the English texts, and a field for each of its plural forms", async () => {
      const { page } = await open("pl");
      const forms = await page.$$eval('li[data-name="points"] label', (labels) =>
        labels.map((label) => [label.textContent, label.lastElementChild.value, label.lastElementChild.placeholder]),
      );
      assert.deepEqual(forms.sort(), [
        ["few", "", "{n} points"],
        ["many", "", "{n} points"],
        ["one", "{n} point", "{n} points"],
        ["other", "{n} points", "{n} points"],
      ]);
      await page.close();
    });
  });
}
