import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readMailSource } from '../../../src/feedback/inbound/mail-source-file.ts';

let folder = '';
const from = 'From MAILER-DAEMON Sun Nov 22 10:51:00 2026\n';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pennypost-mail-'));
  for (const name of ['box/cur', 'box/new', 'box/tmp', 'empty'])
    await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, 'one.eml'), 'Subject: one\n\nx');
  await writeFile(path.join(folder, 'single.mbox'), `${from}Subject: one\n\nx`);
  await writeFile(path.join(folder, 'two.mbox'), `${from}Subject: one\n\nx\n\n${from}Subject: two\n\ny`);
  await writeFile(path.join(folder, 'box/cur/1:2,S'), 'Subject: seen\n\nx');
  await writeFile(path.join(folder, 'box/new/2'), 'Subject: new\n\nx');
  await writeFile(path.join(folder, 'box/tmp/3'), 'Subj');
});
afterAll(() => rm(folder, { recursive: true }));

async function found(name: string): Promise<[string, string][]> {
  const all: [string, string][] = [];
  for await (const { file, bytes } of readMailSource(name, folder))
    all.push([file, Buffer.from(bytes).toString().split('\n')[0] ?? '']);
  return all;
}

it('reads a message, an mbox and a Maildir', async () => {
  expect(await found('one.eml')).toEqual([['one.eml', 'Subject: one']]);
  expect(await found('single.mbox')).toEqual([['single.mbox', 'Subject: one']]);
  expect(await found('two.mbox')).toEqual([
    ['two.mbox#1', 'Subject: one'],
    ['two.mbox#2', 'Subject: two'],
  ]);
  expect(await found('box')).toEqual([
    ['box/cur/1:2,S', 'Subject: seen'],
    ['box/new/2', 'Subject: new'],
  ]);
});

it.each([
  ['nothing.eml', 'nothing.eml: cannot be read (ENOENT).'],
  ['empty', 'empty: is a folder without a message in it.'],
])('says what is wrong with %s', async (name, fault) => {
  await expect(found(name)).rejects.toMatchObject({ name: 'FeedbackError', faults: [fault] });
});
