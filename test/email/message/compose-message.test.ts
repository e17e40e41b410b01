import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import type { MessageRecipient } from '../../../src/email/message/compose-message.ts';
import { prepareMessage } from '../../../src/email/message/message-program.ts';
import { digestIssue } from '../../../src/email/render/digest-issue.ts';
import type { RenderedIssue } from '../../../src/email/rendered-issue.ts';
import type { SlotProgram } from '../../../src/email/slot-program.ts';
import { fillSlots } from '../../../src/email/slots/fill-slots.ts';
import type { EmailAddress } from '../../../src/mail/address.ts';
import { wholeMessage } from './whole-message.ts';

const html: SlotProgram = [
  '<p>Dear ',
  { field: 'name', fallback: 'reader', context: 'html' },
  ',\n\n  grüße   from the <b>post</b> = office  \n.hidden\nFrom here</p><a href="',
  { field: 'unsubscribeUrl', fallback: '', context: 'url' },
  '">leave</a>',
];
const text: SlotProgram = [
  'Dear ',
  { field: 'name', fallback: 'reader', context: 'text' },
  ',\n\nHello.\n\nPreferences:\n',
  { field: 'preferencesUrl', fallback: '', context: 'text' },
  '\n',
];

function issue(changes: Partial<Omit<RenderedIssue, 'digest'>> = {}): RenderedIssue {
  return digestIssue({
    issueKey: '10',
    subject: 'Issue 10: Grüße vom Postamt',
    preheader: 'p',
    newsletter: {
      name: 'The Gazette, daily',
      from: { name: 'The Gazette', address: 'letters@gazette.example' },
      replyTo: 'editor@gazette.example',
      postalAddress: ['1 Post Street'],
      reason: 'You signed up.',
      listId: 'gazette.gazette.example',
      siteUrl: null,
      publicUrl: 'https://letters.gazette.example',
      unsubscribeMailbox: 'unsubscribe@gazette.example',
      returnPathDomain: 'bounces.gazette.example',
      language: 'en',
    },
    conditions: [],
    variants: [{ html, text }],
    ...changes,
  });
}

const ada = {
  to: { name: 'Ada, Countess', address: 'ada@example.com' as EmailAddress },
  messageId: '<1.2.0abc@gazette.example>',
  unsubscribeUrl: 'https://letters.gazette.example/u/abc?x=1&y=2',
  preferencesUrl: 'https://letters.gazette.example/p/abc?x=1&y=2',
  unsubscribeMailto: 'mailto:unsubscribe@gazette.example?subject=abc',
  fields: { name: 'Ada', email: 'ada@example.com' },
  date: new Date('2026-11-22T10:51:00Z'),
  isTest: false,
  idHeaders: [],
  providerHeaders: [],
} satisfies MessageRecipient;

const header = (message: Awaited<ReturnType<typeof PostalMime.parse>>, key: string) =>
  message.headers.filter((field) => field.key === key).map((field) => field.value);

