import { issueWordPattern, readHanNumber, seriesWordPattern } from './issue-number-words.ts';

/**
 * How a text says a number, the surest first: by a word for issue (`No. 10`, `第10期`), as its only content (`010`),
 * behind `#`, by a word for a series (`Week 10`, `vol.10`), at the end of a segment behind a prefix (`bpf-updates-10`),
 * at the very start (`10-a-new-parser`), or somewhere behind a prefix (`twis-10-the-parser`).
 */
export type NumberForm = 'issue-word' | 'bare' | 'hash' | 'series-word' | 'trailing' | 'leading' | 'inner';

export interface NumberCandidate {
  readonly number: number;
  readonly form: NumberForm;
  /** The words before the number without digits and signs: files that share them are one series. */
  readonly prefix: string;
}

/** Issue numbers have up to five digits; longer ones are identifiers. */
const digits = '(\\d{1,5})(?!\\d)';
const wordEnd = '(?!\\p{Script=Latin})';

const issueWord = new RegExp(`${issueWordPattern}[.:]?[ _-]?[#(]?${digits}${wordEnd}`, 'giu');
const ordinalIssue = new RegExp(
  `(?<!\\d)${digits}(?:st|nd|rd|th|e|è|ème|º|ª|\\.)?[ _-]?${issueWordPattern}${wordEnd}`,
  'giu',
);
const eastAsianIssue =
  /第 ?(?:(\d{1,5})|([〇零一二两三四五六七八九十百千]+)) ?[期号號回卷辑輯周週季]|(?<!\d)(\d{1,5}) ?[期호]/gu;
const hash = new RegExp(`(?<![\\p{L}\\p{N}&])# ?${digits}${wordEnd}`, 'giu');
const seriesWord = new RegExp(`${seriesWordPattern}\\.?[ _-]?#?${digits}${wordEnd}`, 'giu');

/** `2.1`, `v2`, `50%`, `$5` and the like are quantities and versions. */
const quantity =
  /(?<![\p{L}\d])v\d+(?!\p{L})|(?<!\d)v?\d+(?:\.\d+)+|[$€£¥]\s?\d+|(?<!\d)\d+(?:[.,]\d+)?\s?(?:%|€|°)|(?<!\d)\d{1,3}(?:,\d{3})+/giu;

/** Every number that `text` (dates blanked out, digits in ASCII) may mean as the number of an issue. */
export function readNumbers(text: string, kind: 'name' | 'title'): NumberCandidate[] {
  if (!/[\d第]/.test(text)) return [];
  const plain = text.replaceAll(quantity, (match) =>
    /^0\d*\./.test(match) ? match : ' '.repeat(match.length),
  );
  return [
    ...matches(plain, issueWord, 'issue-word'),
    ...matches(plain, ordinalIssue, 'issue-word'),
    ...eastAsian(plain),
    ...bare(plain),
    ...matches(plain, hash, 'hash'),
    ...matches(plain, seriesWord, 'series-word'),
    ...(kind === 'name' ? positionsInName(plain) : positionsInTitle(plain)),
  ];
}

function matches(text: string, pattern: RegExp, form: NumberForm): NumberCandidate[] {
  return [...text.matchAll(pattern)].map((match) => candidate(match[1], form, text.slice(0, match.index)));
}

function eastAsian(text: string): NumberCandidate[] {
  return [...text.matchAll(eastAsianIssue)].flatMap((match) => {
    const number = match[2] === undefined ? Number(match[1] ?? match[3]) : readHanNumber(match[2]);
    return number === null ? [] : [candidate(String(number), 'issue-word', text.slice(0, match.index))];
  });
}

function bare(text: string): NumberCandidate[] {
  const only = /^[^\p{L}\p{N}]*(\d{1,5})[^\p{L}\p{N}]*$/u.exec(text);
  return only === null ? [] : [candidate(only[1], 'bare', '')];
}

function positionsInName(name: string): NumberCandidate[] {
  const text = name.replace(/^[^\p{L}\p{N}]+/u, '').replace(/[^\p{L}\p{N}]+$/u, '');
  const trailing = /(?<!\d[._-]?)(\d{1,5})$/u.exec(text);
  const beforeTrailing = text.slice(0, trailing?.index);
  const leading = /^(\d{1,5})(?=[^\p{L}\p{N}]|\p{Script=Han}|\p{Script=Hangul})/u.exec(text);
  const inner = /^(?=[^\d]*\p{L})([^\d]+)(\d{1,5})(?=[^\p{L}\p{N}]+\p{L})/u.exec(text);
  return [
    ...(trailing !== null && /\p{L}/u.test(beforeTrailing)
      ? [candidate(trailing[1], 'trailing', beforeTrailing)]
      : []),
    ...(leading === null || leading[0] === text ? [] : [candidate(leading[1], 'leading', '')]),
    ...(inner === null ? [] : [candidate(inner[2], 'inner', inner[1])]),
  ];
}

const separator = '[:;|,，：｜·•—–~(\\[\\])»«]|\\s-\\s';
const leadingInTitle = new RegExp(`^\\s*${digits}\\s*(?:[.：]|${separator}).*\\p{L}`, 'u');
const endOfSegment = new RegExp(`(?<![\\p{N}.,])${digits}(?=\\s*(?:$|[.!?]?$|${separator}))`, 'gu');

function positionsInTitle(title: string): NumberCandidate[] {
  const leading = leadingInTitle.exec(title);
  const trailing = [...title.matchAll(endOfSegment)].flatMap((match) => {
    const before = title.slice(0, match.index);
    const segment = before.split(new RegExp(separator, 'u')).at(-1) ?? '';
    const prefix = /\p{L}/u.test(segment) ? segment : before;
    return /\p{L}/u.test(prefix) ? [candidate(match[1], 'trailing', prefix)] : [];
  });
  return [...(leading === null ? [] : [candidate(leading[1], 'leading', '')]), ...trailing];
}

function candidate(digitsFound: string | undefined, form: NumberForm, prefix = ''): NumberCandidate {
  const words = prefix
    .toLowerCase()
    .replaceAll(/[^\p{L}]+/gu, ' ')
    .trim();
  return { number: Number(digitsFound), form, prefix: words };
}
