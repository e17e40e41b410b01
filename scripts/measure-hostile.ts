/**
 * What text costs that is made to take long: `npm run measure:hostile -- [CHARACTERS [UNIT…]]`. Reads, lints and renders
 * 40,000 characters of each repeated unit, and half of them, and prints the milliseconds of the processor and how they
 * grew: 2 is linear, 4 is the square. What takes over two seconds is marked, and ends it with 1.
 */

import { markdownToHtml } from '../src/content/html/markdown-to-html.ts';
import { outlineMarkdown } from '../src/content/html/outline.ts';
import type { Issue } from '../src/content/issue.ts';
import { lintIssue } from '../src/content/lint/lint-issue.ts';
import { markdownToText } from '../src/content/plain-text/markdown-to-text.ts';
import { addressesIn, findRecipients } from '../src/feedback/reports/find-recipients.ts';
import { parseHeaderFields, splitMessage } from '../src/mail/header-fields.ts';
import { parseMailbox } from '../src/mail/mailbox.ts';
import { maskAddresses } from '../src/web/pages/mask-address.ts';

/** What markdown, HTML, the tags of sites, headers and addresses are made of. */
const units = [
  ...'[|![|[x](|[a](b)|[a][b]|](|()|[^1]|<|<a |<a>|<b>|</|<!--|<title |<title "|<p>\n|<svg|<%'.split('|'),
  ...'**|***a|*a |_a|__|`|``` \n|~~|==|$|$a|$$|\\(|\\[|&#|&amp|:a|:tada:|:::|::: a\n|{{|{%|{:|{#a}|}}|%%'.split(
    '|',
  ),
  ...'> |>|- |- a\n|  - |1. |# a\n|a\n: b\n|===\n|---\n|[^1]: |[a]: b\n| |\t|\n| \n|a|a |信|😀'.split('|'),
  ...[
    '|',
    '|a',
    '|\n',
    'http://a',
    'www.a',
    'a@',
    'a@b.c ',
    '<a@b.c> ',
    'from ',
    'to: ',
    '"',
    "'",
    'a:',
    '\r',
  ],
];
const place = { webUrl: 'https://hostile.example/1/', siteUrl: 'https://hostile.example' };
const message = { headers: [], parts: [], text: '', html: '', source: '' };
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  lint: (text) => lintIssue(issueOf(text), place),
  html: (text) => markdownToHtml(text, place, { linkHosts: false, columnWidth: 600 }),
  text: (text) => markdownToText(text, place),
  outline: outlineMarkdown,
  notice: (text) => findRecipients(message, text),
  addresses: addressesIn,
  header: parseHeaderFields,
  message: splitMessage,
  mailbox: parseMailbox,
  mask: maskAddresses,
};
const budget = 2_000;

const [length = '40000', ...chosen] = process.argv.slice(2);
for (const unit of chosen.length > 0 ? chosen : new Set(units))
  for (const [name, read] of Object.entries(readers)) measure(unit, name, read, Number(length));

function measure(unit: string, name: string, read: (text: string) => unknown, characters: number): void {
  const half = spent(() => read(repeated(unit, characters / 2)));
  const whole = spent(() => read(repeated(unit, characters)));
  if (whole < 100) return;
  const isOver = whole > budget;
  const growth = (whole / Math.max(half, 1)).toFixed(1);
  console.log(
    `${isOver ? 'OVER ' : '     '}${JSON.stringify(unit).padEnd(12)} ${name.padEnd(9)} ${Math.round(whole)} ms, ${growth} times its half`,
  );
  if (isOver) process.exitCode = 1;
}

function repeated(unit: string, characters: number): string {
  return `${unit.repeat(Math.ceil(characters / unit.length))}END`;
}

/** Time of the processor, which other processes do not lengthen. What refuses a text has read it too. */
function spent(read: () => unknown): number {
  const before = process.cpuUsage();
  try {
    read();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ContentError') throw error;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function issueOf(markdown: string): Issue {
  return {
    key: 'hostile',
    number: 1,
    slug: 'hostile',
    title: 'Hostile',
    date: null,
    summary: null,
    language: 'en',
    markdown,
    lines: [],
    findings: [],
    images: {},
    sourceDigest: '',
    path: 'hostile.md',
    webUrl: null,
    withheld: null,
  };
}
