import { quoteValue } from '../text/quote-value.ts';
import type { LintFault } from './lint-rules.ts';

/** C0 without tab, line feed and carriage return; C1; delete. */
const control = /(?![\t\n\r])\p{Cc}/gu;
/** Windows-1252 bytes 0x80 to 0x9F as characters: what a C1 control in a text nearly always was. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const bidi = /[\u202a-\u202e\u2066-\u2069]/g;

/** Characters that nobody sees, one fault a line and character. */
export function lintCharacters(markdown: string): LintFault[] {
  return markdown
    .split('\n')
    .flatMap((text, line) => [...judgeControls(text, line), ...judgeBidi(text, line)]);
}

function judgeControls(text: string, line: number): LintFault[] {
  return [...new Set(text.match(control) ?? [])].map((character) => {
    const meant = windows1252[character.charCodeAt(0) - 0x80];
    const advice =
      meant === undefined || meant === character ? 'take it out' : `it was probably meant to be ${meant}`;
    const message = `The control character ${codePoint(character)} stands in ${around(text, character)}: ${advice}.`;
    return { rule: 'control-character', line, message };
  });
}

/** Overrides end with U+202C, isolates with U+2069 (UAX #9); left open they turn the text after them (CVE-2021-42574). */
function judgeBidi(text: string, line: number): LintFault[] {
  const open: string[] = [];
  let unopened: string | null = null;
  for (const [character] of text.matchAll(bidi)) {
    if (character !== '\u202c' && character !== '\u2069') open.push(character);
    else if (open.length > 0 && isIsolate(open.at(-1) ?? '') === (character === '\u2069')) open.pop();
    else unopened = character;
  }
  const character = open.at(-1) ?? unopened;
  if (character === null) return [];
  const message = `The character ${codePoint(character)} turns the direction of the text and has no partner on its line, in ${around(text, character)}: take it out, or close it with ${isIsolate(character) ? 'U+2069' : 'U+202C'}.`;
  return [{ rule: 'control-character', line, message }];
}

function isIsolate(character: string): boolean {
  return character >= '\u2066';
}

function codePoint(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A few words before and after, with a dot for the character and without others that cannot be seen. */
function around(text: string, character: string): string {
  const at = text.indexOf(character);
  const shown = (part: string): string => part.replace(control, '').replace(bidi, '');
  return quoteValue(`${shown(text.slice(Math.max(0, at - 20), at))}·${shown(text.slice(at + 1, at + 20))}`);
}
