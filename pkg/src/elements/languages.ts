/**
 * Which languages there are, and where their texts come from.
 *
 * @module
 */

import { en, type Message, type Messages, type Plural } from "./messages/en.js";

export type { Message, Messages, Plural };

/** Texts by language: `de`, or with a script where that decides, as in `zh-Hant`. */
export interface Languages {
  /** English, which stands in for what the others lack. */
  en: Messages;
  [language: string]: Messages;
}

/**
 * The languages that the elements speak. English is here from the start; the other built-in ones are fetched when a page
 * is in them. Add one, or change a text for every element of the page:
 *
 * @example
 * languages.nl = { ...languages.en, retry: "Opnieuw proberen" };
 */
export const languages: Languages = { en };

/** The built-in languages besides English. Written out, because bundlers only find imports that are. */
const fetches: Record<string, () => Promise<{ messages: Messages }>> = {
  ar: () => import("./messages/ar.js"),
  de: () => import("./messages/de.js"),
  es: () => import("./messages/es.js"),
  fr: () => import("./messages/fr.js"),
  hi: () => import("./messages/hi.js"),
  id: () => import("./messages/id.js"),
  ja: () => import("./messages/ja.js"),
  pt: () => import("./messages/pt.js"),
  th: () => import("./messages/th.js"),
  vi: () => import("./messages/vi.js"),
  zh: () => import("./messages/zh.js"),
  "zh-Hant": () => import("./messages/zh-Hant.js"),
};

const loading = new Map<string, Promise<void>>();

/** Fetches the messages of a language; undefined when there is nothing to wait for. @internal */
export function fetchMessages(lang: string): Promise<void> | undefined {
  const language = languageOf(lang);
  const fetch = fetches[language];
  if (languages[language] || !fetch) return undefined;
  let promise = loading.get(language);
  if (!promise) {
    const keep = (messages: Messages): void => {
      languages[language] ??= messages;
    };
    // If the fetch fails, English is better than nothing.
    promise = fetch().then(
      ({ messages }) => keep(messages),
      () => keep(en),
    );
    loading.set(language, promise);
  }
  return promise;
}

/** The language whose texts fit a BCP 47 tag: the tag itself, or with its script, or alone; empty for what is no tag. */
export function languageOf(lang: string): string {
  const isThere = (name: string): boolean => Object.hasOwn(fetches, name) || Object.hasOwn(languages, name);
  // Most pages say `en` or `de`, and asking for the first locale takes Chromium 12 ms, on a phone 50.
  if (isThere(lang)) return lang;
  try {
    const { language, script } = new Intl.Locale(lang).maximize();
    const scripted = `${language}-${script}`;
    return isThere(scripted) ? scripted : language;
  } catch {
    return "";
  }
}

/** Whether a language is written from right to left. */
export const isRightToLeft = (language: string): boolean => /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b/.test(language);
