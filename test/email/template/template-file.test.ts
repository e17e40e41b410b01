import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTemplate } from '../../../src/email/template/template-file.ts';
import { defaultTheme } from '../../../src/email/template/theme.ts';

let root: string;
const write = async (path: string, content: string) => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pennypost-templates-'));
});
afterAll(() => rm(root, { recursive: true }));

test('a folder, the parts beside it, and its own before those', async () => {
  await write('parts/foot.mjml', 'shared foot');
  await write('parts/foot.txt', 'shared foot of text');
  await write('parts/head.mjml', 'shared head');
  await write('plain/issue.mjml', 'a\r\nb');
  await write('plain/issue.txt', 'text');
  await write('plain/parts/head.mjml', 'own head');
  await write('plain/theme.json', '{ "font": "georgia" }');
  const template = await readTemplate(join(root, 'plain'));
  expect(template.name).toBe('plain');
  expect(template.html.source).toBe('a\nb');
  expect(template.theme).toEqual({ ...defaultTheme, font: 'georgia' });
  const sources = (parts: typeof template.htmlParts) =>
    [...parts].map(([name, { source }]) => [name, source]);
  expect(sources(template.htmlParts)).toEqual([
    ['foot', 'shared foot'],
    ['head', 'own head'],
  ]);
  expect(sources(template.textParts)).toEqual([['foot', 'shared foot of text']]);
});

test('a template that is not there, or half there, says what there is', async () => {
  await write('other/issue.mjml', 'x');
  await expect(readTemplate(join(root, 'dijest'))).rejects.toThrow(
    /^There is no template in .*dijest\. Beside it there are: other, plain\.$/,
  );
  await expect(readTemplate(join(root, 'other'))).rejects.toThrow(/has no issue\.txt; a mail needs both\.$/);
  await expect(readTemplate(join(root, 'nowhere', 'x'))).rejects.toThrow(/A template is a folder with/);
});

test('a theme that cannot be read names its file', async () => {
  await write('bad/issue.mjml', 'x');
  await write('bad/issue.txt', 'x');
  await write('bad/theme.json', '{ "font": }');
  await expect(readTemplate(join(root, 'bad'))).rejects.toThrow(/theme\.json is not JSON: /);
  await write('bad/theme.json', '{ "font": "x" }');
  await expect(readTemplate(join(root, 'bad'))).rejects.toThrow(/theme\.json, font is "x"/);
});
