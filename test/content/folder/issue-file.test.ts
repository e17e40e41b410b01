import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContentError } from '../../../src/content/content-error.ts';
import { listIssueFiles, readIssue } from '../../../src/content/folder/issue-file.ts';

const options = { siteUrl: null, language: 'en' };
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pennypost-issues-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function write(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function faults(promise: Promise<unknown>): Promise<readonly string[]> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!(error instanceof ContentError)) throw error;
  return error.faults;
}

describe('listIssueFiles', () => {
  it('looks into every folder but those of tools, and at markdown only', async () => {
    await write({
      'a/b/1.md': 'Text.',
      '2.mdx': 'Text.',
      '3.markdown': 'Text.',
      '4.txt': 'Text.',
      'node_modules/x/5.md': '',
      '.git/6.md': '',
      '.github/7.md': '',
      'dist/8.md': '',
      '_site/9.md': '',
    });
    expect((await listIssueFiles(folder)).map((issue) => issue.path)).toEqual([
      '3.markdown',
      '2.mdx',
      'a/b/1.md',
    ]);
  });

  it('follows links to files of the content, and none that lead out of it', async () => {
    await write({ 'content/texts/ten.md': 'Text.', 'secrets/11.md': 'Text.' });
    await mkdir(join(folder, 'content/issues'));
    await symlink('../texts/ten.md', join(folder, 'content/issues/10.md'));
    await symlink('../../secrets/11.md', join(folder, 'content/issues/11.md'));
    await symlink('../secrets', join(folder, 'content/more'));
    await symlink('nowhere.md', join(folder, 'content/issues/12.md'));
    expect((await listIssueFiles(join(folder, 'content'))).map((issue) => issue.path)).toEqual([
      'issues/10.md',
    ]);
  });

  it('reads front matter to its end, however long', async () => {
    const links = Array.from({ length: 2000 }, (_, n) => `  - https://owls.example/${n}\n`).join('');
    await write({ 'owls.md': `---\nlinks:\n${links}issue: 12\n---\n\nText.\n` });
    expect(await listIssueFiles(folder)).toMatchObject([{ number: 12 }]);
  });

  it('refuses what is no folder', async () => {
    await write({ '1.md': 'Text.' });
    expect(await faults(listIssueFiles(join(folder, 'none')))).toEqual([
      expect.stringMatching(/^There is no folder .*none: name the folder/),
    ]);
    expect(await faults(listIssueFiles(join(folder, '1.md')))).toEqual([
      expect.stringMatching(/1\.md is a file: name the folder/),
    ]);
  });
});

describe('readIssue', () => {
  it('reads the issue that is named', async () => {
    await write({
      '010-owls.md': '---\ntitle: Owls\n---\nText.\n',
      '011-mice.md': '---\ntitle: Mice\n---\nText.\n',
    });
    expect(await readIssue(folder, '10', options)).toMatchObject({
      number: 10,
      title: 'Owls',
      path: join(folder, '010-owls.md'),
    });
  });

  it('reads a file that is named by its path although it is not listed', async () => {
    await write({ 'docs/owls.md': '# Owls\n\nText.\n' });
    expect(await listIssueFiles(folder)).toEqual([]);
    expect(await readIssue(folder, 'docs/owls.md', options)).toMatchObject({
      key: 'owls',
      number: null,
      title: 'Owls',
    });
    expect(await readIssue(folder, join(folder, 'docs/owls.md'), options)).toMatchObject({ key: 'owls' });
  });

  it('reads nothing outside of the folder', async () => {
    await write({ 'content/1.md': 'Text.', 'secret.md': '# Secret\n\nText.' });
    await symlink('../secret.md', join(folder, 'content/link.md'));
    for (const path of ['../secret.md', join(folder, 'secret.md'), 'link.md']) {
      expect(await faults(readIssue(join(folder, 'content'), path, options))).toEqual([
        expect.stringContaining('There is no issue'),
      ]);
    }
  });

  it('throws every fault as a sentence', async () => {
    await write({
      '10.md': '---\ntitle: Owls: a story\n---\nText.\n',
      '11-draft.md': 'Text.',
      '12.md': Buffer.from([0x23, 0x20, 0xff, 0xfe]),
    });
    expect(await faults(readIssue(folder, '10', options))).toEqual([
      expect.stringMatching(/10\.md:2:8: the value has a colon/),
    ]);
    expect(await faults(readIssue(folder, '11', options))).toEqual([
      expect.stringMatching(/11-draft\.md \(issue 11\) is a draft/),
    ]);
    expect(await faults(readIssue(folder, '12', options))).toEqual([
      expect.stringMatching(/12\.md: the file is no UTF-8 text/),
    ]);
    expect(await faults(readIssue(folder, '99', options))).toEqual([
      expect.stringMatching(/There is no issue 99 in .*The nearest are: 12/),
    ]);
  });
});
