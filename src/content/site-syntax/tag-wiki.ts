import { noArguments, type SiteTag, syntaxTag, type TagReader } from './tag.ts';

/** What stands in two brackets in prose about code: `[[nodiscard]]`, `[[ -f x ]]`, `[[1, 2]]`. */
const code = /^[\d\s.,]+$|[()"$,;]/;

/** `[[Page]]`, `[[Page|words]]` and `![[image.png]]`, as Obsidian and wikis link their notes. */
export const wikiLink: TagReader = {
  opener: /!?\[\[(?=[^[\]\n]{1,200}\]\](?![[(:]))/,
  isMdxOnly: false,
  read(text, at): SiteTag | null {
    const [source, mark, inner = ''] = /^(!?)\[\[([^[\]\n]+)\]\]/.exec(text.slice(at, at + 300)) ?? [];
    if (source === undefined) return null;
    const isNamed = /[|#]/.test(inner) || (!code.test(inner) && /[\s\p{Lu}]/u.test(inner));
    const isWiki = mark === '!' || (isNamed && inner.trim() === inner);
    if (!isWiki || text.includes(`[${inner}]:`)) return null;
    const [page = '', words = page] = inner.split('|');
    return {
      start: at,
      end: at + source.length,
      form: 'template',
      role: 'single',
      name: mark === '!' ? 'wiki-embed' : 'wiki-link',
      pair: '',
      args: { positional: [page.trim(), words.trim()], named: new Map() },
    };
  },
};

/** Obsidian's comments: a block of lines goes, and one in the text is told of, since it might be meant to be read. */
export const noteComment: TagReader = {
  opener: /(?<![\w%])%%(?=[^%])/,
  isMdxOnly: false,
  read(text, at): SiteTag | null {
    const block = /^%%[ \t]*\n[\s\S]*?\n[ \t]*%%(?=[ \t]*(?:\n|$))/.exec(text.slice(at, at + 20_000))?.[0];
    if (block !== undefined) return syntaxTag(at, at + block.length, '');
    const line = /^%%(?=[^%]*\p{L})[^%]+%%(?![\w%])/u.exec(text.slice(at, at + 1000))?.[0];
    if (line === undefined) return null;
    return {
      start: at,
      end: at + line.length,
      form: 'template',
      role: 'single',
      name: '',
      pair: '',
      args: noArguments,
    };
  },
};
