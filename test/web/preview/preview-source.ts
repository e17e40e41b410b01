import { AudienceError } from '../../../src/audience/audience-error.ts';
import { digestIssue } from '../../../src/email/render/digest-issue.ts';
import type { RenderedIssue } from '../../../src/email/rendered-issue.ts';
import type { SlotProgram } from '../../../src/email/slot-program.ts';
import type { EmailAddress } from '../../../src/mail/address.ts';
import type {
  PreviewEmail,
  PreviewMail,
  PreviewRevision,
  PreviewSource,
} from '../../../src/web/preview/source.ts';

const newsletter: RenderedIssue['newsletter'] = {
  name: 'The Gazette',
  from: { name: 'The Gazette', address: 'letters@example.com' },
  replyTo: null,
  postalAddress: ['1 Lane'],
  reason: 'You asked.',
  listId: 'gazette.example.com',
  siteUrl: null,
  publicUrl: 'https://letters.example.com',
  unsubscribeMailbox: 'leave@example.com',
  returnPathDomain: 'example.com',
  language: 'en',
};

const slot = (field: string, fallback: string, context: 'html' | 'text') => ({ field, fallback, context });

const html: SlotProgram = [
  '<!doctype html><html><head><style>@media (prefers-color-scheme:dark){p{color:#fff}}</style></head>' +
    '<body style="background:#ffffff"><p style="color:#222222">Dear ',
  slot('name', 'friend', 'html'),
  ', on (prefers-color-scheme:dark) <a href="https://example.org/lamps">lamps</a>.</p>' +
    '<img src="https://example.org/lamp.png" alt="A lamp"></body></html>',
];

/** An email of few words, with everything that the preview has something to say of. */
function previewEmail(change: { html?: SlotProgram } = {}): PreviewEmail {
  const rendered = digestIssue({
    issueKey: '10',
    subject: 'Of lamps & their keepers',
    preheader: 'How to trim a wick.',
    newsletter,
    conditions: [],
    variants: [
      { html: change.html ?? html, text: ['Dear ', slot('name', 'friend', 'text'), ',\n\nof lamps.\n'] },
    ],
  });
  const markdown = '# Of lamps\n\nDear friend, on [lamps](https://example.org/lamps).';
  const issue = {
    key: '10',
    number: 10,
    slug: 'lamps',
    title: rendered.subject,
    date: '2026-11-20',
    summary: rendered.preheader,
    language: 'en',
    markdown,
    lines: [4, 5, 6],
    findings: [],
    images: {},
    path: 'issues/010-lamps.md',
    sourceDigest: '',
    webUrl: null,
    withheld: null,
  };
  return { issue, rendered, renderedInMs: 12 };
}

const inspection: PreviewRevision['inspection'] = {
  size: {
    htmlBytes: 400,
    encodedHtmlBytes: 420,
    messageBytes: 900,
    parts: { styleSheets: 60, styleAttributes: 40, urls: 50, text: 100, rest: 150 },
  },
  findings: [
    { rule: 'generic-link', severity: 'warning', line: 6, message: 'The link "lamps" says little.' },
    { rule: 'glued-url', severity: 'error', line: 6, message: 'Two addresses are glued.' },
  ],
};

export const ada = 'ada@example.com';

/** A preview of one email for an audience of one, and a record of what was asked of the world. */
export function fakeSource(change: Partial<PreviewRevision> = {}) {
  const asked: string[] = [];
  const listeners = new Set<() => void>();
  let revision: PreviewRevision = { version: 1, email: previewEmail(), inspection, faults: [], ...change };
  const closing = new AbortController();
  const source: PreviewSource = {
    revision: () => revision,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    mail: async (_, { address, fields }) => mailOf(address, fields),
    findReaders: async (text) =>
      ada.includes(text) ? [{ address: ada, name: 'Ada <Lovelace>', list: 'readers' }] : [],
    countReaders: async () => 1234,
    listFields: async () => ['city'],
    testRoute: () => 'Into the outbox.',
    sendTest: async (_, address) => {
      asked.push(`test ${address}`);
      return { isAccepted: true, said: `The test went to ${address}.` };
    },
    checkLinks: async (urls, { onProgress }) => {
      asked.push(...urls.map((url) => `link ${url}`));
      for (const url of urls) onProgress({ check: { url, kind: 'alive' } });
      return urls.map((url) => ({ url, kind: 'alive' }));
    },
    closing: closing.signal,
    clientFile: async (name) => (name === 'page-http.js' ? 'start();' : null),
  };
  const publish = (next: Partial<PreviewRevision>) => {
    revision = { ...revision, ...next };
    for (const listener of listeners) listener();
  };
  return { source, asked, publish, close: () => closing.abort(), listeners };
}

function mailOf(address: string | null, typed: Readonly<Record<string, string>>): PreviewMail {
  if (address?.includes(' ')) throw new AudienceError([`"${address}" is no address.`]);
  const isListed = address === ada;
  const to = {
    name: typed['name'] ?? (isListed ? 'Ada' : ''),
    address: (address ?? 'reader@example.com') as EmailAddress,
  };
  const unsubscribeUrl = 'https://letters.example.com/u/token';
  return {
    to,
    isListed,
    fields: typed,
    values: { ...typed, name: to.name, email: to.address, unsubscribeUrl },
    message: Buffer.from(`To: ${to.address}\r\nSubject: Of lamps\r\n\r\nDear ${to.name}\r\n`),
    ids: isListed
      ? { kind: 'delivery', send: 7, isRehearsal: true }
      : { kind: 'test', why: 'nobody was chosen' },
  };
}
