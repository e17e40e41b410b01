import type { Issue } from '../../src/content/issue.ts';
import { renderIssue } from '../../src/email/render/render-issue.ts';
import type { Newsletter } from '../../src/email/rendered-issue.ts';
import { type SlotNonce, slotPattern } from '../../src/email/slots/slot-token.ts';
import type { Template, TemplateFile } from '../../src/email/template/template.ts';
import { defaultTheme } from '../../src/email/template/theme.ts';

export const newsletter: Newsletter = {
  name: 'The Pier & Post',
  from: { name: 'The Pier & Post', address: 'letters@pier.example' },
  replyTo: null,
  postalAddress: ['3 Sea Road', 'Port Ellen'],
  reason: 'You asked for this letter.',
  listId: 'pier.example',
  siteUrl: 'https://pier.example',
  publicUrl: 'https://post.pier.example',
  unsubscribeMailbox: 'leave@pier.example',
  returnPathDomain: 'bounces.pier.example',
  language: 'en',
};

export function issueOf(markdown: string, changes: Partial<Issue> = {}): Issue {
  return {
    key: '4',
    number: 4,
    slug: 'low-tide',
    title: 'Low tide',
    date: '2026-03-02',
    summary: 'What the sea leaves behind.',
    language: 'en',
    markdown,
    lines: markdown.split('\n').map((_, index) => 7 + index),
    findings: [],
    images: {},
    path: 'issues/004-low-tide.md',
    sourceDigest: 'what the author wrote',
    webUrl: 'https://pier.example/low-tide/',
    withheld: null,
    ...changes,
  };
}

/** A template made of strings, with the parts that are given; `leave` is in all of them. */
export function templateOf(html: string, text: string, parts: Record<string, string> = {}): Template {
  const file = (path: string, source: string): TemplateFile => ({ path: `templates/${path}`, source });
  const partsOf = (extension: string) =>
    new Map(
      Object.entries(parts)
        .filter(([name]) => name.endsWith(extension))
        .map(([name, source]) => [name.slice(0, -extension.length), file(`parts/${name}`, source)]),
    );
  return {
    name: 'plain',
    html: file('plain/issue.mjml', html),
    text: file('plain/issue.txt', text),
    htmlParts: partsOf('.mjml'),
    textParts: partsOf('.txt'),
    theme: defaultTheme,
  };
}

export const plainMjml = (inside: string) => `<mjml>
  <mj-body>
    <mj-section>
      <mj-column>
        ${inside}
        <mj-text><a href="{{unsubscribeUrl}}">Leave</a></mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`;

/** The slots of a rendered part in order, as `field` or `field|fallback`. */
export function slotsIn(text: string, nonce: SlotNonce): string[] {
  return [...text.matchAll(slotPattern(nonce))].map(([, hex = '']) => {
    const [field, fallback] = JSON.parse(Buffer.from(hex, 'hex').toString('utf8')) as [string, string];
    return fallback === '' ? field : `${field}|${fallback}`;
  });
}

/** An issue as those readers get it of whom every field is known. */
export async function renderFull(...given: Parameters<typeof renderIssue>) {
  const email = await renderIssue(...given);
  const variant = email.variants.at(-1);
  if (!variant) throw new Error('An issue has one variant at least.');
  return { ...email, ...variant };
}
