import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { rounds } from '../setup/soak.ts';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.ts';
import { type Inbox, openInbox, parseMail, unsubscribeUrl } from './inbox.ts';
import { account, type Newsletter, newsletter } from './newsletter.ts';

const issue = (number: number) =>
  `---\ntitle: The Lamplighter ${number}\ndate: 2026-11-27\nissue: ${number}\n---\n\nNumber ${number}.\n`;
const send = (number: string, ...more: string[]) => ['send', number, '--yes', '--json', ...more];

/** Each round begins the program several times, and one that was killed is waited for. */
const patientMs = rounds(600_000, 3_600_000);

describe('what is kept of a newsletter', () => {
  let gazette: Newsletter;
  let inbox: Inbox;
  let server: TestDatabase | null = null;
  const data = () => path.join(gazette.folder, '.pennypost');
  const relay = () => ({ SMTP_URL: inbox.url });

  beforeEach(async () => {
    gazette = await newsletter('embedded');
    for (const number of [11, 12, 13]) gazette.write(`issues/0${number}-next.md`, issue(number));
    inbox = await openInbox();
  });
  afterEach(async () => {
    await gazette.remove();
    await inbox.close();
    await server?.drop();
    server = null;
  });

  async function leave(recipient: string): Promise<number> {
    const mail = inbox.mails.findLast((one) => one.recipient === recipient);
    const url = unsubscribeUrl(await parseMail(mail?.raw ?? Buffer.of()));
    const serving = gazette.start(['serve', '--port', '0']);
    const [site = ''] = await serving.said(/http:\/\/127\.0\.0\.1:\d+/);
    const { status } = await fetch(url.replace(/^https?:\/\/[^/]+/, site), {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    });
    await serving.stop();
    return status;
  }

  const got = (number: number) =>
    inbox.mails
      .filter(({ raw }) => raw.includes(`Subject: The Lamplighter ${number}`))
      .map(({ recipient }) => recipient)
      .sort();

  it('restored from a backup, it mails nobody who left since, and nothing before a person has said what went out', async () => {
    expect(account(await gazette.run(send('10'), relay()))).toMatchObject({ accepted: 3 });
    const saved = await gazette.run(['database', 'backup', 'kept.gz']);
    expect([saved.code, saved.err]).toEqual([0, expect.stringContaining(path.join(data(), 'secret'))]);
    const again = await gazette.run(['database', 'backup', 'kept.gz']);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('--overwrite')]);

    // What the backup does not know: an issue, and a reader who leaves by it.
    expect(account(await gazette.run(send('11'), relay()))).toMatchObject({ accepted: 3 });
    expect(await leave('reader1@example.com')).toBe(200);

    const unasked = await gazette.run(['database', 'restore', 'kept.gz']);
    expect([unasked.code, unasked.err]).toEqual([1, expect.stringContaining('give --yes')]);
    const restored = await gazette.run(['database', 'restore', 'kept.gz', '--yes']);
    expect([restored.code, restored.out]).toEqual([0, expect.stringContaining('1 suppressed')]);
    expect(readdirSync(data()).filter((name) => name.startsWith('database.before-restore'))).toHaveLength(1);

    for (const number of ['11', '12']) {
      const held = await gazette.run(send(number), relay());
      expect([held.code, held.err]).toEqual([1, expect.stringContaining('pennypost database restored')]);
    }
    const asked = await gazette.run(['status']);
    expect([asked.code, asked.err]).toEqual([0, expect.stringContaining('restored')]);
    expect((await gazette.run(['database', 'restored'])).code).toBe(2);
    expect((await gazette.run(['database', 'restored', '--sent', '99'])).code).toBe(1);
    expect((await gazette.run(send('12'), relay())).code).toBe(1);

    const said = await gazette.run(['database', 'restored', '--sent', '11']);
    expect([said.code, said.out]).toEqual([0, 'Issue 11: 2 people are in doubt.\n']);
    expect((await gazette.run(['database', 'restored', '--none'])).code).toBe(1);
    expect((await gazette.run(send('11'), relay())).code).toBe(5);
    expect(account(await gazette.run(send('12'), relay()))).toMatchObject({ accepted: 2, skipped: 1 });
    expect(got(11)).toEqual(['reader0@example.com', 'reader1@example.com', 'reader2@example.com']);
    expect(got(12)).toEqual(['reader0@example.com', 'reader2@example.com']);
    // A link of an issue that the restored database never sent works all the same.
    expect(await leave('reader2@example.com')).toBe(200);
  });

  it('moved to a server and back, it goes on there, and the old one refuses and names the new one', async () => {
    server = await createTestDatabase(inject('databaseUrl'));
    await gazette.run(send('10'), relay());
    const serving = gazette.startProcess(['serve', '--port', '0']);
    await serving.said(/http:/);
    const busy = await gazette.run(['database', 'move', '--to', server.url]);
    expect([busy.code, busy.err]).toEqual([1, expect.stringContaining('"pennypost serve"')]);
    await serving.stop();
    const away = await gazette.run(['database', 'move', '--to', 'postgres://nobody@127.0.0.1:1/none']);
    expect([away.code, away.err]).toEqual([1, expect.stringContaining('127.0.0.1:1')]);

    const moved = await gazette.run(['database', 'move', '--to', server.url]);
    expect([moved.code, moved.err]).toEqual([0, expect.stringContaining('PENNYPOST_SECRET')]);
    for (const args of [send('11'), ['resume', '10'], ['bounces', 'confirm'], ['serve', '--port', '0']]) {
      const refused = await gazette.run(args, relay());
      expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/was moved to database test_/)]);
    }
    const asked = await gazette.run(['status', '10', '--json']);
    expect(JSON.parse(asked.out)).toMatchObject({ accepted: 3 });

    const there = {
      ...relay(),
      DATABASE_URL: server.url,
      PENNYPOST_SECRET: readFileSync(path.join(data(), 'secret'), 'utf8').trim(),
    };
    expect((await gazette.run(send('10'), there)).code).toBe(5);
    expect(account(await gazette.run(send('11'), there))).toMatchObject({ accepted: 3 });
    const back = await gazette.run(['database', 'move', '--to', '.pennypost'], there);
    expect([back.code, back.err]).toEqual([0, expect.stringContaining('DATABASE_URL')]);
    expect((await gazette.run(send('12'), there)).code).toBe(1);
    expect(account(await gazette.run(send('12'), relay()))).toMatchObject({ accepted: 3 });

    const undone = await gazette.run(['database', 'move', '--undo'], there);
    expect([undone.code, undone.err]).toEqual([1, expect.stringContaining('give --yes')]);
    expect((await gazette.run(['database', 'move', '--undo', '--yes'], there)).code).toBe(0);
    expect((await gazette.run(['pause', '11'], there)).code).toBe(0);
  });

  it('killed anywhere, a restore leaves the one or the other, and a move goes on when it is given again', {
    timeout: patientMs,
  }, async () => {
    await gazette.run(send('10'), relay());
    await gazette.run(['database', 'backup', 'kept.gz']);
    const restore = ['database', 'restore', 'kept.gz', '--yes'];
    const replaced = () => readdirSync(data()).filter((name) => name.startsWith('database.before')).length;
    const began = performance.now();
    expect((await gazette.startProcess(restore).ended).code).toBe(0);
    const usual = performance.now() - began;
    for (let round = 0; round < rounds(2, 40); round += 1) {
      await gazette.run(['database', 'restored', '--none']);
      const before = replaced();
      const restoring = gazette.startProcess(restore);
      await wait(Math.random() * usual);
      restoring.child.kill('SIGKILL');
      await restoring.ended;
      const asked = await gazette.run(['status', '--json']);
      expect([asked.code, JSON.parse(asked.out).length]).toEqual([0, 1]);
      // Either all of it, with what holds the sends, or nothing.
      expect(asked.err.includes('restored')).toBe(replaced() > before);
    }
    await gazette.run(['database', 'restored', '--none']);
    expect((await gazette.run(['database', 'backup', 'after.gz'])).code).toBe(0);
    expect(readdirSync(data()).filter((name) => name.startsWith('.keeping'))).toEqual([]);

    server = await createTestDatabase(inject('databaseUrl'));
    const move = ['database', 'move', '--to', server.url];
    for (let round = 0; round < rounds(2, 40); round += 1) {
      const moving = gazette.startProcess(move);
      await wait(Math.random() * usual);
      moving.child.kill('SIGKILL');
      await moving.ended;
    }
    const last = await gazette.run(move);
    // Or it was done already when it was killed.
    if (last.code !== 0) expect(last.err).toContain('was moved to');
    const asked = await gazette.run(['status', '10', '--json'], {
      DATABASE_URL: server.url,
      PENNYPOST_SECRET: 'x'.repeat(44),
    });
    expect(JSON.parse(asked.out)).toMatchObject({ accepted: 3 });
    expect((await gazette.run(send('12'), relay())).err).toContain('was moved to');
  });
});
