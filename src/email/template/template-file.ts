import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { EmailError } from '../email-error.ts';
import { chooseTheme } from './choose-theme.ts';
import type { Template, TemplateFile } from './template.ts';
import { defaultTheme, type Theme } from './theme.ts';

/**
 * Reads a template: a folder with `issue.mjml`, `issue.txt` and, if it has colours of its own, `theme.json`. The parts
 * it may name lie in the folder `parts` beside it and, before those, in one inside it. That of notices has `notice.mjml`
 * and `notice.txt`.
 * @throws EmailError naming every file that is missing or cannot be read
 */
export async function readTemplate(folder: string, of: 'issue' | 'notice' = 'issue'): Promise<Template> {
  const [html, text] = await bothOrFault(folder, of);
  const parts = [
    ...(await readParts(join(dirname(folder), 'parts'))),
    ...(await readParts(join(folder, 'parts'))),
  ];
  const partsOf = (extension: string) =>
    new Map(
      parts
        .filter(({ path }) => extname(path) === extension)
        .map((part) => [basename(part.path, extension), part]),
    );
  return {
    name: basename(folder),
    html,
    text,
    htmlParts: partsOf('.mjml'),
    textParts: partsOf('.txt'),
    theme: await readTheme(join(folder, 'theme.json')),
  };
}

async function bothOrFault(folder: string, of: string): Promise<[TemplateFile, TemplateFile]> {
  const [html, text] = await Promise.all([
    readOrNull(join(folder, `${of}.mjml`)),
    readOrNull(join(folder, `${of}.txt`)),
  ]);
  if (html !== null && text !== null) return [html, text];
  const siblings = await foldersBeside(folder);
  throw new EmailError([
    ...(html === null && text === null
      ? [`There is no template in ${folder}. ${siblings}`]
      : [`The template in ${folder} has no ${of}${html === null ? '.mjml' : '.txt'}; a mail needs both.`]),
  ]);
}

async function foldersBeside(folder: string): Promise<string> {
  const entries = await readdir(dirname(folder), { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isDirectory() && entry.name !== 'parts' && entry.name !== 'notice')
    .map(({ name }) => name);
  if (names.length > 0) return `Beside it there are: ${names.sort().join(', ')}.`;
  return 'A template is a folder with an issue.mjml and an issue.txt.';
}

async function readParts(folder: string): Promise<TemplateFile[]> {
  const names = await readdir(folder).catch(absent([]));
  const files = await Promise.all(
    names
      .filter((name) => /\.(?:mjml|txt)$/.test(name))
      .sort()
      .map((name) => readOrNull(join(folder, name))),
  );
  return files.filter((file) => file !== null);
}

async function readTheme(path: string): Promise<Theme> {
  const file = await readOrNull(path);
  if (file === null) return defaultTheme;
  return chooseTheme(defaultTheme, parseJson(file), path);
}

function parseJson({ path, source }: TemplateFile): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    throw new EmailError([`${path} is not JSON: ${(error as Error).message}.`], { cause: error });
  }
}

async function readOrNull(path: string): Promise<TemplateFile | null> {
  const source = await readFile(path, 'utf8').catch(absent(null));
  return source === null ? null : { path, source: source.replace(/\r\n?/g, '\n') };
}

/** Nothing there is a value; every other failure of the disk is thrown on. */
function absent<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return value;
    throw error;
  };
}
