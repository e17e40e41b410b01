import type { MarkedExtension, TokenizerThis } from 'marked';
import { nextMark } from './next-mark.ts';

const marked = /^==(?![=\s])((?:[^=\n]|=(?!=)){1,500})(?<!\s)==(?![=A-Za-z0-9_(])/;
/** `a==b==c` compares. */
const glued = /[A-Za-z0-9_)\]=]$/;

/** `==words==`, as many editors mark what a text marker would. */
export function highlightExtension(): MarkedExtension {
  return {
    extensions: [
      {
        name: 'mark',
        level: 'inline',
        start: (source) => nextMark(source, /==/),
        tokenizer(this: TokenizerThis, source, tokens) {
          const [raw, text = ''] = marked.exec(source) ?? [];
          if (raw === undefined || glued.test(tokens.at(-1)?.raw ?? '')) return undefined;
          return { type: 'mark', raw, text, tokens: this.lexer.inlineTokens(text) };
        },
        renderer({ tokens = [] }) {
          return `<mark>${this.parser.parseInline(tokens)}</mark>`;
        },
      },
    ],
  };
}
