/** A space that no line is broken at: a control character, which no issue can contain once it is parsed. */
export const gluedSpace = '\u0001';

/** What the first line of a wrapped text begins with, and what every other line begins with. */
export interface Indent {
  readonly first: string;
  readonly rest: string;
}

const noIndent: Indent = { first: '', rest: '' };

const wide =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\u3000-\\u303f\\uff01-\\uff60\\u{1f300}-\\u{1faff}]';
const closing =
  '[\\u3001\\u3002\\uff0c\\uff0e\\uff01\\uff1f\\uff1a\\uff1b\\u300d\\u300f\\u3011\\uff09\\u300b]';
const breakable = new RegExp(`${wide}${closing}*|(?:(?!${wide}).)+`, 'gu');
const wideCharacters = new RegExp(wide, 'gu');
const zeroWidth = /[\p{Mn}\p{Me}\p{Cf}]/gu;

/** How many columns of a terminal a line takes: two for East Asian characters and emoji, none for combining marks. */
export function displayWidth(text: string): number {
  const visible = text.replace(zeroWidth, '');
  return Array.from(visible).length + (visible.match(wideCharacters)?.length ?? 0);
}

const graphemes = new Intl.Segmenter();

/** As much of a text as takes at most `width` columns, cut between two of what a reader takes for characters. */
export function cutToWidth(text: string, width: number): string {
  let taken = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    // One emoji is two columns wide, of however many it is joined.
    taken += Math.min(2, displayWidth(segment));
    if (taken > width) return text.slice(0, index);
  }
  return text;
}

/**
 * Breaks text into lines of at most `width` columns, indents included. A word longer than that (a web address) keeps
 * a line to itself and is never broken; a line feed in the text stays one.
 */
export function wrapText(text: string, width: number, indent: Indent = noIndent): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    const prefix = lines.length === 0 ? indent.first : indent.rest;
    lines.push(...wrapParagraph(paragraph, width, { first: prefix, rest: indent.rest }));
  }
  return lines.map((line) => line.replaceAll(gluedSpace, ' ').trimEnd());
}

function wrapParagraph(text: string, width: number, indent: Indent): string[] {
  const lines: string[] = [];
  let line = indent.first;
  let empty = true;
  for (const { text: piece, spaced } of pieces(text)) {
    const joined = empty || !spaced ? line + piece : `${line} ${piece}`;
    if (!empty && displayWidth(joined) > width) {
      lines.push(line);
      line = indent.rest + piece;
    } else {
      line = joined;
    }
    empty = false;
  }
  return [...lines, line];
}

/** The parts between which a line may break: words, and single characters of scripts that use no spaces. */
function* pieces(text: string): Generator<{ text: string; spaced: boolean }> {
  for (const word of text.split(/[ \t]+/)) {
    if (word === '') continue;
    const parts = word.includes('://') ? [word] : (word.match(breakable) ?? [word]);
    for (const [index, part] of parts.entries()) yield { text: part, spaced: index === 0 };
  }
}
