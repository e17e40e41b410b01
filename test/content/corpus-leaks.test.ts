import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseIssue } from '../../src/content/folder/parse-issue.ts';
import { markdownToHtml } from '../../src/content/html/markdown-to-html.ts';
import type { Issue } from '../../src/content/issue.ts';
import { listNamedFile } from '../../src/content/listing/list-issues.ts';
import { markdownToText } from '../../src/content/plain-text/markdown-to-text.ts';

/** Real newsletters beside the project; not part of a clone. */
const corpus = fileURLToPath(new URL('../../../shared/corpus/newsletters/', import.meta.url));

/** What only a site generator should ever see. */
const leaks: Readonly<Record<string, RegExp>> = {
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
function leaksOf(path: string, text: string): string[] {
  const issue = issueOf(path, text);
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

function issueOf(path: string, text: string): Issue | null {
  const listing = listNamedFile({ path, text });
  if (listing === null) return null;
  const parsed = parseIssue(path, text, listing, { siteUrl: 'https://site.example', language: 'en' });
  return parsed.ok ? parsed.issue : null;
}

describe('what a site generator would have replaced', () => {
  it.each(Object.entries(leaks))('would be noticed here if %s reached a reader', (_name, pattern) => {
    const examples = [
      '{% include x %}',
      '{{ site.x }}',
      "import A from 'a'",
      '<Sponsor />',
      '{:.big}',
      ':::note',
      'layout: post',
      '---',
      '<!-- x -->',
      '@def x = 1',
    ];
    expect(examples.some((example) => pattern.test(example))).toBe(true);
  });

  it('does not reach a reader from a page full of it', () => {
    const page = [
      "---\nlayout: post\ntitle: 'Owls 3'\n---\nimport Owl from '../owl'\n",
      '<!-- only for us -->\n\nHoo {/* hush */}\n{: .big}\n',
      ':::note Nests\nHigh up.\n:::\n\n{% comment %}quiet{% endcomment %}\n\n```\n{{ kept }}\n```\n',
    ].join('\n');
    expect(leaksOf('posts/owls-3.md', page)).toEqual([]);
    const issue = issueOf('posts/owls-3.md', page);
    expect(issue?.findings).toEqual([]);
    expect(issue?.markdown).toContain('{{ kept }}');
  });
});

if (existsSync(corpus)) {
  describe.each(
    readdirSync(corpus, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name),
  )('no file of %s', (name) => {
    const files = readdirSync(join(corpus, name), { recursive: true })
      .map(String)
      .filter((file) => /\.mdx?$|\.markdown$/.test(file));
    it('throws, or leaks what is not for readers', () => {
      const found = files.flatMap((file) => leaksOf(file, readFileSync(join(corpus, name, file), 'utf8')));
      expect(found).toEqual([]);
    });
  });
}
