import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownToHtml } from '../../../src/content/html/markdown-to-html.ts';
import { markdownToText } from '../../../src/content/plain-text/markdown-to-text.ts';
import { hideComments } from '../../../src/content/site-syntax/hide-comments.ts';
import { resolveSiteSyntax } from '../../../src/content/site-syntax/site-syntax.ts';

const nowhere = { webUrl: null, siteUrl: null };
const design = { linkHosts: false, columnWidth: 576 };
const printed = (markdown: string): string => {
  const read = resolveSiteSyntax(markdown, { tags: {}, siteUrl: null, isMdx: false }).markdown;
  return markdownToHtml(read, nowhere, design).html + markdownToText(read, nowhere);
};

describe('a note between <!-- and -->', () => {
  it.each([
    ['in a paragraph', 'We sail <!-- private\n\nprivate --> at noon.'],
    ['in a heading', '## Tides <!-- private\nprivate -->\n\nWe sail at noon.'],
    ['in an item', '- We sail <!-- private\n\nprivate -->\n- at noon.'],
    ['below an item', '- We sail\n\n  <!-- private\n\nprivate -->\n- at noon.'],
    ['in a quote', '> We sail <!-- private\n>\n> private -->\n> at noon.'],
    ['in a cell', '| a |\n|---|\n| We sail <!-- private\nprivate --> at noon. |'],
    ['over a list', 'We sail <!-- private\n- private\n- private --> at noon.'],
    ['over a fence', 'We sail <!-- private\n```\nprivate\n```\nprivate --> at noon.'],
    ['that ends as browsers let it', 'We sail <!-- private --!> at noon.'],
    ['of its own', '<!-- private\n\nprivate -->\n\nWe sail at noon.'],
  ])('is for nobody to read: %s', (_, markdown) => {
    expect(printed(markdown)).not.toContain('private');
    expect(printed(markdown)).toContain('We sail');
    expect(printed(markdown)).toContain('noon');
  });

  it.each([
    ['a block', 'Words.\n\n<!-- private\n\nprivate', 3],
    ['in a line', 'Words <!-- private\n\nprivate', 1],
    ['behind one that is closed', '<!-- private --> Words\n\n- <!-- private', 3],
  ])('is hidden to the end and told of where nothing closes it: %s', (_, markdown, line) => {
    const { findings } = resolveSiteSyntax(markdown, { tags: {}, siteUrl: null, isMdx: false });
    expect(findings).toMatchObject([{ rule: 'unclosed-comment', severity: 'error', line: line - 1 }]);
    expect(printed(markdown)).not.toContain('private');
  });

  it.each([
    'Write `<!--` first.',
    '```html\n<!-- shown\n\nshown\n```',
    '~~~\n<!--\n~~~\n\nWords.',
    '    <!-- indented\n\nWords.',
    '\\<!-- escaped\n\nWords.',
    '<!-- a block\n\nof its own -->\n\nWords <!-- and a span --> here.',
    '> ```\n> <!--\n> ```',
  ])('is left as it is where markdown reads it rightly, and code is none: %j', (markdown) => {
    expect(hideComments(markdown)).toMatchObject({ markdown, open: null });
  });

  it('leaves every other line with its number', () => {
    const text = 'one\n\ntwo <!-- a\n\nb --> three\n{{ x }}\n\nfour';
    const { markdown, lines, findings } = resolveSiteSyntax(text, { tags: {}, siteUrl: null, isMdx: false });
    const source = text.split('\n');
    for (const [index, line] of markdown.split('\n').entries())
      if (!line.includes('<!--')) expect(source[lines[index] ?? -1]).toBe(line);
    expect(findings).toMatchObject([{ line: 5 }]);
  });

  it('has a line for every line of what is left, whatever the text', () => {
    const piece = fc.constantFrom(
      '<!--',
      '-->',
      '--!>',
      '\n',
      '\n\n',
      '`',
      '```',
      '~~~',
      '- ',
      '> ',
      '    ',
      'a',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const { markdown, lines } = hideComments(pieces.join(''));
        expect(lines).toHaveLength(markdown.split('\n').length);
        expect(lines).toEqual(lines.toSorted((a, b) => a - b));
      }),
    );
  });
});

it.each(['{{!-- private', '{{! private', '{# private', '{{/* private'])(
  'a comment of a template that nothing closes stops the send: %s',
  (opening) => {
    const text = `Words.\n\n${opening}\n\nprivate`;
    const { findings } = resolveSiteSyntax(text, { tags: {}, siteUrl: null, isMdx: false });
    expect(findings).toMatchObject([{ rule: 'site-tag', severity: 'error', line: 2 }]);
  },
);

it.each(['{{#> card who="me"}}', '{{#> card}}\n\nWords.\n\n{{/card}}', '%% private\n\nprivate %%'])(
  'a tag that would be printed stops the send: %j',
  (text) => {
    const { findings } = resolveSiteSyntax(text, { tags: {}, siteUrl: null, isMdx: false });
    expect(findings).toMatchObject([{ rule: 'site-tag', severity: 'error' }]);
  },
);
