import { expect, test } from 'vitest';
import { EmailError } from '../../../src/email/email-error.ts';
import { chooseTheme } from '../../../src/email/template/choose-theme.ts';
import { defaultTheme } from '../../../src/email/template/theme.ts';

test('a choice changes what it names and nothing else', () => {
  const theme = chooseTheme(defaultTheme, { light: { link: '#ff0000' }, font: 'georgia' }, 'x');
  expect(theme).toEqual({
    ...defaultTheme,
    font: 'georgia',
    light: { ...defaultTheme.light, link: '#ff0000' },
  });
});

test('every value that is none is told, with its place', () => {
  const choice = {
    light: { link: 'red;}</style>', lnik: '#000000' },
    font: 'Comic Sans',
    logo: { url: 'data:image/png;base64,xx', width: 0, height: 20 },
    footer: 'two\nlines',
    colour: 1,
  };
  expect.assertions(1);
  try {
    chooseTheme(defaultTheme, choice, 'theme.json');
  } catch (error) {
    expect((error as EmailError).faults).toEqual([
      expect.stringMatching(/^In theme\.json, a theme has no "colour"\. It has: light, dark, font/),
      expect.stringMatching(/^In theme\.json, a theme has no "light\.lnik"\. It has: light\.page, /),
      'In theme.json, light.link is "red;}</style>", which is not a colour such as "#0b57d0".',
      expect.stringMatching(/^In theme\.json, font is "Comic Sans", which is not one of system, /),
      'In theme.json, logo.url is "data:image/png;base64,xx", which is not the https address of an image.',
      'In theme.json, logo.width is 0, which is not a number of px from 1 to 640, as it is shown.',
      'In theme.json, footer is "two\\nlines", which is not one line of text.',
    ]);
  }
});

test('a value of the wrong sort is a fault, not a crash', () => {
  for (const choice of [
    { light: null },
    { light: 'dark' },
    { logo: 'x' },
    { font: 3 },
    { footer: {} },
    { linkHosts: 'yes' },
    [],
    null,
  ])
    expect(() => chooseTheme(defaultTheme, choice, 'x')).toThrow(EmailError);
});
