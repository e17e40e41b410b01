import type { MarkedExtension } from 'marked';
import { nextMark } from './next-mark.ts';

const line = /^\{:[^{}\n]*\}[ \t]*(?:\n|$)/;
const span = /^\n?[ \t]*\{:[ \t]*[.#a-z][^{}\n]*\}/i;

/** The type of a token that prints nothing. */
export const attributeList = 'attribute_list';

/** kramdown's `{:.center}` and `{:#id}` tell a web page how to dress what stands beside them; a mail would print them. */
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

function tokenOf(match: RegExpExecArray | null): { type: string; raw: string } | undefined {
  return match === null ? undefined : { type: attributeList, raw: match[0] };
}
