import type { ChosenWords } from '../../content/words/choose-words.ts';
import type { NoticeWords } from '../notice-words.ts';
import type { Newsletter } from '../rendered-issue.ts';
import { type SlotNonce, slotToken } from '../slots/slot-token.ts';
import { type IssueView, issueView } from './issue-view.ts';
import type { Theme } from './theme.ts';

/** What a notice's template may name: what an issue's may, so that they share their parts, and the notice itself. */
export interface NoticeView extends IssueView {
  readonly notice: Pick<NoticeWords, 'paragraphs' | 'action' | 'notes' | 'reason'> & {
    /** The reader's own link. */
    readonly url: string;
  };
}

/** @param markup marks a string as HTML that is safe as it stands */
export function noticeView(
  said: NoticeWords,
  words: ChosenWords,
  newsletter: Newsletter,
  theme: Theme,
  nonce: SlotNonce,
  markup: (html: string) => unknown,
): NoticeView {
  const { title, preheader, paragraphs, action, notes, reason } = said;
  const issue = {
    key: '',
    number: null,
    slug: '',
    title,
    date: null,
    summary: preheader,
    language: words.language,
    markdown: '',
    lines: [],
    findings: [],
    images: {},
    path: '',
    sourceDigest: '',
    webUrl: null,
    withheld: null,
  };
  const outline = { sections: [], firstParagraph: '' };
  const sources = {
    issue,
    outline,
    newsletter,
    theme,
    nonce,
    subscriberFields: ['name', 'email'],
    words,
  };
  const url = slotToken(nonce, 'noticeUrl', '');
  return { ...issueView(sources, '', markup), notice: { paragraphs, action, notes, reason, url } };
}
