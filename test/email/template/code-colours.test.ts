import { describe, expect, test } from 'vitest';
import { codeClasses } from '../../../src/content/code/code-theme.ts';
import { readTemplate } from '../../../src/email/template/template-file.ts';
import { defaultTheme, type Palette, type Theme } from '../../../src/email/template/theme.ts';
import { issueOf, newsletter, renderFull } from '../sample.ts';

const codeColours = [
  'text',
  'codeKeyword',
  'codeString',
  'codeComment',
  'codeConstant',
  'codeName',
  'codeInserted',
  'codeDeleted',
] as const satisfies readonly (keyof Palette)[];

const fence = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\`\n`;
/** One block with every part in it that has a class. */
const everyPart = [
  fence('js', 'let a = "</span> {{b}} $& 👍"; // c\n\treturn f(1);'),
  fence('diff', '-old\n+new'),
].join('\n');

async function shippedTheme(name: string): Promise<Theme> {
  return (await readTemplate(`templates/${name}`)).theme;
}

/** WCAG 2.2, "relative luminance" and "contrast ratio". */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const channel = (start: number) => {
    const value = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

test('contrast is measured as WCAG says', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

describe.each(['digest', 'letter', 'default'])('the colours of code in the theme of %s', (name) => {
  test.each(['light', 'dark'] as const)('are legible on what is behind code in %s', async (mode) => {
    const palette = (name === 'default' ? defaultTheme : await shippedTheme(name))[mode];
    const pale = codeColours.filter((colour) => contrast(palette[colour], palette.code) < 4.5);
    expect(pale).toEqual([]);
  });
});

describe.each(['digest', 'letter'])('code in the %s', (name) => {
  const template = readTemplate(`templates/${name}`);

  test('has its colours in the style sheet, for the light and for the dark', async () => {
    const { light, dark } = await shippedTheme(name);
    const { html } = await renderFull(issueOf(everyPart), await template, newsletter);
    for (const [part, className] of Object.entries(codeClasses)) {
      const colour = `code${part.charAt(0).toUpperCase()}${part.slice(1)}` as (typeof codeColours)[number];
      expect(html).toContain(`<span class="${className}">`);
      const [day = '', night = ''] = html.split('prefers-color-scheme');
      expect(day).toContain(`.prose .${className}{color:${light[colour]}}`);
      expect(night).toContain(`.prose .${className}{color:${dark[colour]}}`);
    }
    expect(html).toContain('"&lt;/span&gt; {{b}} $&amp; 👍"');
  });

  test('can be given other colours by a publisher', async () => {
    const theme = { light: { codeKeyword: '#123456' }, dark: { codeKeyword: '#fedcba' } };
    const { html } = await renderFull(issueOf(everyPart), await template, newsletter, { theme });
    expect(html).toContain('.prose .k{color:#123456}');
    expect(html).toContain('.prose .k{color:#fedcba}');
  });

  test('adds no more than 12,000 bytes to an issue of nothing but code, and is the same each time', async () => {
    const blocks = (language: string) =>
      Array.from({ length: 160 }, (_, index) => fence(language, `let a${index} = "b" + 1; // c`)).join('\n');
    const plain = await renderFull(issueOf(blocks('')), await template, newsletter);
    const coloured = await renderFull(issueOf(blocks('js')), await template, newsletter);
    const again = await renderFull(issueOf(blocks('js')), await template, newsletter);
    const added = Buffer.byteLength(coloured.html) - Buffer.byteLength(plain.html);
    expect(added).toBeGreaterThan(11_500);
    expect(added).toBeLessThanOrEqual(12_000);
    expect(again.html).toBe(coloured.html);
  });

  test('is untouched in the text part', async () => {
    const { text } = await renderFull(issueOf(everyPart), await template, newsletter);
    expect(text).toContain('let a = "</span> {{b}} $& 👍"; // c\n');
    expect(text).not.toContain('class="');
  });
});
