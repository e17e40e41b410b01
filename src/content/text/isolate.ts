/** Unicode Standard Annex 9: isolates whose direction their first letter decides, or that are read from left to right. */
const firstStrong = '\u2068';
const leftToRight = '\u2066';
const end = '\u2069';
const latinFirst = /^[^\p{L}]*\p{Script=Latin}/u;

/** A name, a date or an address, which takes no part in the direction of the text around it. */
export function isolate(text: string): string {
  return text === '' ? '' : `${firstStrong}${text}${end}`;
}

/** Code, which is read from left to right whatever stands in it. */
export function isolateCode(text: string): string {
  return `${latinFirst.test(text) ? firstStrong : leftToRight}${text}${end}`;
}

const word = '[\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}]';
const within = '[\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}\\p{M}\\p{Nd}]';
/** Signs and blanks between two words of the run, brackets among them, but no line end. */
const between = '[^\\p{L}\\p{M}\\p{Nd}\\n\\u2066-\\u2069\\u0001]{1,20}';
/** What belongs to the last word of the run: `C++`, `C#`, `100%`, and a bracket that opens within the run. */
const latinRun = new RegExp(
  `${word}${within}*(?:${between}${within}+)*(?:\\+\\+|#|%)?|(?<![\\p{L}\\p{Nd}])[+-]?\\d+(?:[-/:.]\\d+)+`,
  'gu',
);
const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * Text written from right to left, with its runs of other scripts, and dates and numbers of several parts, isolated:
 * without that a bracket, a sign or a number beside them is drawn at the wrong end. A single word needs nothing.
 */
export function isolateRuns(text: string): string {
  let done = 0;
  let out = '';
  for (const match of text.matchAll(latinRun)) {
    if (match.index < done) continue;
    const run = withBrackets(text, match.index, match.index + match[0].length);
    out += text.slice(done, match.index);
    out += /^\p{L}+$/u.test(run) ? run : isolate(run);
    done = match.index + run.length;
  }
  return out + text.slice(done);
}

/** A bracket that opens in the run ends in it, and one that opens before it ends it. */
function withBrackets(text: string, start: number, end: number): string {
  const open: string[] = [];
  for (let at = start; at < end; at += 1) {
    const sign = text[at] ?? '';
    if (closers[sign] !== undefined) open.push(closers[sign]);
    else if (sign === open.at(-1)) open.pop();
    else if (/[)\]}]/.test(sign)) return text.slice(start, at).trimEnd();
  }
  let last = end;
  while (open.length > 0 && text[last] === open.at(-1)) {
    open.pop();
    last += 1;
  }
  return text.slice(start, last);
}
