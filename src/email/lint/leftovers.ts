import type { Finding } from '../../content/finding.ts';
import type { HtmlParts } from '../clients/html-parts.ts';
import type { ReadEmail } from './read-email.ts';

/** What a template leaves where a value should be; the last only where it is all that an element says. */
const token = /\{\{[^{}\n]{0,60}(?:\}\}?)?|\}\}|\bPPSLOT\w*|\[object [A-Z]\w*\]/g;
const emptyValue = /^(?:undefined|null|NaN)$/;
/** Marks that markdown puts around words and mail's text part keeps. */
const marks = /[\s*_`\\]+/g;

interface Leftover {
  readonly leftover: string;
  readonly place: string;
}

/** Finds places that were to be filled and were not, unless the author wrote them so; each leftover once. */
export function lintLeftovers({ parts, bodyParts, text, subject, preheader }: ReadEmail): Finding[] {
  const authored = bare(saidIn(bodyParts));
  const found = [
    // Nobody means braces in a subject: it has no code.
    ...leftoversIn(subject, 'the subject'),
    ...[
      ...leftoversIn(preheader, 'the preview text'),
      ...leftoversInHtml(parts),
      ...leftoversIn(text, 'the text part'),
    ].filter(({ leftover }) => !authored.includes(bare(leftover))),
  ];
  const leftovers = found.map(({ leftover }) => leftover);
  const first = found.filter(({ leftover }, index) => leftovers.indexOf(leftover) === index);
  return first.map(({ leftover, place }) => ({
    rule: 'leftover-token',
    severity: 'error',
    line: null,
    message:
      `${JSON.stringify(leftover)} stands in ${place}, where a value should be: ` +
      'correct the template, or the front matter that it comes from.',
  }));
}

function leftoversInHtml({ texts, tags }: HtmlParts): Leftover[] {
  const words = texts.filter(({ isCode }) => !isCode);
  return [
    ...words.flatMap(({ text, line }) => [
      ...(emptyValue.test(text.trim()) ? [{ leftover: text.trim(), place: htmlLine(line) }] : []),
      ...leftoversIn(text, htmlLine(line)),
    ]),
    ...tags.flatMap(({ attributes, line }) =>
      Object.values(attributes).flatMap((value) => leftoversIn(value, htmlLine(line))),
    ),
  ];
}

function leftoversIn(words: string, place: string): Leftover[] {
  return (words.match(token) ?? []).map((leftover) => ({ leftover, place }));
}

function htmlLine(line: number): string {
  return `line ${line} of the HTML`;
}

/** All words and all attributes' values. */
function saidIn({ texts, tags }: HtmlParts): string {
  const words = texts.map(({ text }) => text).join('');
  return [words, ...tags.flatMap(({ attributes }) => Object.values(attributes))].join('\n');
}

function bare(words: string): string {
  return words.replace(marks, '');
}

/**
 * Controls other than tab and line breaks, the C1 controls that make Gmail clip a mail, halves of surrogate pairs,
 * and the two overrides that reverse the text after them (Unicode Standard Annex 9).
 */
const control = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\u202d\u202e\ufffe\uffff]/gu;

/** Finds characters that no reader sees and that break a mail. */
export function lintCharacters({ html, text, subject, preheader }: ReadEmail): Finding[] {
  const places = {
    'the subject': subject,
    'the preview text': preheader,
    'the HTML': html,
    'the text part': text,
  };
  return Object.entries(places).flatMap(([place, words]) => {
    const points = [...new Set(words.match(control) ?? [])].map(codePoint);
    if (points.length === 0) return [];
    const line = words.slice(0, words.search(control)).split('\n').length;
    return [
      {
        rule: 'control-character',
        severity: 'error',
        line: null,
        message: `${points.join(', ')} stands in ${place}, first in its line ${line}. Nobody sees it and it can break the mail: take it out.`,
      },
    ];
  });
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
