import { en } from './en.ts';
import type { WordKey, Words } from './words.ts';

/** By language tag, in lower case. */
const catalogues: Readonly<Record<string, Words>> = { en };

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

/** From the whole tag to the bare language: `zh-Hans-CN`, `zh-hans`, `zh` (RFC 4647 section 3.4). */
function tagsOf(language: string): string[] {
  const parts = language.toLowerCase().split('-');
  return parts.map((_, at) => parts.slice(0, parts.length - at).join('-'));
}

/** A sentence with its `{names}` filled in. */
export function sayWords(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{([a-z]+)\}/gi, (written, name: string) => values[name] ?? written);
}

export function isWordKey(name: string): name is WordKey {
  return Object.hasOwn(en, name);
}
