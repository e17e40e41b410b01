import { expect, test } from 'vitest';
import { renderNotice } from '../../../src/email/render/render-notice.ts';
import { fillSlots } from '../../../src/email/slots/fill-slots.ts';
import { readTemplate } from '../../../src/email/template/template-file.ts';
import { defaultTheme } from '../../../src/email/template/theme.ts';
import { issueOf, newsletter, renderFull } from '../sample.ts';

const two = 'Text\n\n> [!WARNING]\n> x\n\n## Eins\n\na\n\n## Zwei\n\nb';

test.each(['digest', 'letter'])('what stands around an issue of the %s is in its language', async (name) => {
  const template = await readTemplate(`templates/${name}`);
  const { html, text } = await renderFull(issueOf(two, { language: 'de-CH' }), template, newsletter);
  for (const part of [html, text]) {
    for (const words of [
      'Abmelden',
      'Einstellungen',
      'Wurde Ihnen das weitergeleitet?',
      'Abonnieren',
      'Warnung',
    ])
      expect(part).toContain(words);
    expect(part).toMatch(/Gesendet an PPSLOT\w+\./);
    expect(part).not.toMatch(/Unsubscribe|View in browser|It was sent|Warning/);
  }
});

test('the number and the rows too, and the publisher may say it otherwise', async () => {
  const template = await readTemplate('templates/digest');
  const issue = issueOf(two, { language: 'fr' });
  const { html, text } = await renderFull(issue, template, newsletter, { words: { inThisIssue: 'Au menu' } });
  for (const part of [html, text]) {
    expect(part).toContain('Numéro 4 · 2 mars 2026');
    expect(part).toContain('Au menu');
  }
  expect(html).toContain('</b><br>Eins<br>Zwei</p>');
});

test('where no catalogue is, English stands apart from a text that is read the other way', async () => {
  const template = await readTemplate('templates/digest');
  const { text } = await renderFull(
    issueOf('\u05e9\u05dc\u05d5\u05dd', { language: 'he' }),
    template,
    newsletter,
  );
  expect(text).toContain('\u2068Unsubscribe\u2069:');
  const arabic = await renderFull(
    issueOf('\u0645\u0631\u062d\u0628\u0627', { language: 'ar' }),
    template,
    newsletter,
  );
  expect(arabic.text).toMatch(/\nإلغاء الاشتراك:\n/);
});

test('somebody to whom it was forwarded finds where to subscribe, or the site', async () => {
  const template = await readTemplate('templates/digest');
  const join = { ...newsletter, subscribeUrl: 'https://pier.example/join' };
  const { html } = await renderFull(issueOf('x'), template, join);
  expect(html).toMatch(/<a href="https:\/\/pier\.example\/join"[^>]*>Subscribe<\/a>/);
  expect(html.replaceAll('&#x3D;', '=')).toContain(
    'href="mailto:?subject=Low%20tide&amp;body=https%3A%2F%2Fpier.example%2Flow-tide%2F"',
  );
  const { text } = await renderFull(issueOf('x'), template, newsletter);
  expect(text).toContain('Was this forwarded to you? Subscribe:\nhttps://pier.example\n');
  const bare = await renderFull(issueOf('x', { webUrl: null }), template, { ...newsletter, siteUrl: null });
  expect(bare.text).not.toMatch(/forwarded|Subscribe/);
});

test('a notice speaks the language of the newsletter', async () => {
  const design = { template: await readTemplate('templates/notice', 'notice'), theme: defaultTheme };
  const rendered = await renderNotice('fresh-link', design, { ...newsletter, language: 'es' });
  expect(rendered.subject).toBe('Tu página en The Pier & Post');
  const [variant] = rendered.variants;
  const text = fillSlots(variant?.text ?? [], { email: 'ada@example.com', noticeUrl: 'https://x.example' });
  expect(text).toContain('Enviado a ada@example.com.');
  expect(fillSlots(variant?.html ?? [], {})).toContain('<html lang="es"');
});
