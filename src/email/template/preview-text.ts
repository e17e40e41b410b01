import type { Outline } from '../../content/html/outline.ts';
import { cutToWidth, displayWidth } from '../../content/text/wrap-text.ts';

/** What inbox lists have room for after the subject, in columns: a Chinese character takes two. */
const longestPreview = 140;

/** How much of a summary may stand in the first paragraph already before it is a repetition. */
const repetition = 0.6;

/** The line shown after the subject: the summary, else its first words; one line, cut at a word. */
export function previewText(summary: string | null, firstParagraph: string): string {
  const text = oneLine(summary ?? '') || oneLine(firstParagraph);
  if (displayWidth(text) <= longestPreview) return text;
  const cut = cutToWidth(text, longestPreview);
  const end = cut.lastIndexOf(' ');
  // Without blanks near the end the cut is between two characters of a script that has none.
  return `${cut.slice(0, end > cut.length / 2 ? end : cut.length).replace(/(?<![\s,;:.\u2013\u2014-])[\s,;:.\u2013\u2014-]+$/, '')}…`;
}

/** More of an issue's words for an inbox's line, as many as fit: what the preheader does not say already. */
export function previewFiller(
  preheader: string,
  { firstParagraph, sections }: Outline,
  room: number,
): string {
  const first = oneLine(firstParagraph);
  const titles = sections.map(({ title }) => title).join(' · ');
  const isSaid = preheader === '' || first.startsWith(preheader.replace(/…$/, ''));
  const words = [isSaid ? '' : first, titles].filter((text) => text !== '').join(' · ');
  const cut = cutToWidth(words, room);
  return cut === words ? cut : cut.replace(/\s+\S*$/, '');
}

/** The summary as a standfirst below the title, unless the first paragraph says the same in most of its words. */
export function standfirst(summary: string | null, firstParagraph: string): string | null {
  const text = oneLine(summary ?? '');
  const words = wordsOf(text);
  const said = new Set(wordsOf(firstParagraph));
  const repeated = words.filter((word) => said.has(word)).length;
  return words.length === 0 || repeated / words.length > repetition ? null : text;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
