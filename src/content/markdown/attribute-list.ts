import type { MarkedExtension, Tokens } from 'marked';
import { nextMark } from './next-mark.ts';

const line = /^\{:[^{}\n]*\}[ \t]*(?:\n|$)/;
const span = /^\n?[ \t]*\{:[ \t]*[.#a-z][^{}\n]*\}/i;

/** The type of a token that prints nothing. */
export const attributeList = 'attribute_list';

/** The classes that mean something in a mail, and what authors write for them. */
const dresses = new Map([
  ['button', 'button'],
  ['btn', 'button'],
  ['byline', 'byline'],
  ['hero', 'hero'],
  ['cards', 'cards'],
] as const);

/** How an author wants a block to look. */
export type Dress = 'button' | 'byline' | 'hero' | 'cards';

/** The first class among attributes, `.button #id`, that means something in a mail. */
export function dressOf(attributes: string): Dress | null {
  for (const [, name = ''] of attributes.matchAll(/\.([\w-]+)/g)) {
    for (const [written, dress] of dresses) if (written === name) return dress;
  }
  return null;
}

/**
 * kramdown's `{:.center}` and `{:#id}` tell a web page how to dress what stands beside them; a mail would print them.
 * Of the few that mean something here {@link dressedAs} tells.
 */
export function attributeListExtension(): MarkedExtension {
  return {
    extensions: [
      {
        name: attributeList,
        level: 'block',
        tokenizer: (source) => tokenOf(line.exec(source)),
        renderer: () => '',
      },
      {
        name: attributeList,
        level: 'inline',
        start: (source) => nextMark(source, /(?:\n|(?<![ \t]))[ \t]*\{:/),
        tokenizer: (source) => tokenOf(span.exec(source)),
      },
    ],
  };
}

/** What the attributes at the end of a paragraph or of a list say of it. */
export function dressedAs(token: Tokens.Paragraph | Tokens.List): Dress | null {
  // A line right below a list stands in its last item.
  const within = token.type === 'list' ? (token as Tokens.List).items.at(-1)?.tokens : token.tokens;
  const last = within?.findLast(({ type, raw }) => type !== 'space' && raw.trim() !== '');
  return last?.type === attributeList ? dressOf(last.raw) : null;
}

function tokenOf(match: RegExpExecArray | null): { type: string; raw: string } | undefined {
  return match === null ? undefined : { type: attributeList, raw: match[0] };
}
