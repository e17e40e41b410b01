import type { Issue } from '../issue.ts';
import { quoteValue } from '../text/quote-value.ts';
import { displayWidth } from '../text/wrap-text.ts';
import type { LintFault, LintRule } from './lint-rules.ts';

const subjectRange = { least: 10, most: 78 };
const preheaderRange = { least: 40, most: 140 };

/** What inbox lists show of an issue: its subject and the line after it. */
export function lintSubject({ title, summary }: Issue, firstParagraph: string): LintFault[] {
  const faults = title.trim() === '' ? [missingSubject] : judgeSubject(title.trim());
  return [...faults, ...judgePreheader(title, summary, firstParagraph)];
}

const missingSubject = fault(
  'missing-subject',
  'The issue has no title, which is the subject of the mail: add "title: …" to its front matter.',
);

function judgeSubject(title: string): LintFault[] {
  const length = characters(title);
  const faults: LintFault[] = [];
  // A Chinese character says as much as two letters, and takes their room.
  const width = columns(title);
  if (width < subjectRange.least)
    faults.push(
      fault(
        'subject-length',
        `The subject ${quoteValue(title)} has ${length} characters: say in at least ${subjectRange.least} what the issue is about.`,
      ),
    );
  if (width > subjectRange.most)
    faults.push(
      fault(
        'subject-length',
        `The subject ${quoteValue(title)} has ${length} characters, and inboxes cut it: keep it to ${atMost(subjectRange.most, width, length)}.`,
      ),
    );
  const reply = /^(?:re|fwd?|aw|wg|tr|rv|sv|vs|antw|odp|回复|转发|回覆|轉寄)\s*[:：]/i.exec(title)?.[0];
  if (reply !== undefined)
    faults.push(
      fault(
        'subject-reply',
        `The subject ${quoteValue(title)} begins with ${quoteValue(reply)}, as if it answered a mail: take that out.`,
      ),
    );
  if (!/[\p{L}\p{N}]/u.test(title))
    faults.push(fault('subject-shouting', `The subject ${quoteValue(title)} holds no word: add some.`));
  else if (isShouting(title))
    faults.push(
      fault(
        'subject-shouting',
        `The subject ${quoteValue(title)} is all capitals: write it like a sentence.`,
      ),
    );
  return faults;
}

/** Abbreviations stand in capitals alone; two longer words do not. */
function isShouting(title: string): boolean {
  return !/\p{Ll}/u.test(title) && (title.match(/\p{Lu}{4,}/gu) ?? []).length >= 2;
}

function judgePreheader(title: string, summary: string | null, firstParagraph: string): LintFault[] {
  const shown = summary ?? firstParagraph;
  if (shown === '') {
    const message =
      'Nothing can stand after the subject in inbox lists: add "summary: …" to the front matter, or begin with a paragraph.';
    return [fault('preheader', message)];
  }
  if (shown.trim().toLowerCase() === title.trim().toLowerCase())
    return [
      fault(
        'preheader',
        `The preheader ${quoteValue(shown)} repeats the subject: say something more in the summary.`,
      ),
    ];
  if (summary === null) return [];
  const length = characters(summary);
  const width = columns(summary);
  if (width >= preheaderRange.least && width <= preheaderRange.most) return [];
  const advice =
    width < preheaderRange.least
      ? `inboxes fill the line up with the text: use at least ${atMost(preheaderRange.least, width, length)}`
      : `inboxes cut it: say what counts in the first ${atMost(preheaderRange.most, width, length)}`;
  return [fault('preheader', `The summary ${quoteValue(summary)} has ${length} characters, and ${advice}.`)];
}

function characters(text: string): number {
  return [...new Intl.Segmenter().segment(text)].length;
}

/** An emoji takes two, of however many characters it is joined. */
function columns(text: string): number {
  return [...new Intl.Segmenter().segment(text)]
    .map(({ segment }) => Math.min(2, displayWidth(segment)))
    .reduce((sum, width) => sum + width, 0);
}

/** A limit in columns, in characters of the text's own width. */
function atMost(limit: number, width: number, length: number): number {
  return width === 0 ? limit : Math.round((limit * length) / width);
}

function fault(rule: LintRule, message: string): LintFault {
  return { rule, line: null, message };
}
