import { describe, expect, test } from 'vitest';
import { catalogues, chooseWords, sayWords } from '../../../src/content/words/choose-words.ts';
import { en } from '../../../src/content/words/en.ts';

const placeholders = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).sort();

test('there are catalogues of these languages', () => {
  expect(Object.keys(catalogues).sort()).toEqual(
    ['ar', 'de', 'en', 'es', 'fa', 'fr', 'it', 'ja', 'nl', 'pl', 'pt', 'zh-hans'].sort(),
  );
});

describe.each(Object.entries(catalogues))('the catalogue %s', (language, words) => {
  test('has every key, and no other', () => {
    expect(Object.keys(words).sort()).toEqual(Object.keys(en).sort());
  });

  test('says something for each, with the same values in it', () => {
    for (const [key, sentence] of Object.entries(words)) {
      expect(sentence.trim(), key).not.toBe('');
      expect(placeholders(sentence), `${language}: ${key}`).toEqual(placeholders(en[key as keyof typeof en]));
    }
  });
});

test.each([
  ['de', 'de'],
  ['de-AT', 'de'],
  ['pt-BR', 'pt'],
  ['zh', 'zh-hans'],
  ['zh-CN', 'zh-hans'],
  ['zh-Hans-SG', 'zh-hans'],
  // Another script is another language to its reader.
  ['zh-TW', 'en'],
  ['zh-Hant', 'en'],
  ['ar-Latn', 'en'],
  ['sv', 'en'],
  ['not a tag', 'en'],
])('who writes in %s is spoken to in %s', (language, spoken) => {
  expect(chooseWords(language).language).toBe(spoken);
});

test('the publisher has the last word, and values stand where the sentence wants them', () => {
  const { words } = chooseWords('de', { subscribe: 'Mitlesen' });
  expect([words.subscribe, words.unsubscribe]).toEqual(['Mitlesen', 'Abmelden']);
  expect(sayWords('{who} {name}, {other}', { who: 'a', name: '$& {who}' })).toBe('a $& {who}, {other}');
});
