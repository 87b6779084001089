import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

/** All that the editor says, in one language. */
export type Words = typeof en;

export const LANGUAGES = { en, 'zh-CN': zhCN } as const satisfies Record<string, Words>;
export type Language = keyof typeof LANGUAGES;

/** What the languages are called, each in itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', 'zh-CN': '简体中文' };

export function isLanguage(name: string): name is Language {
  return Object.hasOwn(LANGUAGES, name);
}

/** The first of a person's languages that there are words in, else English. */
export function preferredLanguage(languages: readonly string[]): Language {
  for (const language of languages) {
    if (language.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (language.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}
