import { plainText } from './issue-number-words.ts';

/** What the path of a markdown file says, digits of every script in ASCII. */
export interface IssuePath {
  readonly path: string;
  readonly folders: readonly string[];
  /** The file name without its extension and its language. */
  readonly stem: string;
  /** BCP 47, where a folder or the end of the name is a language: `i18n/fr/`, `index.pt-br.md`. */
  readonly language: string | null;
}

/** Markdown as site generators name it; `.html.md` is Middleman's. */
export const markdownExtension = /\.(?:md|mdx|markdown|mdown|mkd)$/i;

/** Codes that newsletters are translated into; those that are also English words (`no`, `is`, `it`) need a region. */
const languages = new Set(
  (
    'ar az bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy ja ka kk kn ko ky lt lv mk ml mn mr ' +
    'ms nb ne nl nn pa pl pt ro ru sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh'
  ).split(' '),
);
const languageTag = /^([a-z]{2})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?$/i;

/** `exists` answers whether the newsletter has a file of that path; `10-fr.md` is a translation only beside `10.md`. */
export function readIssuePath(path: string, exists: (path: string) => boolean): IssuePath {
  const segments = path.split('/');
  const file = segments.at(-1) ?? '';
  const extension = markdownExtension.exec(file)?.[0] ?? '';
  const stem = file.slice(0, file.length - extension.length).replace(/\.html$/i, '');
  const folders = segments.slice(0, -1);
  const named = languageOfName(stem, (sibling) => exists([...folders, sibling + extension].join('/')));
  const folder = folders.findLast((name) => readLanguage(name) !== null);
  return {
    path,
    folders: folders.map(plainText),
    stem: plainText(named.stem),
    language: named.language ?? (folder === undefined ? null : readLanguage(folder)),
  };
}

/** A language tag in its usual case (`pt-BR`, `zh-Hant`), or null. */
export function readLanguage(text: string): string | null {
  const [, language, script, region] = languageTag.exec(text.trim()) ?? [];
  if (language === undefined) return null;
  if (region === undefined && !languages.has(language.toLowerCase())) return null;
  const parts = [language.toLowerCase()];
  if (script !== undefined) parts.push(script.charAt(0).toUpperCase() + script.slice(1).toLowerCase());
  if (region !== undefined) parts.push(region.toUpperCase());
  return parts.join('-');
}

function languageOfName(
  stem: string,
  hasSibling: (stem: string) => boolean,
): { stem: string; language: string | null } {
  const whole = readLanguage(stem);
  if (whole !== null) return { stem: 'index', language: whole };
  const [, base = '', mark = '', tag = ''] = /^(.+?)([._-])([a-z]{2}(?:[-_][a-z]{2,4})?)$/i.exec(stem) ?? [];
  const language = readLanguage(tag);
  if (language === null || !(mark === '.' || hasSibling(base))) return { stem, language: null };
  return { stem: base, language };
}
