import { ar } from './ar.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fa } from './fa.ts';
import { fr } from './fr.ts';
import { it } from './it.ts';
import { ja } from './ja.ts';
import { nl } from './nl.ts';
import { pl } from './pl.ts';
import { pt } from './pt.ts';
import type { WordKey, Words } from './words.ts';
import { zhHans } from './zh-hans.ts';

/** By language tag, in lower case; with the script where a language has several. */
export const catalogues: Readonly<Record<string, Words>> = {
  ...{ en, ar, de, es, fa, fr, it, ja, nl, pl, pt },
  'zh-hans': zhHans,
};

/** The words in a language and the language that they are in, which is English where there is no catalogue. */
export interface ChosenWords {
  readonly words: Words;
  readonly language: string;
}

/** @param own what the publisher says in other words */
export function chooseWords(language: string, own: Partial<Words> = {}): ChosenWords {
  const found = tagsOf(language).find((tag) => Object.hasOwn(catalogues, tag)) ?? 'en';
  return { words: { ...en, ...catalogues[found], ...own }, language: found };
}

/** The language with its script, as it is most likely written, and without, where that is the usual one. */
function tagsOf(tag: string): string[] {
  try {
    const { language, script } = new Intl.Locale(tag).maximize();
    const isUsual = script === new Intl.Locale(language).maximize().script;
    return [`${language}-${script}`.toLowerCase(), ...(isUsual ? [language] : [])];
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** A sentence with its `{names}` filled in. */
export function sayWords(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{([a-z]+)\}/gi, (written, name: string) => values[name] ?? written);
}

export function isWordKey(name: string): name is WordKey {
  return Object.hasOwn(en, name);
}
