import { describe, expect, test } from 'vitest';
import { EmailError } from '../../../src/email/email-error.ts';
import { readTemplate } from '../../../src/email/template/template-file.ts';
import { issueOf, newsletter, plainMjml, renderFull, slotsIn, templateOf } from '../sample.ts';

const leave = 'Leave: {{unsubscribeUrl}}';
const plain = (inside = '<mj-text>{{issue.body}}</mj-text>', text = `{{issue.body}}\n\n${leave}`) =>
  templateOf(plainMjml(inside), text);

async function faultsOf(rendering: Promise<unknown>): Promise<readonly string[]> {
  const error = await rendering.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(EmailError);
  return (error as EmailError).faults;
}

describe.each(['digest', 'letter'])('the %s', (name) => {
  const template = readTemplate(`templates/${name}`);

  test('says everything a mail has to say, in both parts', async () => {
    const issue = issueOf('Hello & [welcome](/tide).\n\n## One\n\nA\n\n## Two\n\nB');
    const mail = await renderFull(issue, await template, newsletter);
    expect(mail.subject).toBe('Low tide');
    expect(mail.preheader).toBe('What the sea leaves behind.');
    for (const part of [mail.html, mail.text]) {
      expect(slotsIn(part, mail.nonce)).toEqual(
        expect.arrayContaining(['unsubscribeUrl', 'preferencesUrl', 'email']),
      );
      for (const word of [
        'Low tide',
        '2 March 2026',
        'You asked for this letter.',
        '3 Sea Road',
        'Port Ellen',
        'What the sea',
      ])
        expect(part).toContain(word);
      expect(part).toContain('https://pier.example/low-tide/');
      expect(part).toContain('https://pier.example/tide');
    }
    expect(mail.html).toContain('The Pier &amp; Post');
    expect(mail.text).toContain('The Pier & Post');
    expect(mail.html).toMatch(/<div style="display:none[^>]*>What the sea leaves behind\.&#847;/);
  });

  test('ends with the four ways on, in one order, each on a line of its own in the text', async () => {
    const mail = await renderFull(issueOf('x'), await template, newsletter);
    const ways = [...mail.html.matchAll(/<a href="([^"]*)"[^>]*>([^<]*)<\/a>/g)].slice(-4);
    const read = (label: string) => label.replaceAll('&nbsp;', ' ');
    expect(
      ways.map(([, href = '', label = '']) => [read(label), slotsIn(href, mail.nonce)[0] ?? href]),
    ).toEqual([
      ['Unsubscribe', 'unsubscribeUrl'],
      ['Preferences', 'preferencesUrl'],
      ['View in browser', 'https://pier.example/low-tide/'],
      ['All issues', 'https://pier.example'],
    ]);
    expect(mail.text.replace(/PPSLOT\w+/g, (token) => `{${slotsIn(token, mail.nonce)}}`)).toContain(
      '\n\nUnsubscribe:\n{unsubscribeUrl}\n\nPreferences:\n{preferencesUrl}\n\n' +
        'View in browser:\nhttps://pier.example/low-tide/\n\nAll issues:\nhttps://pier.example\n\nThe Pier & Post\n',
    );
  });

  test('prints the name once where the address begins with it', async () => {
    const address = [newsletter.name, ...newsletter.postalAddress];
    const mail = await renderFull(issueOf('x'), await template, { ...newsletter, postalAddress: address });
    expect(mail.text).toMatch(/The Pier & Post\n3 Sea Road\nPort Ellen\n$/);
    expect(mail.text).not.toMatch(/The Pier & Post\n+The Pier & Post/);
  });

  test('fits an issue that has nothing but a text', async () => {
    const bare = { number: null, date: null, summary: null, webUrl: null };
    const mail = await renderFull(issueOf('Only this.', bare), await template, {
      ...newsletter,
      siteUrl: null,
    });
    expect(mail.preheader).toBe('Only this.');
    for (const part of [mail.html, mail.text])
      expect(part).not.toMatch(/null|undefined|browser|No\. |Issue /);
  });

  test('loads nothing from anywhere and is written from the right where the language is', async () => {
    const mail = await renderFull(issueOf('- Text', { language: 'he' }), await template, newsletter);
    expect(mail.html).toMatch(/<html lang="he" dir="rtl"/);
    expect(mail.html).not.toMatch(/@import|<link|url\(|<img|<script/);
    expect(mail.html).toMatch(/\.prose ul\{[^}]*margin-right:24px/);
  });
});

describe('the text of an issue', () => {
  test('is never a template, a slot or a piece of MJML', async () => {
    const odd =
      '`{{#each x}}` {{unsubscribeUrl}} {{> foot}} </mj-text><mj-raw> $& [[PATCH]] PPSLOT\n\n    pre  <b>\n      x';
    const { html, text, nonce } = await renderFull(issueOf(odd), plain(), newsletter);
    expect(slotsIn(html, nonce)).toEqual(['unsubscribeUrl']);
    expect(html).toContain('<code>{{#each x}}</code> {{unsubscribeUrl}} {{&gt; foot}}');
    expect(html).toContain('<pre><code>pre  &lt;b&gt;\n  x\n</code></pre>');
    expect(text).toContain('`{{#each x}}` {{unsubscribeUrl}} {{> foot}} $& [[PATCH]] PPSLOT');
  });

  test('is not printed twice where it begins with its own title', async () => {
    const { html } = await renderFull(
      issueOf('# Low *tide*\n\nText'),
      await readTemplate('templates/digest'),
      newsletter,
    );
    expect(html.match(/<h1/g)).toHaveLength(1);
  });

  test('loses links that lead nowhere and keeps their text', async () => {
    const { html } = await renderFull(
      issueOf('One\n\n[two](two.html) [three](javascript:x)', { webUrl: null }),
      plain(),
      { ...newsletter, siteUrl: null },
    );
    expect(html).toMatch(/>\s*two three\s*</);
  });
});

describe('slots', () => {
  test('stand in text, attributes and addresses as they were put', async () => {
    const inside = `<mj-text><a href="{{unsubscribeUrl}}&amp;x" title="{{subscriber.city}}">{{slot "name" fallback='d"ö'}}</a></mj-text>`;
    const template = plain(inside, `{{subscriber.email}}\n${leave}`);
    const { html, text, nonce } = await renderFull(issueOf('x'), template, newsletter, {
      subscriberFields: ['city'],
    });
    expect(slotsIn(html, nonce)).toEqual(['unsubscribeUrl', 'city', 'name|d"ö', 'unsubscribeUrl']);
    expect(slotsIn(text, nonce)).toEqual(['email', 'unsubscribeUrl']);
  });

  test('do not shorten the lines of a text', async () => {
    const line = 'A letter for {{slot "name" fallback="you"}}, who asked for it some time ago.';
    const { text } = await renderFull(issueOf('x'), plain(undefined, `${line}\n${leave}`), newsletter);
    expect(text).toMatch(/^A letter for PPSLOT\w+, who asked for it some time ago\.\n/);
  });

  test('are the same each time, and others for another text', async () => {
    const [one, same, other] = await Promise.all(
      ['a', 'a', 'b'].map((text) => renderFull(issueOf(text), plain(), newsletter)),
    );
    expect(one).toEqual(same);
    expect(one?.nonce).toMatch(/^[0-9a-f]{12}$/);
    expect(one?.nonce).not.toBe(other?.nonce);
  });
});

describe('a template at fault is told of', () => {
  test('fields there are not, in both files at once', async () => {
    const template = plain('<mj-text>{{issue.boddy}}</mj-text>', '{{unsubscribe}}');
    expect(await faultsOf(renderFull(issueOf('x'), template, newsletter))).toEqual([
      expect.stringMatching(
        /^templates\/plain\/issue\.mjml:5: There is no field "issue\.boddy"\. There are: issue\.title/,
      ),
      expect.stringMatching(/^templates\/plain\/issue\.txt:1: There is no field "unsubscribe"\. There are: /),
    ]);
  });

  test('what MJML refuses, by the line of the template and not of its result', async () => {
    const template = templateOf(
      plainMjml('{{#if issue.date}}\n<mj-text>{{issue.body}}</mj-text>\n{{/if}}\n{{> odd}}'),
      leave,
      {
        'odd.mjml': '<mj-text>fine</mj-text>\n<mj-text colour="red">not</mj-text>\n',
      },
    );
    expect(await faultsOf(renderFull(issueOf('one\n\ntwo\n\nthree'), template, newsletter))).toEqual([
      'templates/parts/odd.mjml:2: MJML refuses <mj-text>: Attribute colour is illegal.',
    ]);
  });

  test('no way to leave', async () => {
    const template = templateOf('<mjml><mj-body></mj-body></mjml>', 'x');
    expect(await faultsOf(renderFull(issueOf('x'), template, newsletter))).toEqual([
      'issue.mjml of the template "plain" has no {{unsubscribeUrl}}; every mail must say how to leave.',
      'issue.txt of the template "plain" has no {{unsubscribeUrl}}; every mail must say how to leave.',
    ]);
  });

  test('no MJML at all', async () => {
    expect(
      await faultsOf(renderFull(issueOf('x'), templateOf('{{unsubscribeUrl}}', leave), newsletter)),
    ).toEqual([expect.stringMatching(/^MJML cannot read the template: /)]);
  });

  test('a theme that is none', async () => {
    const rendering = renderFull(issueOf('x'), plain(), newsletter, { theme: { light: { link: 'red' } } });
    expect(await faultsOf(rendering)).toEqual([
      expect.stringContaining('In the configuration, light.link is "red"'),
    ]);
  });
});
