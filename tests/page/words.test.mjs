// The words of the elements, in every language: pure functions, so no browser is needed.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { languages as languageNames } from "../../scripts/javascript.mjs";
import { top } from "../../scripts/run.mjs";
import { CYCLES, cycle, NOW, STREAKS, withTriggers } from "./pages/figures.js";

const builtIn = await languageNames();
const contents = `export * from "./words.js"; export * from "./languages.js"; ${builtIn.map((name) => `export { messages as "${name}" } from "./messages/${name}.js";`).join(" ")}`;
const { outputFiles } = await build({
  stdin: { contents, resolveDir: join(top, "pkg/src/elements"), loader: "ts" },
  bundle: true,
  format: "esm",
  write: false,
  charset: "utf8",
});
const { Words, languages, languageOf, ...exports } = await import(
  `data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`
);
for (const name of builtIn) languages[name] = exports[name];
const { en, fr, zh, "zh-Hant": zhHant } = languages;

const words = (lang, more = {}) =>
  new Words({ lang, messages: null, currency: null, timeZone: "UTC", offset: 0, ...more });

/** As it reads, without the marks that keep a name apart from what is around it; spaces of any kind are spaces. */
const plain = (text) => text.replace(/[\u2066-\u2069\u200e\u200f\u061c]/g, "").replace(/\s/g, " ");

const texts = (message) => (typeof message === "string" ? [message] : Object.values(message));
const places = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

for (const [name, messages] of Object.entries(languages)) {
  test(`${name} says everything that English says, with the same figures in it`, () => {
    assert.deepEqual(
      Object.keys(en).filter((key) => !(key in messages)),
      [],
    );
    const categories = new Intl.PluralRules(name).resolvedOptions().pluralCategories;
    for (const [key, message] of Object.entries(messages)) {
      const expected = places(texts(en[key] ?? en[key.replace(/Of$/, "")]).at(-1));
      if (typeof message === "object")
        assert.deepEqual(
          Object.keys(message).filter((category) => !categories.includes(category)),
          [],
          key,
        );
      for (const text of texts(message)) {
        assert.ok(text.trim(), key);
        // “One visit” and “two visits” are words without a figure in some languages.
        const isNumeral = expected.join() === "n" && places(text).length === 0;
        if (!isNumeral) assert.deepEqual(places(text), expected, `${key}: ${text}`);
      }
    }
  });
}

const FIGURES = [
  ["en", "visits", "3 of 5 visits, 60%"],
  ["en", "ahead", "750 of 1,000 points, 75%"],
  ["de", "visits", "3 von 5 Besuchen, 60 %"],
  ["de", "ahead", "750 von 1.000 Punkten, 75 %"],
  ["hi", "visits", "5 विज़िट में से 3 और 60%"],
  ["ar", "visits", "3 من 5 زيارات و60%"],
  ["ja", "visits", "3 / 5回 60%"],
  ["es", "visits", "3 de 5 visitas y 60 %"],
  ["fr", "visits", "3 sur 5 visites et 60 %"],
  ["pt", "visits", "3 de 5 visitas e 60%"],
  ["id", "visits", "3 dari 5 kunjungan, 60%"],
  ["th", "visits", "3 จาก 5 ครั้ง และ 60%"],
  ["vi", "visits", "3 / 5 lượt, 60%"],
  ["zh", "visits", "3 / 5次，60%"],
  ["zh-TW", "visits", "3 / 5次 60%"],
  ["en", "no-goal", "3 visits"],
  ["en", "over", "1,200 of 1,000 points, 100%"],
  ["en", "within-cap", "320 of 500 used, 64%"],
];
for (const [lang, cycle, expected] of FIGURES) {
  test(`figures in ${lang}: ${cycle}`, () => assert.equal(plain(words(lang).value(CYCLES[cycle]())), expected));
}

const STANDINGS = {
  "not-started": "1,000 points to go",
  ahead: "250 points to go",
  achieved: "Achieved on Aug 27",
  over: "Achieved",
  missed: "Missed by 600 points",
  upcoming: "Starts on Sep 2",
  "within-cap": "₹180 left before the limit",
  "cap-reached": "Limit reached",
  unenrolled: "No longer enrolled",
  "no-goal": "",
};
for (const [cycle, expected] of Object.entries(STANDINGS)) {
  test(`standing: ${cycle}`, () => assert.equal(words("en", { currency: "INR" }).standing(CYCLES[cycle]()), expected));
}

