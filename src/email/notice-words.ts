import { sayWords } from '../content/words/choose-words.ts';
import { en } from '../content/words/en.ts';
import type { Words } from '../content/words/words.ts';

/** What a notice says. */
export interface NoticeWords {
  readonly subject: string;
  /** For the list of an inbox, behind the subject. */
  readonly preheader: string;
  readonly title: string;
  /** Before the button. */
  readonly paragraphs: readonly string[];
  /** On the button, which opens the notice's link. */
  readonly action: string;
  /** Below it. */
  readonly notes: readonly string[];
  /** Why it was sent, a sentence of the footer. */
  readonly reason: string;
}

/** The kinds of mail that is no issue and goes to readers; of `name`, the newsletter's, in English if nothing else is said. */
export const noticeWords = {
  'fresh-link': (name: string, words: Words = en): NoticeWords => ({
    subject: sayWords(words.linkSubject, { name }),
    preheader: words.linkPreheader,
    title: words.linkTitle,
    paragraphs: [sayWords(words.linkText, { name })],
    action: words.linkAction,
    notes: [words.linkWorks, words.linkNotAsked],
    reason: sayWords(words.linkReason, { name }),
  }),
} as const satisfies Readonly<Record<string, (name: string, words?: Words) => NoticeWords>>;

/** What goes to a reader, and bears a link of their own. */
export type ReaderNoticeKind = keyof typeof noticeWords;

/**
 * What goes to the editor, each with words of its own (worded-notice.ts). `letter`: what a person wrote to an address that
 * only a program reads.
 */
export type EditorNoticeKind = 'letter';

export type NoticeKind = ReaderNoticeKind | EditorNoticeKind;
