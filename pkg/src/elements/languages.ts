/**
 * The languages of the elements: this is the one list of them, beside the files in `messages`.
 *
 * @module
 */

import { en, type Messages } from "./messages/en.js";

/** Texts by their language; by language and script where a language has two, as in `zh-Hant`. */
export interface Languages {
  /** English, which stands in for what the others lack. */
  en: Messages;
  [language: string]: Messages;
}

/**
 * The languages that the elements speak. English is here from the start; the others that are built in (Arabic, Chinese in both scripts,
 * French, German, Hindi, Indonesian, Japanese, Portuguese, Spanish, Thai and Vietnamese) come when a page is in one of them. Add one, or
 * change a text for every element of the page:
 *
 * @example
 * languages.nl = { ...languages.en, retry: "Opnieuw" };
 */
export const languages: Languages = { en };

/** Written out one by one, so that bundlers see them. */
const builtIn: Record<string, () => Promise<Messages>> = {
  ar: async () => (await import("./messages/ar.js")).ar,
  de: async () => (await import("./messages/de.js")).de,
  es: async () => (await import("./messages/es.js")).es,
  fr: async () => (await import("./messages/fr.js")).fr,
  hi: async () => (await import("./messages/hi.js")).hi,
  id: async () => (await import("./messages/id.js")).id,
  ja: async () => (await import("./messages/ja.js")).ja,
  pt: async () => (await import("./messages/pt.js")).pt,
  th: async () => (await import("./messages/th.js")).th,
  vi: async () => (await import("./messages/vi.js")).vi,
  zh: async () => (await import("./messages/zh.js")).zh,
  "zh-Hant": async () => (await import("./messages/zh-Hant.js")).zhHant,
};

const coming = new Map<string, Promise<void>>();

/** Fetches the messages of a language; undefined when there are none to wait for. */
export function fetchMessages(lang: string): Promise<void> | undefined {
  const language = languageOf(lang);
  const fetch = builtIn[language];
  if (languages[language] || !fetch) return undefined;
  let promise = coming.get(language);
  if (!promise) {
    const keep = (messages: Messages): void => {
      languages[language] ??= messages;
    };
    // When they do not come, English is better than nothing.
    promise = fetch().then(keep, () => keep(en));
    coming.set(language, promise);
  }
  return promise;
}

/** Under which name a tag's messages are: that of its language and script where there is one, else of its language; empty for no tag. */
export function languageOf(lang: string): string {
  try {
    const locale = new Intl.Locale(lang);
    const { language } = locale;
    const withScript = `${language}-${locale.maximize().script}`;
    return languages[withScript] || builtIn[withScript] ? withScript : (language ?? "");
  } catch {
    return "";
  }
}
