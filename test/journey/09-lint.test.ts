import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { account, type Newsletter, newsletter, shortIssue } from './newsletter.ts';

let gazette: Newsletter;

beforeEach(async () => {
  gazette = await newsletter('postgres');
});
afterEach(() => gazette.remove());

const glued = `${shortIssue}\n[oil](https://example.net/oilhttps://example.net/oil)\n`;
const tagged = `${shortIssue}\n{% include sponsor.html %}\n`;
const send = ['send', '--issue', '10', '--catch', '--yes', '--json'];

describe('an error of lint', () => {
  it('stops the send with file, line and rule, and sends in spite of it when told to', async () => {
    gazette.write('issues/010-wicks.md', glued);
    const stopped = await gazette.run(send);
    expect(stopped.code).toBe(3);
    expect(stopped.err).toMatch(/issues\/010-wicks\.md:15: error: .*\[glued-url\]/);
    expect(stopped.err).toContain('--despite glued-url');
    expect(gazette.caught()).toHaveLength(0);
    expect(await gazette.run(['status', '10'])).toMatchObject({ code: 1 });

    const stoppedAgain = await gazette.run([...send, '--despite', 'bad-url']);
    expect(stoppedAgain.err).toContain('--despite bad-url --despite glued-url');

    const sent = await gazette.run([...send, '--despite', 'glued-url']);
    expect(account(sent)).toMatchObject({ accepted: 3 });
    expect(sent.code).toBe(0);
  });

  it('hinders neither a rendering, nor a test, nor a plan, all of which tell of it', async () => {
    gazette.write('issues/010-wicks.md', glued);
    for (const args of [
      ['render', 'issues/010-wicks.md', '--out', 'out'],
      ['send', '--issue', '10', '--catch', '--to', 'reader1@example.com'],
      ['send', '--issue', '10', '--dry-run'],
    ]) {
      const ran = await gazette.run(args);
      expect(ran.err).toContain('[glued-url]');
      expect(ran.code).toBe(0);
    }
  });

  it.each([
    ['nonsense', 'no such rule'],
    ['http-link', 'only warns'],
    ['site-tag', 'no email can be made'],
  ])('--despite %s is refused: %s', async (rule, why) => {
    const ran = await gazette.run([...send, '--despite', rule]);
    expect(ran.err).toContain(why);
    expect(ran.code).toBe(2);
    expect(gazette.caught()).toHaveLength(0);
  });
});

describe('a tag of the site', () => {
  it('is never sent, until the configuration says what it stands for', async () => {
    gazette.write('issues/010-wicks.md', tagged);
    for (const args of [
      send,
      ['render', 'issues/010-wicks.md', '--out', 'out'],
      [...send, '--despite', 'glued-url'],
    ]) {
      const ran = await gazette.run(args);
      expect(ran.err).toMatch(/issues\/010-wicks\.md:15: error: .*include sponsor\.html.*\[site-tag\]/);
      expect(ran.code).toBe(3);
    }
    gazette.configure("tags:\n  include sponsor.html: '**Sponsored** by nobody.'\n");
    const sent = await gazette.run(send);
    expect(sent.code).toBe(0);
    expect(gazette.caught()[0]?.toString()).toContain('*Sponsored* by nobody.');
  });
});

describe('pennypost lint', () => {
  it('tells programs what the contract says, of several files at once, and fails only for errors', async () => {
    gazette.write('issues/010-wicks.md', glued);
    gazette.write('elsewhere/011.md', "---\ntitle: 'Lamps 11'\ntitle: again\n---\n\nText.\n");
    const ran = await gazette.run(['lint', 'issues/010-wicks.md', 'elsewhere/011.md', '--json']);
    expect(JSON.parse(ran.out)).toEqual([
      {
        path: 'issues/010-wicks.md',
        errors: [{ rule: 'glued-url', line: 15, message: expect.any(String) }],
        warnings: expect.any(Array),
      },
      {
        path: 'elsewhere/011.md',
        errors: [{ rule: 'unreadable', line: 3, message: expect.stringContaining('title') }],
        warnings: [],
      },
    ]);
    expect(ran.code).toBe(3);
    expect((await gazette.run(['lint', '10', '--despite', 'glued-url'])).code).toBe(0);
  });

  it('looks over a draft, and finds nothing wrong with a good issue', async () => {
    gazette.write('issues/010-wicks.md', shortIssue.replace('issue: 10', 'issue: 10\ndraft: true'));
    const ran = await gazette.run(['lint', '10']);
    expect(ran.err).not.toContain('error:');
    expect(ran.code).toBe(0);
  });

  it('lists its rules', async () => {
    const ran = await gazette.run(['lint', '--rules']);
    expect(ran.out).toMatch(/^error +glued-url +\S/m);
    expect(ran.code).toBe(0);
  });
});

describe('Ctrl-C', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('is heard amid a long lint, as %s', async (signal) => {
    const long = Array.from({ length: 30_000 }, (_, n) => `Lamp ${n} of [them](https://example.net/${n}).\n`);
    gazette.write('issues/011-long.md', `${shortIssue.replaceAll('10', '11')}\n${long.join('\n')}`);
    gazette.write('issues/010-wicks.md', glued);
    const linting = gazette.startProcess(['lint', 'issues/010-wicks.md', 'issues/011-long.md']);
    // From here on it computes.
    await linting.said(/\[glued-url\]/);
    linting.child.kill(signal);
    await linting.ended;
    expect(linting.child.signalCode).toBe(signal);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('is heard amid a long rendering, as %s', async (signal) => {
    const long = Array.from({ length: 30_000 }, (_, n) => `Lamp ${n} of [them](https://example.net/${n}).\n`);
    gazette.write('issues/011-long.md', `${shortIssue.replaceAll('10', '11')}\n${long.join('\n')}`);
    gazette.write('.pennypost/of', 'what is kept\n');
    chmodSync(join(gazette.folder, '.pennypost'), 0o755);
    const rendering = gazette.startProcess(['render', 'issues/011-long.md', '--out', 'made']);
    // From here on it computes.
    await rendering.said(/is open to others/);
    rendering.child.kill(signal);
    await rendering.ended;
    expect(rendering.child.signalCode).toBe(signal);
  });
});
