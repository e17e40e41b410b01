/**
 * Refuses a pattern that takes long on a text made for it: `tsx scripts/check-patterns.ts [FOLDER]`. Every pattern of
 * src, written or put together, reads texts of 20,000 characters made from its own repetitions, and a quarter of them.
 * One whose time grows as the square of the length, or worse, is a fault, one line each, and ends it with 1: a text of
 * 400,000 would hold up everybody for a minute.
 */
import { findComposed, findLiterals } from './check-patterns/find-patterns.ts';
import { slowText } from './check-patterns/slow-text.ts';

/** What reads less: the longest text that reaches the patterns of a file, in characters, and why that is so. */
const readsLess: Readonly<Record<string, number>> = {
  // Its window ends after 2,000 characters (tagWindow).
  'src/content/site-syntax/tag-template.ts': 2_000,
  // Only HTML that was made here: the sanitiser closes every tag, the template is the editor's own.
  'src/email/slots/slot-context.ts': 3_000,
};
const usual = 20_000;

const folder = process.argv[2] ?? 'src';
/** Programs and the page's own code begin to work as they are loaded. */
const programs = /cli\/main\.ts$|-worker\.ts$|\/client\/|measure-/;
const patterns = [...findLiterals(folder), ...(await findComposed(folder, programs))];
let faults = 0;
for (const pattern of patterns) {
  const slow = slowText(pattern, readsLess[pattern.place.replace(/:\d+$/, '')] ?? usual);
  if (slow === null) continue;
  faults += 1;
  console.error(
    `${pattern.place}: /${pattern.source.slice(0, 100)}/${pattern.flags} takes ${slow.milliseconds} ms over ${slow.text.length} characters that begin with ${JSON.stringify(slow.text.slice(0, 20))}.`,
  );
}
console.log(`${patterns.length} patterns of ${folder} checked, ${faults} faults.`);
process.exit(faults > 0 || patterns.length === 0 ? 1 : 0);
