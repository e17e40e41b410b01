import { describe, expect, it } from 'vitest';
import { inboxLines } from '../../../src/web/preview/facts/inbox.ts';
import { linksByHost } from '../../../src/web/preview/facts/links.ts';
import {
  clipBytes,
  clipHtml,
  clippedLength,
  dropStyles,
  wordsBeforeCut,
} from '../../../src/web/preview/looks/clip.ts';
import { atLightness, formatColour, lightness, parseColour } from '../../../src/web/preview/looks/colour.ts';
import { showIn } from '../../../src/web/preview/looks/look.ts';
import { pane, presets, readView, writeView } from '../../../src/web/preview/view.ts';

describe("Gmail's cut", () => {
  const long = `<style>p{}</style><p>${'Forty characters and then some more. '.repeat(4000)}</p>`;

  it('falls where the part as it is sent reaches 102 kB', () => {
    const length = clippedLength(long) ?? 0;
    expect(length).toBeGreaterThan(clipBytes * 0.94);
    expect(length).toBeLessThan(clipBytes);
    expect(clippedLength('<p>short</p>')).toBeNull();
  });

  it('never falls within a tag or half a character', () => {
    for (let pad = 0; pad < 40; pad += 1) {
      const html = `${'x'.repeat(pad)}${'<a title="ü€😀">ü€😀</a>'.repeat(5000)}`;
      const shown = clipHtml(html).split('<div style="margin:24px')[0] ?? '';
      expect(shown).not.toMatch(/<[^>]*$|\ufffd/);
      expect(html.startsWith(shown)).toBe(true);
    }
  });

  it('takes the style sheets with it, and says so', () => {
    expect(clipHtml(long)).not.toContain('<style>');
    expect(clipHtml(long)).toContain('[Message clipped]');
    expect(clipHtml('<style>p{}</style>')).toBe('<style>p{}</style>');
    expect(dropStyles('<STYLE type="x">a</STYLE >b<style>c</style>d')).toBe('bd');
    expect(wordsBeforeCut(long)).toMatch(/and then some more\.|characters/);
  });
});

describe('colours', () => {
  it.each([
    ['#FFF', '#ffffff'],
    ['#0b57d0', '#0b57d0'],
    ['rgb(1, 2,3)', '#010203'],
    ['rgba(255,255,255,.5)', 'rgba(255,255,255,0.5)'],
    ['white', '#ffffff'],
  ])('%s is %s', (css, hex) => expect(formatColour(parseColour(css) ?? [0, 0, 0, 0])).toBe(hex));

  it.each(['', 'var(--x)', 'currentcolor', '#12', 'rgb(1)', 'rgb(a,b,c)'])('%j is none', (css) =>
    expect(parseColour(css)).toBeNull(),
  );

  it('keep their hue at another lightness', () => {
    const blue = parseColour('#0b57d0') ?? [0, 0, 0, 1];
    const light = atLightness(blue, 0.8);
    expect(lightness(light)).toBeCloseTo(0.8, 2);
    expect(light[2]).toBeGreaterThan(light[1]);
    expect(light[1]).toBeGreaterThan(light[0]);
    expect(atLightness([0, 0, 0, 1], 1)).toEqual([255, 255, 255, 1]);
  });
});

it('forces dark on what is written inline, in sheets and in attributes, and on nothing else', () => {
  const forced = showIn(
    'forced',
    '<style>.a{background-color:#fff;color:#111}</style><td bgcolor="#ffffff" style="border-top:1px solid #222">color:#111</td>',
  );
  expect(forced).toContain('background-color:#1c1c1c');
  expect(forced).toMatch(/;color:#(?!111)/);
  expect(forced).toContain('bgcolor="#1c1c1c"');
  expect(forced).not.toContain('solid #222');
  expect(forced).toContain('>color:#111</td>');
});

it('cuts subjects between whole characters', () => {
  const family = '👩‍👩‍👧';
  const lines = inboxLines(family.repeat(100), 'Preview');
  for (const { subject, isSubjectCut } of lines) {
    expect(isSubjectCut).toBe(true);
    expect(subject.replaceAll(family, '')).toBe('…');
  }
  expect(inboxLines('Short', 'x').every(({ isSubjectCut }) => !isSubjectCut)).toBe(true);
});

it('groups links by host, each once', () => {
  const html =
    '<a href="https://www.a.org/1">x</a><a href="https://a.org/2">x</a><a href="https://a.org/2">y</a><a href="mailto:b@c.d">z</a><a>none</a>';
  expect(linksByHost(html)).toEqual([
    {
      host: 'a.org',
      links: [
        { url: 'https://www.a.org/1', times: 1 },
        { url: 'https://a.org/2', times: 2 },
      ],
    },
    { host: 'mailto', links: [{ url: 'mailto:b@c.d', times: 1 }] },
  ]);
});

it('writes every view so that it is read as the same', () => {
  const views = presets.map(({ panes }) => ({
    as: 'zoë+news@example.com',
    fields: { 'a b': '1&2=3', name: 'Ä,b' },
    search: 'x',
    panes: [
      ...panes,
      pane({ what: 'html', width: 333, look: 'forced', images: true, styles: false, clip: true }),
    ],
    open: ['size'],
  }));
  for (const view of views) expect(readView(new URLSearchParams(writeView(view)))).toEqual(view);
});
