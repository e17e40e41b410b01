import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { contrastOf } from '../../../src/email/template/colours.ts';
import { defaultTheme } from '../../../src/email/template/theme.ts';
import type { Publisher } from '../../../src/web/pages/page-layout.tsx';
import { pageStyle, pageStyleHash } from '../../../src/web/pages/page-style.ts';
import { ConfirmPage, InvalidLinkPage } from '../../../src/web/pages/unsubscribe-page.tsx';

const publisher: Publisher = {
  name: 'The Pier & Post',
  from: { name: 'The Pier & Post', address: 'letters@pier.example' },
  replyTo: null,
  siteUrl: 'https://pier.example',
  unsubscribeMailbox: null,
};

test('a page speaks the language of the newsletter, from its own side', () => {
  const link = { kind: 'test' } as const;
  const page = (language: string) =>
    String(<ConfirmPage publisher={{ ...publisher, language }} link={link} token="t" />);
  expect(page('fr')).toMatch(/<html lang="fr">.*<h1>Se désabonner \?<\/h1>/s);
  expect(page('fr')).toContain('Un clic, et <span>cette adresse</span> ne recevra plus The Pier &amp; Post.');
  expect(page('fa')).toContain('<html lang="fa" dir="rtl">');
  expect(page('sv')).toContain('<html lang="en">');
});

test('and says it in other words where the publisher has some', () => {
  const words = { invalidTitle: 'That link is broken' };
  expect(String(<InvalidLinkPage publisher={{ ...publisher, words }} />)).toContain(
    '<h1>That link is broken</h1>',
  );
});

test('it has the colours of the theme, and only that sheet is allowed', () => {
  const { light, dark } = defaultTheme;
  const sheet = pageStyle({ light, dark });
  for (const colour of [light.page, light.card, light.accent, dark.page, dark.card])
    expect(sheet).toContain(colour);
  const [onAccent = ''] = /(?<=--on-red: )#\w+/.exec(sheet) ?? [];
  expect(contrastOf(onAccent, light.accent)).toBeGreaterThan(4.5);
  expect(pageStyleHash({ light, dark })).toBe(
    `sha256-${createHash('sha256').update(sheet).digest('base64')}`,
  );
  expect(pageStyleHash()).not.toBe(pageStyleHash({ light, dark }));
});
