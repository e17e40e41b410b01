import { foldText } from '../text/fold-text.ts';

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

/** Codes of languages that as the name of a folder mean nothing else. */
const sureLanguages = 'ar bn da de el en es fa fi fr he hi hu ja ko nl pl pt ro ru sv th tr uk vi zh'.split(
  ' ',
);
/** `ml/`, `hr/` and `cs/` may be departments: they are languages only beside `en/` or another of the sure ones. */
const doubtfulLanguages = new Set(
  'az bg bs ca cs cy eo et eu ga gl gu hr hy id it ka kk kn ky lt lv mk ml mn mr ms nb ne nn no pa sk sl sq sr sw ta te tl ur uz'.split(
    ' ',
  ),
);
const languageTag = /^([a-z]{2})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?$/i;

/** `exists` answers whether the newsletter has a file of that path; `10-fr.md` is a translation only beside `10.md`. */
export function readIssuePath(path: string, exists: (path: string) => boolean): IssuePath {
  const segments = path.split('/');
  const file = segments.at(-1) ?? '';
  const extension = markdownExtension.exec(file)?.[0] ?? '';
  const stem = file.slice(0, file.length - extension.length).replace(/\.html$/i, '');
  const folders = segments.slice(0, -1);
  const hasVersion = (at: number, name: string): boolean => exists(segments.with(at, name).join('/'));
  const hasSibling = (name: string): boolean => hasVersion(segments.length - 1, name + extension);
  const named = languageOfName(stem, hasSibling);
  return {
    path,
    folders: folders.map(foldText),
    stem: foldText(named.stem),
    language: named.language ?? languageOfFolders(folders, hasVersion),
  };
}

/** A language tag in its usual case (`pt-BR`, `zh-Hant`), or null if the text is none that newsletters are written in. */
export function readLanguage(text: string): string | null {
  const [, language, script, region] = languageTag.exec(text.trim()) ?? [];
  if (language === undefined) return null;
  const code = language.toLowerCase();
  if (region === undefined && !sureLanguages.includes(code) && !doubtfulLanguages.has(code)) return null;
  const parts = [language.toLowerCase()];
  if (script !== undefined) parts.push(script.charAt(0).toUpperCase() + script.slice(1).toLowerCase());
  if (region !== undefined) parts.push(region.toUpperCase());
  const tag = parts.join('-');
  return region === undefined || isSpokenThere(tag) ? tag : null;
}

/** `my-ai`, `is-it` and `go-to` are words: no calendar of Burmese in Anguilla, of Icelandic in Italy is known (CLDR). */
function isSpokenThere(tag: string): boolean {
  return new Intl.DateTimeFormat(tag).resolvedOptions().locale === tag;
}

function languageOfName(
  stem: string,
  hasSibling: (stem: string) => boolean,
): { stem: string; language: string | null } {
  const whole = readSure(stem, hasSibling);
  if (whole !== null) return { stem: 'index', language: whole };
  const [, base = '', mark = '', tag = ''] = /^(.+?)([._-])([a-z]{2}(?:[-_][a-z]{2,4})?)$/i.exec(stem) ?? [];
  const language = readLanguage(tag);
  if (language === null || !(mark === '.' || hasSibling(base))) return { stem, language: null };
  return { stem: base, language };
}

/** The innermost folder that is a language. */
function languageOfFolders(
  folders: readonly string[],
  hasVersion: (at: number, name: string) => boolean,
): string | null {
  for (let at = folders.length - 1; at >= 0; at -= 1) {
    const language = readSure(folders[at] ?? '', (name) => hasVersion(at, name));
    if (language !== null) return language;
  }
  return null;
}

/** The language, if the name means nothing else or stands beside a name that is surely one. */
function readSure(name: string, hasSibling: (name: string) => boolean): string | null {
  const language = readLanguage(name);
  if (language === null || !doubtfulLanguages.has(language)) return language;
  return sureLanguages.some(hasSibling) ? language : null;
}
