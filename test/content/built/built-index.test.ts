import { describe, expect, it } from 'vitest';
import { entryOf, pageSearch } from '../../../src/content/built/built-index.ts';

const menu = 'home letters archive about the lamp and its keeper search feed imprint write to us';
const own = (n: number) =>
  [...'abcdefghijkl'].map((letter) => `${letter}${n} wick${letter}${n * 7} oil${n * 13}${letter}`).join(' ');

function search(texts: readonly string[], titles: readonly (readonly string[])[] = []) {
  const entries = texts.map((text, at) => {
    const page = { titles: titles[at] ?? [], canonical: null, images: [], links: [], words: text.split(' ') };
    return [`p${at}.html`, { ...entryOf(page), size: 1, changed: 1 }] as const;
  });
  return pageSearch(Object.fromEntries(entries));
}

describe('the search among the pages of a built site', () => {
  it('finds the page that has the words, whatever all pages have in common', () => {
    const find = search(Array.from({ length: 1_000 }, (_, n) => `${menu} ${own(n)} ${menu}`));
    expect(find(null, `${menu} ${own(417)}`.split(' '))).toEqual(['p417.html']);
    expect(find(null, own(2_000).split(' '))).toEqual([]);
  });

  it('puts titles before words, then more of the words, then the shorter page', () => {
    const texts = [`${own(1)} ${own(2)}`, own(1), 'something else', `${own(1)} ${menu}`];
    const find = search(texts, [[], [], ['oil wicks pier'], []]);
    expect(find('Oil & Wicks', own(1).split(' '))).toEqual(['p2.html', 'p1.html', 'p3.html', 'p0.html']);
    expect(find('Oil', own(3).split(' '))).toEqual(['p2.html']);
  });

  it('looks at few of many pages that are all alike', () => {
    const find = search(Array.from({ length: 1_000 }, () => own(1)));
    expect(find(null, own(1).split(' ')).length).toBeLessThan(1_000);
  });
});
