import type { MarkedExtension, Token, TokenizerThis } from 'marked';

/** A line that begins a list, a quote, a table or HTML is no term. */
const group =
  /^((?:(?![ \t]|[-*+>|<#`~:]|\d+[.)])[^\n]+\n){1,4})((?:\n?:[ \t]{1,4}(?![ \t:])[^\n]+(?:\n(?![ \t]*:)[^\n]*\S[^\n]*)*(?:\n|$))+)\n*/;
const definition = /\n?:[ \t](?:[^\n]|\n(?!\n?:[ \t]))*\n?/g;

/**
 * `Term`, and on the next line `: what it means`, as PHP Markdown Extra, kramdown and goldmark read it. GFM has no
 * such list and would print the colon. A list holds tokens `definition_term` (of inline tokens) and `definition` (of
 * blocks).
 */
export function definitionListExtension(): MarkedExtension {
  return {
    extensions: [
      {
        name: 'definition_list',
        level: 'block',
        tokenizer(this: TokenizerThis, source) {
          const tokens: Token[] = [];
          let raw = '';
          for (let found = group.exec(source); found !== null; found = group.exec(source.slice(raw.length))) {
            const [whole, terms = '', definitions = ''] = found;
            raw += whole;
            for (const [line] of terms.matchAll(/^.+\n/gm))
              tokens.push({ type: 'definition_term', raw: line, tokens: this.lexer.inline(line.trim()) });
            for (const [part] of definitions.matchAll(definition)) {
              const text = part.trim().replace(/^:[ \t]+|(?<=\n)[ \t]+/g, '');
              tokens.push({
                type: 'definition',
                raw: part,
                tokens: tighten(this.lexer.blockTokens(text, [])),
              });
            }
          }
          return raw === '' ? undefined : { type: 'definition_list', raw, tokens };
        },
        renderer({ tokens }) {
          return `<dl>\n${this.parser.parse(tokens ?? [])}</dl>\n`;
        },
      },
      {
        name: 'definition_term',
        renderer({ tokens }) {
          return `<dt>${this.parser.parseInline(tokens ?? [])}</dt>\n`;
        },
      },
      {
        name: 'definition',
        renderer({ tokens }) {
          return `<dd>${this.parser.parse(tokens ?? [])}</dd>\n`;
        },
      },
    ],
  };
}

/** A definition of one paragraph needs no paragraph around it, as an item of a tight list needs none. */
function tighten(blocks: Token[]): Token[] {
  const [only, ...others] = blocks;
  return only?.type === 'paragraph' && others.length === 0 ? [{ ...only, type: 'text' } as Token] : blocks;
}
