import { noArguments, type SiteTag, syntaxTag, type TagReader } from './tag.ts';

/** What stands before an address: `](`, `](<`, `href="`, `[x]: `. */
const addressBefore = String.raw`(?=[{|@])(?<=\]\([ \t]*<?|=["']?|\]:[ \t]*<?)`;
const pelican = /^(?:\{(\w+)\}|\|(\w+)\|)([^\s)>"']*)/;
/** What Pelican turns into a page of its own, at an address that only its settings tell. */
const pageSource = /\.(?:md|markdown|mkd|rst|html?|ipynb|adoc|org)$/i;

/** Pelican's `{static}/x.png`, and its older `|filename|/x.png`. */
export const pelicanAddress: TagReader = {
  opener: new RegExp(
    `${addressBefore}(?:\\{(?:filename|static|attach|author|category|tag|index)\\}|\\|(?:filename|static|attach|author|category|tag)\\|)`,
  ),
  isMdxOnly: false,
  read(text, at): SiteTag | null {
    const [source, braced, barred, path = ''] = pelican.exec(text.slice(at, at + 300)) ?? [];
    const name = braced ?? barred;
    if (source === undefined || name === undefined) return null;
    const end = at + source.length - path.length;
    const isFile =
      name === 'static' || (name === 'filename' && !pageSource.test(path.replace(/[?#].*$/, '')));
    return isFile && path.startsWith('/') ? syntaxTag(at, end, '') : addressTag(text, at, end, name);
  },
};

/** `@/blog/x.md`, a page's source in Zola; `__GHOST_URL__`, the site in an export of Ghost. */
export const siteAddress: TagReader = {
  opener: new RegExp(`${addressBefore}@/(?=[\\w./-]+\\.md\\b)|__GHOST_URL__`),
  isMdxOnly: false,
  read(text, at): SiteTag | null {
    return text[at] === '@'
      ? addressTag(text, at, at + 2, '@/')
      : templateTag(at, at + '__GHOST_URL__'.length, '__GHOST_URL__');
  },
};

const mergeTags = [
  /\*\|[A-Z][A-Z0-9_:]*\|\*/,
  /%%[A-Za-z][A-Za-z_]*[A-Za-z]%%/,
  /%recipient[._]\w+%/,
  /\{(?:\$[a-z_]+|!\w+(?:\.\w+)+|(?:first|last)_?name|\w+(?=,))(?:,[ \t]*"[^"\n]*")?\}/,
  /<%[=-]?[ \t]+[\w.@][^%\n]*%>/,
];
const firstMergeTag = new RegExp(`^(?:${mergeTags.map(({ source }) => source).join('|')})`);

/**
 * What other senders of newsletters fill in: `*|FNAME|*` (Mailchimp), `%%name%%` (Substack, Salesforce), `{$name}`
 * (MailerLite), `{first_name, "reader"}` (Ghost), `%recipient.name%` (Mailgun), `<%= name %>`.
 */
export const mergeTag: TagReader = {
  opener: new RegExp(mergeTags.map(({ source }) => source).join('|')),
  isMdxOnly: false,
  read(text, at): SiteTag | null {
    const [source = ''] = firstMergeTag.exec(text.slice(at, at + 300)) ?? [];
    const [name] = /[$!]?\w[\w.:]*/.exec(source) ?? [];
    return name === undefined ? null : templateTag(at, at + source.length, name);
  },
};

function addressTag(text: string, start: number, end: number, name: string): SiteTag {
  const quoted = /^[^\s)>"']*/.exec(text.slice(start, start + 300))?.[0] ?? name;
  return { ...templateTag(start, end, name), form: 'address', quoted };
}

function templateTag(start: number, end: number, name: string): SiteTag {
  return { start, end, form: 'template', role: 'single', name, pair: '', args: noArguments };
}
