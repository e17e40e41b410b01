import { describe, expect, test } from 'vitest';
import { emailSize } from '../../../src/email/message/email-size.ts';
import { digestIssue } from '../../../src/email/render/digest-issue.ts';
import { renderIssue } from '../../../src/email/render/render-issue.ts';
import { splitVariants } from '../../../src/email/slots/split-slots.ts';
import { readTemplate } from '../../../src/email/template/template-file.ts';
import { issueOf, newsletter, renderFull } from '../sample.ts';

const links = (count: number) =>
  Array.from(
    { length: count },
    (_, at) => `- [Patch ${at} of \`map_${at}\`](https://lists.pier.example/${at})`,
  );

async function sizeOf(markdown: string, changes: Parameters<typeof issueOf>[1] = {}) {
  const template = await readTemplate('templates/digest');
  const email = await renderIssue(issueOf(markdown, changes), template, newsletter);
  const { subject, preheader, conditions, nonce } = email;
  const variants = splitVariants(email.variants, nonce);
  return emailSize(digestIssue({ issueKey: '4', subject, preheader, newsletter, conditions, variants }), {});
}

describe('every byte is sent to everybody, so', () => {
  test('a link in a list costs no more than its words, its address and its tags', async () => {
    const [few, many] = [await sizeOf(links(10).join('\n')), await sizeOf(links(210).join('\n'))];
    const bare = Buffer.byteLength(
      '<li><a href="https://lists.pier.example/123">Patch 123 of <code>map_123</code></a></li>\n',
    );
    expect((many.htmlBytes - few.htmlBytes) / 200).toBeLessThan(bare + 2);
  });

  test('a small mail is small', async () => {
    const size = await sizeOf('Hello, and welcome to the pier.', { summary: 'Short.' });
    expect(size.htmlBytes).toBeLessThan(9_500);
    expect(size.messageBytes).toBeLessThan(13_000);
  });

  test('an inbox is shown more of the words before it is shown nothing', async () => {
    const template = await readTemplate('templates/digest');
    const issue = issueOf(`${'The sea went out at six. '.repeat(9)}\n\n## One\n\na\n\n## Two\n\nb`);
    const { html } = await renderFull(issue, template, newsletter);
    const [, hidden = ''] = /<div style="display:none[^>]*>([^<]*)</.exec(html) ?? [];
    expect(hidden).toMatch(/^What the sea leaves behind\.&#847;&zwnj;&emsp;The sea went out at six\./);
    expect(hidden.match(/&#847;/g)?.length).toBeLessThan(12);
  });

  test('what the mail needs without its style sheet stays in its elements', async () => {
    const issue = issueOf(
      '[Go](/on){:.button}\n\n> Quote\n\n```\ncode\n```\n\n| a | b |\n|--|--|\n| 1 | 2 |',
    );
    const { html } = await renderFull(issue, await readTemplate('templates/digest'), newsletter);
    expect(html).toMatch(/<td class="press" style="[^"]*background:#e0a100/);
    expect(html).toMatch(/<a href="[^"]*" style="display:inline-block;padding:12px 24px/);
    expect(html).toMatch(/<blockquote style="[^"]*padding-left:16px/);
    expect(html).toMatch(/<pre style="[^"]*white-space:pre-wrap/);
    expect(html).toMatch(/<td style="padding:7px 0;padding-right:16px"/);
  });
});