describe('composeMessage', () => {
  it('has every header that bulk mail owes its readers, once', async () => {
    const parsed = await PostalMime.parse(wholeMessage(prepareMessage(issue()), ada));
    expect(parsed.from).toMatchObject({ name: 'The Gazette', address: 'letters@gazette.example' });
    expect(parsed.to).toMatchObject([{ name: 'Ada, Countess', address: 'ada@example.com' }]);
    expect(parsed.subject).toBe('Issue 10: Grüße vom Postamt');
    expect(parsed.messageId).toBe('<1.2.0abc@gazette.example>');
    expect(header(parsed, 'date')).toEqual(['Sun, 22 Nov 2026 10:51:00 +0000']);
    expect(header(parsed, 'reply-to')).toEqual(['editor@gazette.example']);
    expect(header(parsed, 'list-id')).toEqual(['"The Gazette, daily" <gazette.gazette.example>']);
    expect(header(parsed, 'list-unsubscribe')).toEqual([
      '<https://letters.gazette.example/u/abc?x=1&y=2>, <mailto:unsubscribe@gazette.example?subject=abc>',
    ]);
    expect(header(parsed, 'list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click']);
    const providerHeaders = [['X-SES-CONFIGURATION-SET', 'letters']] as const;
    const wanted = await PostalMime.parse(wholeMessage(prepareMessage(issue()), { ...ada, providerHeaders }));
    expect(header(wanted, 'x-ses-configuration-set')).toEqual(['letters']);
    const unread = wholeMessage(prepareMessage(issue()), { ...ada, unsubscribeMailto: null });
    expect(header(await PostalMime.parse(unread), 'list-unsubscribe')).toEqual([
      '<https://letters.gazette.example/u/abc?x=1&y=2>',
    ]);
    expect(header(parsed, 'list-post')).toEqual(['NO']);
    expect(header(parsed, 'precedence')).toEqual(['bulk']);
    expect(header(parsed, 'x-auto-response-suppress')).toEqual(['OOF, AutoReply']);
    const [id = ''] = header(parsed, 'feedback-id');
    expect(id).toMatch(/^10\.(gazett-[0-9a-f]{8}):gazette\.gazette\.example:newsletter\.\1:\1$/);
    expect(id.split(':').at(-1)).toMatch(/^.{5,15}$/);
    expect(header(parsed, 'mime-version')).toEqual(['1.0']);
  });

  it('has of a notice no header of a list, and says that nobody wrote it by hand', async () => {
    const notice = prepareMessage(issue({ notice: 'fresh-link', issueKey: 'notice fresh-link' }));
    const alone = { ...ada, unsubscribeUrl: null, preferencesUrl: null, unsubscribeMailto: null };
    const parsed = await PostalMime.parse(wholeMessage(notice, alone));
    for (const name of ['list-id', 'list-post', 'list-unsubscribe', 'list-unsubscribe-post', 'precedence'])
      expect([name, header(parsed, name)]).toEqual([name, []]);
    expect(header(parsed, 'auto-submitted')).toEqual(['auto-generated']);
    expect(header(parsed, 'reply-to')).toEqual(['editor@gazette.example']);
    expect(header(parsed, 'feedback-id')[0]).toMatch(/^fresh-link\.(.{5,15}):[^:]+:notice\.\1:\1$/);
  });

  it('puts the text part first, and both parts arrive as they were filled', async () => {
    const raw = wholeMessage(prepareMessage(issue()), ada);
    expect(raw.indexOf('text/plain')).toBeLessThan(raw.indexOf('text/html'));
    const parsed = await PostalMime.parse(raw);
    const { unsubscribeUrl, preferencesUrl } = ada;
    const values = { ...ada.fields, unsubscribeUrl, preferencesUrl };
    expect(parsed.html).toBe(`${fillSlots(html, values)}\n`);
    expect(parsed.text).toBe(`${fillSlots(text, values)}\n`);
  });

  it('repeats the Message-ID in the fields that a relay asks for', () => {
    const message = wholeMessage(prepareMessage(issue()), { ...ada, idHeaders: ['X-Mailin-custom'] });
    const [head = ''] = message.toString().split('\r\n\r\n');
    const ids = Array.from(head.matchAll(/^(?:Message-ID|X-Mailin-custom): (\S+)/gm), ([, id]) => id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('says in the subject of a test that it is one', async () => {
    const parsed = await PostalMime.parse(wholeMessage(prepareMessage(issue()), { ...ada, isTest: true }));
    expect(parsed.subject).toBe('[Test] Issue 10: Grüße vom Postamt');
  });
});

describe('digestIssue', () => {
  it('is the same for the same content in any order of keys, and another for any change', () => {
    const { digest, ...content } = issue();
    const reversed = Object.fromEntries(Object.entries(content).reverse()) as typeof content;
    expect(digestIssue(reversed).digest).toBe(digest);
    expect(issue({ subject: 'Another' }).digest).not.toBe(digest);
    expect(issue({ variants: [{ html: [...html, ' '], text }] }).digest).not.toBe(digest);
  });
});
