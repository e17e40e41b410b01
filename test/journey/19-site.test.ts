import { afterEach, describe, expect, it } from 'vitest';
import { account, type Newsletter, newsletter, shortIssue } from './newsletter.ts';

let gazette: Newsletter;

afterEach(() => gazette.remove());

const send = ['send', '10', '--catch', '--yes', '--json'];
const ahead = shortIssue.replace('date: 2026-11-20', 'date: 2099-11-20');

describe('a newsletter whose issues are pages of a site', () => {
  it('says which site, where each page is, and sends none that the site holds back', async () => {
    gazette = await newsletter('postgres');
    gazette.write('hugo.toml', 'baseURL = "https://lamplighter.example/news/"\ncontentDir = "issues"\n');
    gazette.write('issues/010-wicks.md', ahead);
    gazette.write('issues/letters/Nine & a Half.md', shortIssue.replaceAll('10', '9'));
    gazette.write('issues/_index.md', '---\ntitle: All of them\n---\n');
    const listed = await gazette.run(['issues', '--json']);
    expect(JSON.parse(listed.out)).toMatchObject([
      { path: '010-wicks.md', url: null, published: false, why: 'Hugo leaves it out until 2099-11-20.' },
      {
        path: 'letters/Nine & a Half.md',
        url: 'https://lamplighter.example/news/letters/nine--a-half/',
        published: true,
        why: null,
      },
    ]);
    const shown = await gazette.run(['issues']);
    expect(shown.err).toMatch(/made with hugo \(hugo\.toml\)[\s\S]*note: 010-wicks\.md: Hugo leaves it out/);
    expect(shown.out).toContain('(not on the site)');

    const refused = await gazette.run(send);
    expect([refused.code, refused.err]).toEqual([
      1,
      expect.stringMatching(/until 2099-11-20[\s\S]*--despite unpublished/),
    ]);
    expect((await gazette.run(['lint', '10'])).out).toContain('[unpublished]');
    expect((await gazette.run(['test', '10', 'me@lamplighter.example', '--catch'])).code).toBe(0);
    expect(account(await gazette.run([...send, '--despite', 'unpublished']))).toMatchObject({ accepted: 3 });
  });

  it('refuses a draft that its site shows all the same, until told to', async () => {
    gazette = await newsletter('postgres');
    gazette.write('_config.yml', 'url: https://lamplighter.example\n');
    gazette.write('issues/010-wicks.md', shortIssue.replace('issue: 10', 'issue: 10\ndraft: true'));
    const [issue] = JSON.parse((await gazette.run(['issues', '--json'])).out);
    expect(issue).toMatchObject({
      draft: true,
      published: true,
      why: expect.stringContaining('nothing to Jekyll'),
    });
    const refused = await gazette.run(send);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('--despite unpublished')]);
    const linted = await gazette.run(['lint', '10']);
    expect([linted.code, linted.out]).toEqual([0, expect.not.stringContaining('[unpublished]')]);
    expect(account(await gazette.run([...send, '--despite', 'unpublished']))).toMatchObject({ accepted: 3 });
    const mail = gazette.caught()[0]?.toString() ?? '';
    expect(mail.replaceAll('=\r\n', '')).toContain('https://lamplighter.example/issues/010-wicks.html');
  });
});
