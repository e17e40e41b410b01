import { describe, expect, test } from 'vitest';
import { markdownToHtml } from '../../../src/content/html/markdown-to-html.ts';
import { withoutTitle } from '../../../src/content/html/outline.ts';
import { markdownToText } from '../../../src/content/plain-text/markdown-to-text.ts';
import { resolveSiteSyntax } from '../../../src/content/site-syntax/site-syntax.ts';

const place = { webUrl: 'https://gazette.example/issues/10/', siteUrl: 'https://gazette.example' };
const read = (markdown: string) =>
  resolveSiteSyntax(markdown, { tags: {}, siteUrl: null, isMdx: false }).markdown;
const html = (markdown: string) =>
  markdownToHtml(read(markdown), place, { linkHosts: false, columnWidth: 576 }).html;
const text = (markdown: string) => markdownToText(read(markdown), place);

describe('a callout', () => {
  test.each([
    ['> [!NOTE]\n> Text', 'note', 'Note', '> *Note*\n>\n> Text'],
    ['> [!WARNING] Own *title*\n> Text', 'warning', '<strong>Own <em>title</em></strong>', null],
    ['> [!tip]- Folded\n> Text', 'tip', '<strong>Folded</strong>', '> *Folded*\n>\n> Text'],
    ['> [!danger]\n> Text', 'caution', 'Danger', '> *Danger*\n>\n> Text'],
    [':::important\nText\n:::', 'important', 'Important', '> *Important*\n>\n> Text'],
    ['::: {.callout-tip title="Tea"}\nText\n:::', 'tip', '<strong>Tea</strong>', '> *Tea*\n>\n> Text'],
    ['::: sponsor\nText\n:::', 'sponsor', 'Sponsored', '> *Sponsored*\n>\n> Text'],
    ['> [!EXAMPLE]\n> Text', 'plain', 'Example', '> *Example*\n>\n> Text'],
  ])('%j is told apart by its kind, and has a label', (markdown, tint, label, plain) => {
    expect(html(markdown)).toBe(
      `<blockquote class="callout ${tint}">\n<p class="label">${label}</p>\n<p>Text</p>\n</blockquote>`,
    );
    if (plain !== null) expect(text(markdown)).toBe(plain);
  });

  test('that nobody resolved keeps its text', () => {
    const { html: raw } = markdownToHtml('> [!NOTE]\n> One **two**\n> three', place, {
      linkHosts: false,
      columnWidth: 576,
    });
    expect(raw).toContain('<p class="label">Note</p>\n<p>One <strong>two</strong>\nthree</p>');
  });

  test('is no quote that begins with another bracket', () => {
    expect(html('> [sic] Text')).toBe('<blockquote>\n<p>[sic] Text</p>\n</blockquote>');
  });
});

describe('a link that wants to be a button', () => {
  test.each([
    '[Go on](/on){.button}',
    '[Go on](/on){: .btn }',
    '[Go on](/on)\n{:.button}',
    '<p><a class="button" href="/on">Go on</a></p>',
  ])('%j is one', (markdown) => {
    expect(html(markdown)).toMatch(
      /^<table role="presentation"[^>]* class="action"><tr><td class="press"><a [^>]*href="https:\/\/gazette\.example\/on"[^>]*>Go on<\/a><\/td><\/tr><\/table>/,
    );
    expect(text(markdown)).toBe('Go on [1]\n\n[1] https://gazette.example/on');
  });

  test('stays a link where words stand beside it', () => {
    expect(html('Now [go on](/on){.button} please')).not.toContain('<table');
  });
});

test('cards stand two by two, and are a list in the text', () => {
  const cards = '- **A** one\n- **B** two\n- **C** three\n{.cards}';
  expect(html(cards).match(/<tr>|<td class="half"/g)).toEqual([
    ...['<tr>', '<td class="half"', '<td class="half"'],
    ...['<tr>', '<td class="half"', '<td class="half"'],
  ]);
  expect(html(cards)).not.toContain('cards}');
  expect(text(cards)).toBe('- *A* one\n- *B* two\n- *C* three');
});

test('a byline and a hero picture are what they are called', () => {
  expect(html('By Ann Lee {.byline}\n\n![The pier](/p.jpg){.hero}')).toMatch(
    /^<p class="byline">By Ann Lee<\/p>\n<p class="figure hero"><img src="https:\/\/gazette\.example\/p\.jpg"/,
  );
  expect(text('By Ann Lee {.byline}')).toBe('By Ann Lee');
});

describe('a nested list', () => {
  test('has a bar only where each of its items is a link', () => {
    expect(html('- A\n  - [b](/b)\n  - [c `d`](/c)')).toContain('<ul class="links">');
    expect(html('- A\n  - [b](/b)\n  - c')).not.toContain('links');
    expect(html('- A\n  - [b](/b), in short')).not.toContain('links');
    expect(html('- [b](/b)\n- [c](/c)')).not.toContain('links');
  });
});

describe('a table without a header', () => {
  test('lays out, and has no rules', () => {
    expect(html('<table><tr><td width="120">a</td><td width="900">b</td></tr></table>')).toMatch(
      /^<table width="100%" role="presentation"[^>]* class="layout"><tr><td width="120">a<\/td><td>b<\/td>/,
    );
    expect(html('| | |\n|--|--|\n| a | b |')).toMatch(/class="layout">\s*<tbody>/);
  });
});

describe('a beginning that repeats the title', () => {
  test.each(['**Low tide!**\n\nText', '# Low tide\n\nText', 'low *tide*\n\nText'])('%j goes', (markdown) => {
    expect(withoutTitle(markdown, 'Low tide').trim()).toBe('Text');
  });

  test.each(['Low tide is at noon.\n\nText', 'Text\n\nLow tide', '- Low tide\n\nText'])(
    '%j stays',
    (markdown) => {
      expect(withoutTitle(markdown, 'Low tide')).toBe(markdown);
    },
  );
});
