import { isMathBrace } from './mdx-expression.ts';
import { noArguments, type SiteTag, syntaxTag, type TagReader, tagWindow } from './tag.ts';
import { readArguments } from './tag-arguments.ts';

/** Far beyond any comment or piece of code. */
const longest = 50_000;
const comments = [
  // Jinja, Nunjucks, Twig, Zola.
  /\{#(?:[\s-][\s\S]*?|[^}\n]*)#\}/,
  // Handlebars.
  /\{\{[-~]?!--[\s\S]*?--[-~]?\}\}|\{\{[-~]?![^{}]*\}\}/,
  // Go's templates.
  /\{\{-?\s*\/\*[\s\S]*?\*\/\s*-?\}\}/,
  // Liquid, and the attributes of Markdoc, which say as little to a reader.
  /\{%[-+]?\s*[#.][\s\S]*?%\}|\{%-?\s*comment\s*-?%\}[\s\S]*?\{%-?\s*endcomment\s*-?%\}/,
];
const comment = anyOf(comments);
/** Begins a comment that, without its end, would be read by everybody. */
const openComment = /^(?:\{\{[-~]?!|\{\{-?\s*\/\*|\{#\s)[^\n]*/;
/** How a generator is told to print a tag instead of running it: Hugo's shortcodes, then Zola's. */
const escaped = anyOf([
  /(\{\{[<%])\/\*([\s\S]*?)\*\/([>%]\}\})/,
  /(\{\{)\s*\/\*(\s*[\w:]+\([\s\S]*?\)\s*)\*\/\s*(\}\})/,
  /(\{%)\s*\/\*([\s\S]*?)\*\/\s*(%\})/,
]);
const shortcode = anyOf([
  /\{\{<\s*(\/?)\s*([\w.-][\w./-]*)((?:"[^"]*"|`[^`]*`|[^"`])*?)(\/?)\s*>\}\}/,
  /\{\{%\s*(\/?)\s*([\w.-][\w./-]*)((?:"[^"]*"|`[^`]*`|[^"`])*?)(\/?)\s*%\}\}/,
]);
const liquid = /^\{%[-~+]?\s*(\/?)\s*([A-Za-z_][\w.:-]*)([\s\S]*?)(\/?)\s*[-~+]?%\}/;
const mustache = /^\{\{\{?[-~]?\s*(#>|[#^/>&]?)[*]?([\s\S]*?)[-~]?\}?\}\}/;
const variable = /^([@$.]{0,2}[A-Za-z_](?:[\w$@./-]|\[[^\]]*\])*)(?=$|[\s|(:=])([\s\S]*)$/;
const quoted = /^(["'])(.*?)\1\s*(?:\|\s*(\w+)([\s\S]*))?$/s;
/** Prose about templates: "between {{ and }}". */
const conjunction = /^(?:and|or|not|to|in|with|und|oder)$/;
/** Tags around what is code, and the names of their end tags. */
const codeTag = /^(?:highlight|code|prism)$/;

/** The template languages that write their tags in braces. */
export const templateTag: TagReader = {
  opener: /\{\{+|\{%|\{#/,
  isMdxOnly: false,
  read(text, at): SiteTag | null {
    const known = readEscapedTag(text, at) ?? readComment(text, at);
    if (known !== null) return known;
    const window = tagWindow(text, at);
    return withCode(
      text,
      readShortcode(window, at) ??
        readLiquid(window, at) ??
        (isMathBrace(text, at) ? null : readMustache(window, at)),
    );
  },
};

/** `{{</* youtube *\/>}}`, which generators print as `{{< youtube >}}`, and in code first of all. */
export function readEscapedTag(text: string, at: number): SiteTag | null {
  const found = escaped.exec(tagWindow(text, at));
  if (found === null) return null;
  const printed = found.slice(1).join('');
  return syntaxTag(at, at + found[0].length, printed);
}

function readComment(text: string, at: number): SiteTag | null {
  const found = comment.exec(text.slice(at, at + longest));
  if (found !== null) return syntaxTag(at, at + found[0].length, '');
  const open = openComment.exec(text.slice(at, at + longest))?.[0];
  return open === undefined ? null : namelessTag(at, open);
}

function namelessTag(at: number, source: string): SiteTag {
  return { ...place(at, source), form: 'syntax', role: 'single', name: '', pair: '', args: noArguments };
}

function readShortcode(window: string, at: number): SiteTag | null {
  const found = shortcode.exec(window);
  if (found === null) return null;
  const [source, ...groups] = found;
  const [slash, name = '', rest = '', end] = groups[1] === undefined ? groups.slice(4) : groups;
  return {
    ...place(at, source),
    role: slash === '/' ? 'close' : end === '/' ? 'single' : 'open',
    name,
    pair: `{{<${name}`,
    args: readArguments(rest),
  };
}

function readLiquid(window: string, at: number): SiteTag | null {
  const found = liquid.exec(window);
  if (found === null) return null;
  const [source, slash, word = '', rest = '', end] = found;
  const isEnd = slash === '/' || /^end(?!s\b)/.test(word);
  const name = slash === '/' ? word : isEnd ? word.slice(3) : word;
  return {
    ...place(at, source),
    role: isEnd ? 'close' : end === '/' ? 'single' : 'open',
    name: isEnd ? word : name,
    pair: `{%${name}`,
    args: readArguments(rest),
  };
}

function readMustache(window: string, at: number): SiteTag | null {
  const found = mustache.exec(window);
  if (found === null) return null;
  const [source, sigil = '', inside = ''] = found;
  const body = inside.trim();
  const literal = quoted.exec(body);
  if (literal !== null && sigil === '') {
    const [, , text = '', filter = '', rest = ''] = literal;
    const args = readArguments(rest);
    return {
      ...place(at, source),
      role: 'single',
      name: filter,
      pair: '',
      args: { ...args, positional: [text, ...args.positional] },
    };
  }
  const [, name = '', rest = ''] = variable.exec(body) ?? [];
  if (name === '' || conjunction.test(body) || (/[{}]/.test(body) && !rest.startsWith('('))) return null;
  return {
    ...place(at, source),
    role: sigil === '/' ? 'close' : /^[#^]/.test(sigil) ? 'open' : 'single',
    name: sigil.endsWith('>') ? `> ${name}` : sigil === '/' ? `/${name}` : name,
    pair: `{{${name}`,
    args: readArguments(rest.startsWith('|') ? '' : rest),
  };
}

/** A tag that holds code reaches to its end tag, for what is between is neither markdown nor template. */
function withCode(text: string, tag: SiteTag | null): SiteTag | null {
  if (tag?.role !== 'open' || !codeTag.test(tag.name)) return tag;
  const after = text.slice(tag.end, tag.end + longest);
  const end = tag.pair.startsWith('{%')
    ? new RegExp(`\\{%[-~+]?\\s*(?:end|/\\s*)${tag.name}\\s*[-~+]?%\\}`).exec(after)
    : new RegExp(`\\{\\{[<%]\\s*/\\s*${tag.name}\\s*[>%]\\}\\}`).exec(after);
  if (end === null) return tag;
  return {
    ...tag,
    role: 'single',
    code: after.slice(0, end.index),
    end: tag.end + end.index + end[0].length,
  };
}

function place(start: number, source: string) {
  return { start, end: start + source.length, form: 'template' } as const;
}

function anyOf(patterns: readonly RegExp[]): RegExp {
  return new RegExp(`^(?:${patterns.map(({ source }) => source).join('|')})`);
}
