import { expect } from 'vitest';
import { parseIssue } from '../../src/content/folder/parse-issue.ts';
import { markdownToHtml } from '../../src/content/html/markdown-to-html.ts';
import type { Issue } from '../../src/content/issue.ts';
import { listNamedFile } from '../../src/content/listing/list-issues.ts';
import { markdownToText } from '../../src/content/plain-text/markdown-to-text.ts';

/** What only a site generator should ever see. */
export const leaks: Readonly<Record<string, RegExp>> = {
  'a Liquid or Jinja tag': /\{%|%\}|\{#|#\}/,
  'a Handlebars, Go or Vue tag': /\{\{|\}\}/,
  'an import or export of MDX':
    /^\s*(?:import\s[^\n]*\sfrom\s['"]|import\s+['"]|export\s+(?:const|default)\s)/m,
  'a component': /<\/?[A-Z][\w.]*(?:\s[^<>]*)?\/?>/,
  'an attribute list': /\{:\s?[.#\w]/,
  'an admonition': /^:::/m,
  'a line of front matter': /^(?:layout|permalink|slug|tags|categories|excerpt|draft|ogSummary):\s/im,
  'a fence of front matter': /^(?:---|\+\+\+)\s*$/m,
  'a comment': /<!--|-->/,
  'a Franklin definition': /^@def\s/m,
};

function readerSees(html: string): string {
  return html
    .replace(/<(pre|code)\b[^>]*>[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, '\n')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}

/** The names of what leaks from an issue into its email; nothing for a file that is refused. */
export function leaksOf(path: string, text: string): string[] {
  // What an author writes with entities is meant to be read.
  const issue = issueOf(path, text.replaceAll(/\{\{&lt;|&gt;\}\}/g, ' '));
  if (issue === null || issue.findings.some(({ severity }) => severity === 'error')) return [];
  const place = { webUrl: issue.webUrl ?? 'https://site.example/issue/', siteUrl: 'https://site.example' };
  const html = markdownToHtml(issue.markdown, place, { linkHosts: true, columnWidth: 576 }).html;
  expect(markdownToText(issue.markdown, place)).toBeTypeOf('string');
  const seen = readerSees(html);
  return Object.entries(leaks).flatMap(([name, pattern]) => {
    const found = pattern.exec(seen);
    return found ? [`${path}: ${name}: ${JSON.stringify(seen.slice(found.index, found.index + 80))}`] : [];
  });
}

export function issueOf(path: string, text: string): Issue | null {
  const listing = listNamedFile({ path, text });
  if (listing === null) return null;
  const parsed = parseIssue(path, text, listing, { siteUrl: 'https://site.example', language: 'en' });
  return parsed.ok ? parsed.issue : null;
}
