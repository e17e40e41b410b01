import { chooseWords } from '../../content/words/choose-words.ts';
import { noticeWords } from '../notice-words.ts';
import { readSlotToken, slotPattern } from '../slots/slot-token.ts';
import { type IssueView, issueView } from './issue-view.ts';
import { type NoticeView, noticeView } from './notice-view.ts';
import { defaultTheme } from './theme.ts';

const nonce = '000000000000';
const text = 'specimen';
const url = 'https://specimen.example';
const newsletter = {
  name: text,
  from: { name: text, address: 'specimen@specimen.example' },
  replyTo: null,
  postalAddress: [text],
  reason: text,
  listId: text,
  siteUrl: url,
  publicUrl: url,
  unsubscribeMailbox: text,
  returnPathDomain: text,
  language: 'en',
};
const theme = { ...defaultTheme, logo: { url, width: 1, height: 1 }, footer: text };

/**
 * A view in which nothing is missing: what a template may name is what stands here, so the fields are declared once,
 * by the view itself.
 */
export function specimenView(subscriberFields: readonly string[]): IssueView {
  return issueView(
    {
      issue: {
        key: '1',
        number: 1,
        slug: text,
        title: text,
        date: '2000-01-01',
        summary: text,
        language: 'en',
        markdown: text,
        lines: [1],
        findings: [],
        images: {},
        path: text,
        sourceDigest: text,
        webUrl: url,
        withheld: null,
      },
      outline: {
        sections: [
          { title: text, items: 10 },
          { title: text, items: 10 },
        ],
        firstParagraph: '',
      },
      newsletter,
      theme,
      nonce,
      subscriberFields,
      words: chooseWords('en'),
    },
    text,
    (html) => html,
  );
}

/** The same for the template of notices. */
export function specimenNotice(): NoticeView {
  return noticeView(
    noticeWords['fresh-link'](text),
    chooseWords('en'),
    newsletter,
    theme,
    nonce,
    (html) => html,
  );
}

/** The subscriber's field that a value of the specimen stands for, by whatever path it was reached; else null. */
export function specimenField(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const [match] = value.matchAll(slotPattern(nonce));
  return match ? readSlotToken(match[1] ?? '')[0] : null;
}
