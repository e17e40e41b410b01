import { en } from './en.ts';
import type { WordKey, Words } from './words.ts';

const keys: Readonly<Record<string, WordKey>> = {
  note: 'calloutNote',
  tip: 'calloutTip',
  important: 'calloutImportant',
  warning: 'calloutWarning',
  caution: 'calloutCaution',
};

/** What stands above a callout without a title: the word for its kind, else the kind as the author wrote it. */
export function calloutLabel(kind: string, tint: string, words: Words = en): string {
  const key = tint === 'sponsor' ? 'calloutSponsor' : keys[kind];
  return key === undefined ? kind.charAt(0).toUpperCase() + kind.slice(1) : words[key];
}
