import { lineEnd } from './container.ts';
import { statementEnd } from './mdx-brackets.ts';
import { noArguments, type SiteTag, syntaxTag, type TagReader } from './tag.ts';
import { readArguments } from './tag-arguments.ts';

/** `:::note Title`, `::: {.callout-tip title="…"}`, `:::tip[Title]{…}`; a line of colons alone ends it. */
const directive =
  /^(:{2,})[ \t]*(?:([A-Za-z][\w-]*)[ \t]*)?(?:\[([^\]\n]*)\])?[ \t]*(\{[^{}\n]*\})?([^\n]*)$/;
/** What directives are called that set text apart and do nothing else. */
const admonition =
  /^(?:note|tip|info|warning|danger|caution|important|success|error|hint|attention|seealso|question|quote|abstract|summary|example|details|aside|callout|admonition|secondary|dropdown|sidebar|topic|sponsor|sponsored|ad|advertisement)$/i;
/** The name of a directive of MyST, in braces, and the lines of its options. */
const bracedName = /^\{([A-Za-z][\w:-]*)\}$/;
const optionLines = /(?:\n[ \t>]*:[a-z][\w-]*:(?:[ \t][^\n]*|(?=\n|$)))*/y;

/** Containers of Docusaurus, VitePress, Starlight, Quarto, Pandoc and MyST, and the leaves `::name{…}` of remark. */
export const directiveTag: TagReader = {
  opener: /(?=::)(?<=^[ \t>]*(?:[-*+][ \t]+)?)(?::{3,}|::(?=[A-Za-z][\w-]*[[{ \t]*))/,
  isMdxOnly: false,
  read(text, at): SiteTag | null {
    const end = lineEnd(text, at);
    const [, colons = '', word = '', label, attributes = '', rest = ''] =
      directive.exec(text.slice(at, end).trimEnd()) ?? [];
    const bare = rest.replace(/(?<!:):+$/, '').trim();
    const classes =
      attributes.match(/\.[\w-]+/g)?.map((name) => name.slice(1).replace(/^callout-/, '')) ?? [];
    if (colons === '' || (colons.length === 2 && bare !== '')) return null;
    const tag = { start: at, end, form: 'directive', pair: colons } as const;
    const isEnd = word === '' && attributes === '' && bare === '';
    if (isEnd) return { ...tag, role: 'close', name: '', args: readArguments('') };
    const { named } = readArguments(attributes.slice(1, -1));
    const [, braced] = bracedName.exec(attributes) ?? [];
    const name =
      word || braced || classes.find((one) => admonition.test(one)) || (attributes === '' ? '' : 'div');
    if (name === '') return null;
    const title = label ?? named.get('title') ?? bare;
    const args = { positional: title === '' ? [] : [title], named: new Map([...named, ['title', title]]) };
    const whole = { ...tag, end: braced === undefined ? end : optionsEnd(text, end) };
    return { ...whole, role: colons.length === 2 ? 'single' : 'open', name, args };
  },
};

function optionsEnd(text: string, at: number): number {
  optionLines.lastIndex = at;
  return at + (optionLines.exec(text)?.[0].length ?? 0);
}

/** `> [!NOTE]`, as GitHub, Obsidian and Hugo mark a quote that is an alert. */
export const alertMark: TagReader = {
  opener: /(?=\[!)(?<=^[ \t>]*>[ \t]?)\[!(?=[A-Za-z]+\])/,
  isMdxOnly: false,
  read(text, at): SiteTag | null {
    const [source, kind = '', title = ''] =
      /^\[!([A-Za-z]+)\][+-]?([^\n]*)/.exec(text.slice(at, at + 300)) ?? [];
    if (source === undefined) return null;
    const named = title.trim() === '' ? '' : ` **${title.trim()}**`;
    return syntaxTag(at, at + source.length, `[!${kind.toUpperCase()}]${named}\n`);
  },
};

/**
 * Lines that place a list of contents, explain an abbreviation, name a place to link to (MyST), set a variable
 * (Franklin) or wrap a part of the page.
 */
export const pageLine: TagReader = {
  opener:
    /^(?:[ \t]*(?:\[TOC\]|\[\[_?(?:toc|TOC)_?\]\]|\\toc|@@[\w,-]*|\*\[[^\]\n]+\]:[^*\n]*|\([\w:.-]+\)=)[ \t]*$|@def(?=[ \t]+\w+[ \t]*=))/,
  isMdxOnly: false,
  read(text, at): SiteTag | null {
    const end = text.startsWith('@def', at) && /[([{]/.test(text.slice(at, lineEnd(text, at)));
    return syntaxTag(at, end ? definitionEnd(text, at) : lineEnd(text, at), '');
  },
};

/** `!!! note "Title"` and `=== "Tab"` above indented text (Python-Markdown), which would be read as code. */
export const indentedAdmonition: TagReader = {
  opener:
    /^(?:(?:!!!|\?\?\?\+?)[ \t]+[a-z][\w-]*(?:[ \t]+[a-z][\w-]*)*(?:[ \t]+"[^"\n]*")?|===[!+]?[ \t]+"[^"\n]*")(?=[ \t]*\n(?:[ \t]*\n)?(?: {4}|\t)[ \t]*\S)/,
  isMdxOnly: false,
  read(text, at): SiteTag | null {
    const tag = { start: at, end: lineEnd(text, at), form: 'directive', role: 'single' } as const;
    return { ...tag, name: '', pair: '', args: noArguments };
  },
};

/** A list may run over several lines; whatever else is told ends with its line. */
function definitionEnd(text: string, at: number): number {
  const line = lineEnd(text, at);
  const brackets = text.slice(at, line).replace(/[^()[\]{}]/g, '');
  const open = brackets.replace(/[)\]}]/g, '').length * 2 > brackets.length;
  return open ? statementEnd(text, at) : line;
}

/** Whether a directive of this name is a callout. */
export function isAdmonition(name: string): boolean {
  return admonition.test(name);
}
