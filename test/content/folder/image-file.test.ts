import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readImages } from '../../../src/content/folder/image-file.ts';
import { readIssue } from '../../../src/content/folder/issue-file.ts';
import { imageFindings } from '../../../src/content/lint/image-files.ts';

/** The head of a PNG, which is all of it that is ever read (PNG specification, section 11.2.2). */
function png(width: number, height: number, bytes = 60): Buffer {
  const file = Buffer.alloc(bytes);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(file);
  file.writeUInt32BE(width, 16);
  file.writeUInt32BE(height, 20);
  return file;
}

const folder = mkdtempSync(join(tmpdir(), 'pennypost-images-'));
const outside = join(folder, 'outside.png');
const repository = join(folder, 'repository');
const content = join(repository, 'content');
const site = 'https://gazette.example';

function write(path: string, data: Buffer | string): void {
  mkdirSync(dirname(join(repository, path)), { recursive: true });
  writeFileSync(join(repository, path), data);
}

beforeAll(() => {
  write('.git/HEAD', '');
  write(
    'content/issues/010-ebb/index.md',
    '---\ntitle: Ebb\nnumber: 10\n---\n\nNot megapier.png.\n\n![Pier](pier.png)\n\n![Gone](gone.png)\n',
  );
  write('content/issues/010-ebb/pier.png', png(1600, 800, 250_000));
  write('content/issues/010-ebb/a b.png', png(10, 20));
  write('content/issues/010-ebb/text.png', 'no image');
  write('content/images/gull.png', png(300, 200));
  write('static/img/logo.png', png(100, 50));
  writeFileSync(outside, png(1, 1));
  symlinkSync(outside, join(content, 'issues/010-ebb/link.png'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = async (...sources: string[]) =>
  await readImages(realpathSync(content), 'issues/010-ebb/index.md', sources, site);

describe('an image is found', () => {
  test('beside the issue, in the content and among what the site serves', async () => {
    expect(await read('pier.png', './pier.png?raw=1', 'a%20b.png', '../../images/gull.png')).toEqual({
      'pier.png': { width: 1600, height: 800, bytes: 250_000 },
      './pier.png?raw=1': { width: 1600, height: 800, bytes: 250_000 },
      'a%20b.png': { width: 10, height: 20, bytes: 60 },
      '../../images/gull.png': { width: 300, height: 200, bytes: 60 },
    });
    const logo = { width: 100, height: 50, bytes: 60 };
    expect(await read('/img/logo.png', `${site}/img/logo.png`, '/images/gull.png')).toEqual({
      '/img/logo.png': logo,
      [`${site}/img/logo.png`]: logo,
      '/images/gull.png': { width: 300, height: 200, bytes: 60 },
    });
  });

  test('missing only where its folder is there', async () => {
    expect(
      await read('gone.png', '/img/gone.png', '/nowhere/gone.png', 'https://e.example/gone.png'),
    ).toEqual({
      'gone.png': null,
      '/img/gone.png': null,
    });
  });

  test('without a size where it is no image', async () => {
    expect(await read('text.png')).toEqual({ 'text.png': { width: 0, height: 0, bytes: 8 } });
  });

  test('never outside of the repository', async () => {
    const sources = [
      'link.png',
      '../../../../outside.png',
      '/../outside.png',
      '%2e%2e/x%00.png',
      `file://${outside}`,
    ];
    expect(Object.values(await read(...sources)).filter((image) => image !== null)).toEqual([]);
  });
});

test('an issue brings its images along, and lint tells what is wrong with them', async () => {
  const issue = await readIssue(content, '10', { siteUrl: site, language: 'en' });
  expect(issue.images).toEqual({
    'pier.png': { width: 1600, height: 800, bytes: 250_000 },
    'gone.png': null,
  });
  expect(imageFindings(issue)).toEqual([
    {
      rule: 'image-size',
      severity: 'warning',
      line: 8,
      message:
        'The image "pier.png" weighs 250 kB and is 1600 px wide: in mail, 200 kB and 1200 px are enough; scale it down.',
    },
    {
      rule: 'image-missing',
      severity: 'warning',
      line: 10,
      message:
        'The image "gone.png" is not in the folder where it should be: add the file, or mend its name.',
    },
  ]);
});