test("pace says what a day must bring, rounded up, and nothing once it does not matter", () => {
  assert.equal(words("en").pace(CYCLES.ahead()), "On course");
  assert.equal(words("en").pace(CYCLES.behind()), "Behind: 319 points a day from here");
  assert.equal(words("de").pace(CYCLES.behind()), "Im Rückstand: ab jetzt täglich 319 Punkte");
  assert.equal(words("en").pace({ ...CYCLES.behind(), daysLeft: 0 }), "Behind");
  assert.equal(words("en").pace(CYCLES.achieved()), "");
  assert.equal(words("en").pace(CYCLES.missed()), "");
});

test("the next trigger is the way to it", () => {
  assert.equal(words("en").trigger(withTriggers()), "50 points to Gold");
  assert.equal(words("de").trigger(withTriggers()), "noch 50 Punkte bis Gold");
  assert.equal(words("ja").trigger(withTriggers()), "Goldまであと50ポイント");
  assert.equal(plain(words("ar").trigger(withTriggers())), "تحتاج إلى 50 نقطة لبلوغ Gold");
  assert.equal(words("es").trigger(withTriggers()), "Faltan 50 puntos para Gold");
  assert.equal(words("fr").trigger(withTriggers()), "Encore 50 points pour Gold");
  assert.equal(words("pt").trigger(withTriggers()), "Faltam 50 pontos para Gold");
  assert.equal(words("id").trigger(withTriggers()), "50 poin lagi menuju Gold");
  assert.equal(words("th").trigger(withTriggers()), "อีก 50 คะแนน ถึง Gold");
  assert.equal(words("vi").trigger(withTriggers()), "Còn 50 điểm nữa đến Gold");
  assert.equal(words("zh").trigger(withTriggers()), "距Gold还差50积分");
  assert.equal(words("zh-HK").trigger(withTriggers()), "距離Gold還差50點");
  assert.equal(words("en").trigger({ ...withTriggers(), phase: "ended" }), "");
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LEFT = [
  [3 * DAY, "3 days left", 1],
  [3 * DAY - 1, "2 days left", DAY],
  [2 * DAY, "2 days left", 1],
  [2 * DAY - 1, "47 hours left", HOUR],
  [HOUR, "1 hour left", 1],
  [HOUR - 1, "59 minutes left", MINUTE],
  [2 * MINUTE - 1, "1 minute left", MINUTE],
  [30_000, "1 minute left", 30_000],
  [0, "Ended", Infinity],
  [-5, "Ended", Infinity],
];
for (const [ms, text, until] of LEFT) {
  test(`time left: ${ms} ms is “${text}”`, () =>
    assert.deepEqual(words("en").left(NOW + ms)(NOW), { text, until: NOW + until }));
}

test("the languages that are fetched are those that there are files for", async () => {
  const source = await readFile(join(top, "pkg/src/elements/languages.ts"), "utf8");
  const fetched = [...source.matchAll(/import\("\.\/messages\/(.+)\.js"\)/g)].map(([, name]) => name);
  assert.deepEqual(fetched, builtIn.sort());
  for (const name of builtIn) assert.equal(languageOf(name), name);
});

test("a text that ticks changes exactly when it says", () => {
  const left = words("en").left(NOW + 3 * DAY);
  const age = words("en").age(NOW);
  for (const [ticking, start] of [
    [left, NOW],
    [age, NOW],
  ]) {
    for (let now = start, changes = 0; changes < 100; changes++) {
      const { text, until } = ticking(now);
      if (until === Infinity) break;
      assert.equal(ticking(until - 1).text, text, `${text}, a millisecond before`);
      assert.notEqual(ticking(until).text, text, `${text}, at the instant`);
      now = until;
    }
  }
});

test("ages are relative", () => {
  assert.equal(words("en").age(NOW - 5 * MINUTE)(NOW).text, "Updated 5 minutes ago");
  assert.equal(words("en").age(NOW)(NOW).text, "Updated now");
  assert.equal(words("de").age(NOW - 3 * DAY)(NOW).text, "Stand: vor 3 Tagen");
  assert.equal(words("ja").age(NOW - 2 * HOUR)(NOW).text, "2 時間前に更新");
});

test("dates are days of the programme's zone", () => {
  const midnight = Date.parse("2024-08-31T18:30:00Z");
  assert.equal(words("en").day(midnight), "Aug 31");
  assert.equal(words("en", { timeZone: "Asia/Kolkata" }).day(midnight), "Sep 1");
  assert.equal(plain(words("en", { timeZone: "America/New_York" }).days("2024-08-26", "2024-09-01")), "Aug 26 – Sep 1");
});

test("Arabic has its duals", () => {
  const amounts = [0, 1, 2, 3, 11, 100].map((n) => plain(words("ar").amount(n, { unit: "visits" })));
  assert.deepEqual(amounts, ["0 زيارة", "زيارة واحدة", "زيارتين", "3 زيارات", "11 زيارة", "100 زيارة"]);
});

test("one is singular, millions are like other numbers, and what lacks is singular too", () => {
  const es = words("es");
  assert.deepEqual(
    [0, 1, 2, 1_000_000].map((n) => plain(es.amount(n, { unit: "points" }))),
    ["0 puntos", "1 punto", "2 puntos", "1.000.000 puntos"],
  );
  assert.deepEqual(
    [0, 1, 2, 1_000_000].map((n) => plain(words("fr").amount(n, { unit: "visits" }))),
    ["0 visite", "1 visite", "2 visites", "1 000 000 visites"],
  );
  assert.equal(es.standing({ ...CYCLES.ahead(), remaining: 1 }), "Falta 1 punto");
  assert.equal(words("pt").standing({ ...CYCLES.missed(), remaining: 1 }), "Não concluído: faltou 1 ponto");
  assert.equal(words("id").amount(1, { unit: "quantity" }), "1 item");
});

test("the plural is that of the figure that is shown, not of the one before it was rounded", () => {
  const { trigger, standing, surplus } = Object.fromEntries(
    ["trigger", "standing", "surplus"].map((name) => [name, (lang, of) => plain(words(lang)[name](of))]),
  );
  const left = (remaining, unit, more = {}) => ({ ...CYCLES.ahead(), unit, remaining, ...more });
  assert.equal(standing("en", left(0.996, "points")), "1 point to go");
  assert.equal(standing("es", left(0.996, "points")), "Falta 1 punto");
  assert.equal(standing("en", left(1.0000001, "visits")), "1.01 visits to go");
  assert.equal(standing("pt", { ...CYCLES.missed(), remaining: 0.996 }), "Não concluído: faltou 1 ponto");
  assert.equal(surplus("en", { ...CYCLES.ahead(), surplus: 1.001 }), "1 point over");
  const nextTrigger = { name: "Silver", remaining: 0.996 };
  assert.match(trigger("en", left(0.996, "points", { nextTrigger, phase: "active" })), /^1 point to /);
});

test("Chinese is in the characters of the page's region", () => {
  assert.deepEqual(
    ["zh", "zh-CN", "zh-SG", "zh-Hans-HK", "zh-TW", "zh-HK", "zh-MO", "zh-Hant", "zh-Hant-US"].map(languageOf),
    ["zh", "zh", "zh", "zh", "zh-Hant", "zh-Hant", "zh-Hant", "zh-Hant", "zh-Hant"],
  );
  assert.deepEqual(["pt-PT", "in", "en-IN", "not a tag", "constructor"].map(languageOf), ["pt", "id", "en", "", ""]);
  assert.equal(words("zh-CN").left(NOW + 3 * DAY)(NOW).text, "剩余3天");
  assert.equal(words("zh-TW").left(NOW + 3 * DAY)(NOW).text, "剩餘 3 天");
});

test("marks stand as each language sets them", () => {
  for (const text of Object.values(fr).flatMap(texts)) {
    assert.doesNotMatch(text, /[^\u202f][:!?;]/, `a narrow no-break space before the mark: ${text}`);
    assert.doesNotMatch(text, /'/, `an apostrophe, not a prime: ${text}`);
  }
  for (const text of [zh, zhHant].flatMap((messages) => Object.values(messages)).flatMap(texts)) {
    assert.doesNotMatch(text, /[:;,!?()]/, `marks are full-width: ${text}`);
    assert.doesNotMatch(text.replaceAll(" / ", "/"), /\} [^{/]|[^剩餘用] \{/, `no space beside a figure: ${text}`);
  }
});

test("a language without messages is English throughout, figures too", () => {
  assert.equal(words("nl").locale, "en");
  assert.equal(words("nl").value(CYCLES.ahead()), "750 of 1,000 points, 75%");
  assert.equal(words("not a tag").locale, "en");
  assert.equal(words("de-AT").locale, "de-AT");
  assert.equal(words("ar-EG").isRightToLeft, true);
});

test("messages replace texts one by one; what is in a name stays as it is", () => {
  const own = words("en", {
    messages: { remaining: "only {amount}!", points: { one: "{n} star", other: "{n} stars" } },
  });
  assert.equal(own.standing(CYCLES.ahead()), "only 250 stars!");
  assert.equal(own.standing(CYCLES.achieved()), "Achieved on Aug 27");
  const trigger = { ...withTriggers(), nextTrigger: { ...withTriggers().nextTrigger, name: "{amount} <b>" } };
  assert.equal(words("en").trigger(trigger), "50 points to {amount} <b>");
});

test("amounts never look like more than they are, nor what is left like less", () => {
  const close = cycle({ target: 100, achieved: 99.999995, unit: "value" });
  assert.equal(words("en").value(close), "99.99 of 100, 99%");
  assert.equal(words("en").standing(close), "0.01 to go");
  const money = cycle({ target: 100_000, achieved: 99_999.5, unit: "currency" });
  assert.equal(words("en", { currency: "JPY" }).value(money), "¥99,999 of ¥100,000, 99%");
  assert.equal(words("en", { currency: "JPY" }).standing(money), "¥1 to go");
  // 0.29 × 100 is 28.999999999999996 in doubles.
  assert.equal(words("en").amount(0.29, { unit: "value" }, "down"), "0.29");
});

test("a rate a day has the decimals of its currency, whole visits, and is never more than what is left", () => {
  const behind = (changes, requiredPerDay) =>
    cycle({ pace: { expected: 1, status: "behind", projected: null, requiredPerDay }, ...changes });
  const kuwait = behind({ unit: "currency", target: 2.5, achieved: 1.234 }, 0.2302);
  assert.equal(plain(words("en", { currency: "KWD" }).pace(kuwait)), "Behind: KWD 0.231 a day from here");
  const japan = behind({ unit: "currency", target: 1000, achieved: 10 }, 141.4);
  assert.equal(words("en", { currency: "JPY" }).pace(japan), "Behind: ¥142 a day from here");
  const visits = behind({ unit: "visits", target: 5, achieved: 3 }, 0.3);
  assert.equal(words("en").pace(visits), "Behind: 1 visit a day from here");
  const last = behind({ unit: "currency", target: 10, achieved: 9.5 }, 0.75);
  assert.equal(words("en", { currency: "USD" }).pace(last), "Behind: $0.50 a day from here");
});

test("texts for a region, where there are any", () => {
  languages["fr-CA"] = { ...fr, retry: "Essayer de nouveau" };
  assert.equal(words("fr-CA").say("retry"), "Essayer de nouveau");
  assert.equal(words("fr-BE").say("retry"), fr.retry);
});

test("currency that is no code is left out, not an error", () => {
  assert.equal(words("en", { currency: "rupees" }).amount(5, { unit: "currency" }), "5");
  assert.equal(words("de", { currency: "EUR" }).amount(1234.5, { unit: "currency" }).replace(/\s/g, " "), "1.234,50 €");
});

test("levels show no more than it takes, and say what is out of reach", () => {
  const [first, second] = STREAKS.achieved().levels;
  assert.equal(words("en").level(first), "3 of 3");
  assert.equal(words("en").level({ ...first, current: 0 }), "3 of 3", "what was reached before the streak broke");
  assert.equal(words("en").levelStanding(second), "Achieved on Aug 29");
  assert.deepEqual(
    STREAKS.broken().levels.map((level) => words("en").levelStanding(level)),
    ["Streak broken", "Out of reach this time"],
  );
});

test("a rank, among others and alone, and what it was given for", () => {
  const rank = { rank: 1200, of: null, value: null, at: null };
  assert.equal(words("en").rank(rank, { unit: "value" }), "Rank 1,200");
  assert.equal(
    plain(words("de").rank({ ...rank, of: 24000, value: 1 }, { unit: "points" })),
    "Platz 1.200 von 24.000, 1 Punkt",
  );
  assert.equal(words("ja").rank({ ...rank, rank: 3, of: 9 }, { unit: "value" }), "9人中3位");
});

test("the civil day of an instant is that of the programme", () => {
  const instant = Date.parse("2024-08-30T18:30:00Z");
  const day = (more) => new Date(words("en", more).civilDay(instant) * DAY).toISOString().slice(0, 10);
  assert.equal(day({}), "2024-08-30");
  assert.equal(day({ timeZone: "Asia/Kolkata" }), "2024-08-31");
  assert.equal(day({ offset: 5.5 * 3_600_000 }), "2024-08-31");
  assert.equal(day({ timeZone: "America/New_York" }), "2024-08-30");
});

test("steps are told apart in few letters", () => {
  const [step] = STREAKS["in-progress"]().steps;
  assert.equal(words("en").stepLabel(step), "26");
  assert.equal(words("en").stepLabel({ ...step, endsAt: step.startsAt + 31 * DAY }), "Aug");
  assert.equal(words("en").stepLabel({ ...step, startsAt: null }), "Day_1");
  assert.equal(words("en").step(step), "Aug 26, Achieved");
});
