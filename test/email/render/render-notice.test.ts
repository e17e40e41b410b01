import { describe, expect, it } from 'vitest';
import { noticeWords } from '../../../src/email/notice-words.ts';
import { renderNotice } from '../../../src/email/render/render-notice.ts';
import { fillSlots } from '../../../src/email/slots/fill-slots.ts';
import { readTemplate } from '../../../src/email/template/template-file.ts';
import { defaultTheme } from '../../../src/email/template/theme.ts';
import { noticeKinds } from '../../../src/ledger/notices/notice-kinds.ts';
import { newsletter, templateOf } from '../sample.ts';

const own = readTemplate('templates/notice', 'notice');
const values = { email: 'ada@example.com', noticeUrl: 'https://post.pier.example/p/token' };

describe('a notice', () => {
  it('says what it is, has its link in both parts, and no way to leave a list', async () => {
    const { theme } = await readTemplate('templates/letter');
    const rendered = await renderNotice('fresh-link', { template: await own, theme }, newsletter);
    expect(rendered).toMatchObject({
      notice: 'fresh-link',
      subject: 'Your page at The Pier & Post',
      conditions: [],
    });
    const [variant] = rendered.variants;
    const html = fillSlots(variant?.html ?? [], values);
    const text = fillSlots(variant?.text ?? [], values);
    expect(html).toContain('href="https://post.pier.example/p/token"');
    expect(html).toContain(theme.light.link);
    expect(html).not.toMatch(/unsubscribe|\{\{|PPSLOT/i);
    expect(text).toContain('\nOpen my page:\nhttps://post.pier.example/p/token\n');
    expect(text).toContain('It was sent to ada@example.com.');
    expect(text).not.toMatch(/unsubscribe|\{\{|PPSLOT|&amp;/i);
    for (const part of [html, text]) expect(part).toContain('3 Sea Road');
  });

  it('has one digest for one configuration and template, and another for others', async () => {
    const design = { template: await own, theme: defaultTheme };
    const [one, again, other] = await Promise.all([
      renderNotice('fresh-link', design, newsletter),
      renderNotice('fresh-link', design, newsletter),
      renderNotice('fresh-link', design, { ...newsletter, name: 'Another' }),
    ]);
    expect(again?.digest).toBe(one?.digest);
    expect(other?.digest).not.toBe(one?.digest);
  });

  it('is refused by file and line where its template names what is not there, or has no link', async () => {
    const mjml = (inside: string) =>
      `<mjml><mj-body><mj-section><mj-column><mj-text>${inside}</mj-text></mj-column></mj-section></mj-body></mjml>`;
    const render = (html: string, text: string) =>
      renderNotice('fresh-link', { template: templateOf(html, text), theme: defaultTheme }, newsletter);
    await expect(render(mjml('{{notice.link}}'), '{{notice.url}}')).rejects.toThrow(
      /issue\.mjml:1: There is no field "notice\.link"/,
    );
    await expect(render(mjml('{{notice.url}}'), 'Open it.')).rejects.toThrow(
      'issue.txt has no {{notice.url}}: a notice is there for its link.',
    );
  });

  it('promises the time that its link has', () => {
    expect(noticeKinds['fresh-link'].linkMinutes).toBe(120);
    const { notes, preheader } = noticeWords['fresh-link']('The Pier & Post');
    expect(notes.join(' ')).toContain('two hours');
    expect(preheader).toContain('two hours');
  });
});
