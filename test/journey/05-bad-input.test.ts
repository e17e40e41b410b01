import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openInbox } from './inbox.ts';
import { account, type Newsletter, newsletter, shortIssue } from './newsletter.ts';
import type { Ran } from './running.ts';

let gazette: Newsletter;

beforeEach(async () => {
  gazette = await newsletter('postgres');
});
afterEach(() => gazette.remove());

const send = (...more: string[]) => gazette.run(['send', '--issue', '10', '--yes', '--catch', ...more]);

/** A clear error: its code, no stack, nothing sent, and the words that help. */
function refused(ran: Ran, code: number, ...words: (string | RegExp)[]): void {
  for (const word of words) expect(ran.err).toMatch(word);
  expect(ran.err).not.toMatch(/^\s+at .*:\d+:\d+/m);
  expect(ran.code).toBe(code);
  expect(gazette.caught()).toHaveLength(0);
}

describe('an issue', () => {
  it('that does not exist: the nearest are listed', async () => {
    refused(
      await gazette.run(['send', '--issue', '12', '--yes', '--catch']),
      1,
      /no issue.*12/i,
      '010-wicks.md',
    );
  });

  it('that two files claim: both are listed', async () => {
    gazette.write('issues/010-again.md', shortIssue);
    refused(await send(), 1, '010-wicks.md', '010-again.md');
  });

  it('that is a draft', async () => {
    gazette.write('issues/010-wicks.md', shortIssue.replace('issue: 10', 'issue: 10\ndraft: true'));
    refused(await send(), 1, /draft/);
  });

  it('whose front matter does not parse: file and line', async () => {
    gazette.write('issues/010-wicks.md', shortIssue.replace('issue: 10', "issue: 10\ntitle: 'twice'"));
    refused(await send(), 1, /010-wicks\.md:5/);
  });

  it('with a line break in its title', async () => {
    gazette.write(
      'issues/010-wicks.md',
      shortIssue.replace(/title: .*/, 'title: "Wicks\\r\\nBcc: x@example.org"'),
    );
    refused(await send(), 1, /title/);
  });
});

describe('a list', () => {
  it('with a bad row: row and reason, and none of it is taken, but with --skip-bad-rows', async () => {
    gazette.write(
      'subscribers/readers.csv',
      'email,name\na@example.com,Ada\n"b@example.com\r\nRCPT TO:<x@y.example>",Bob\nc@example.com;d@example.com,Cy\n',
    );
    refused(
      await send('--json'),
      1,
      /readers\.csv.*3/,
      /control character|line break/,
      /comma|semicolon/,
      '--skip-bad-rows',
    );
    const ran = await send('--json', '--skip-bad-rows');
    expect(account(ran)).toMatchObject({ audience: 1, accepted: 1 });
  });

  it('that is not there', async () => {
    gazette.write(
      'pennypost.yaml',
      'name: x\nfrom: a@b.example\npostalAddress: x\nreason: x\npublicUrl: https://b.example\nsubscribers: nowhere\n',
    );
    refused(await send(), 1, /nowhere/);
  });
});

describe('a template', () => {
  it('that names a field which nobody has', async () => {
    gazette.write(
      'templates/mine/issue.mjml',
      '<mjml><mj-body><mj-section><mj-column><mj-text>{{issue.nonsense}}</mj-text></mj-column></mj-section></mj-body></mjml>',
    );
    gazette.write('templates/mine/issue.txt', '{{unsubscribeUrl}}');
    gazette.write(
      'pennypost.yaml',
      'name: x\nfrom: a@b.example\npostalAddress: x\nreason: x\npublicUrl: https://b.example\ntemplates: templates\ntemplate: mine\n',
    );
    refused(await send(), 1, /nonsense/, /issue\.mjml:1/);
  });
});

describe('a relay', () => {
  it('that is not configured: nothing is sent', async () => {
    refused(await gazette.run(['send', '--issue', '10', '--yes']), 1, 'SMTP_URL', '--catch');
  });

  it('that refuses the login: nothing is sent, nobody is failed, and the password is not shown', async () => {
    const inbox = await openInbox({ login: { user: 'lamp', password: 'right' } });
    const wrong = inbox.url.replace('right', 'wrongpw');
    const ran = await gazette.run(['send', '--issue', '10', '--yes'], { SMTP_URL: wrong });
    refused(ran, 1, /535/, 'SMTP_URL');
    expect(ran.err).not.toContain('wrongpw');
    const right = await gazette.run(['send', '--issue', '10', '--yes', '--json'], { SMTP_URL: inbox.url });
    expect(account(right)).toMatchObject({ accepted: 3, failed: 0 });
    await inbox.close();
  });

  it('that is not there: try again later', async () => {
    refused(
      await gazette.run(['send', '--issue', '10', '--yes'], { SMTP_URL: 'smtp://127.0.0.1:9' }),
      75,
      '127.0.0.1:9',
    );
  });
});

describe('at a terminal', () => {
  const begin = async () => {
    const running = gazette.startAtTerminal(['send', '--issue', '10', '--catch']);
    await running.said(/\[y\/N\]/);
    return running;
  };

  it.each([
    ['an empty line', '\r'],
    ['anything but yes', 'send\r'],
    ['Ctrl-C', '\x03'],
    ['Ctrl-D', '\x04'],
  ])('%s is a no', async (_, typed) => {
    const running = await begin();
    running.child.stdin.write(typed);
    const { code, out } = await running.ended;
    expect(out).toContain('Subject     The Lamplighter 10: oil & wicks');
    expect(out).toContain('From        The Lamplighter <letters@lamplighter.example>');
    expect(out).toContain('Recipients  3');
    expect(out).toContain('Nothing was sent.');
    expect(code).toBe(1);
    expect(gazette.caught()).toHaveLength(0);
  });

  it('a yes sends, with a bar that fills', async () => {
    const running = await begin();
    running.child.stdin.write('y\r');
    const { code, out } = await running.ended;
    expect(out).toContain('100%');
    expect(code).toBe(0);
    expect(gazette.caught()).toHaveLength(3);
  });
});

describe('the command line', () => {
  it('in a pipe without --yes sends nothing', async () => {
    refused(await gazette.run(['send', '--issue', '10', '--catch']), 2, '--yes');
  });

  it.each([
    [['send', '--yes'], /--issue/],
    [['send', '10', '--issue', '11', '--yes'], /One issue at a time/],
    [['send', '10', 'editor@example.com', '--yes'], /too many arguments/],
    [['test', '10'], /missing required argument 'address'/],
    [['test', '10', 'a@b.example,c@d.example', '--catch'], /comma/],
    [['send', '--issue', '10', '--catch', '--detach', '--yes'], /exclude/],
    [['send', '--issue', '10', '--to', 'a@b.example,c@d.example', '--catch'], /comma/],
    [['sned'], /unknown command/],
    [['send', '--issue', '10', '--nonsense'], /unknown option/],
  ])('%j', async (args, words) => {
    refused(await gazette.run(args), 2, words);
  });
});
