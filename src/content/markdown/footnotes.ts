import type { MarkedExtension, Token, TokenizerThis } from 'marked';
import { nextMark } from './next-mark.ts';

/** The notes of one document by their label, in lower case; filled while the document's blocks are read. */
export type Footnotes = Map<string, readonly Token[]>;

const definition = /^\[\^([^\]\s]+)\]:[ \t]*((?:[^\n]*)(?:\n+[ \t]{2,}[^\n]+)*)(?:\n+|$)/;
const reference = /^\[\^([^\]\s]+)\]/;

/**
 * Footnotes as GitHub and Pandoc write them: `[^1]` in the text, `[^1]: the note` on a line of its own. Without this,
 * marked takes a note of one word for the target of a link. A reference that nothing defines stays as it was written.
 */
export function footnoteExtension(notes: Footnotes): MarkedExtension {
  return {
    extensions: [
      {
        name: 'footnote_definition',
        level: 'block',
        start: definitionIn,
        tokenizer(this: TokenizerThis, source) {
          const [raw, label, text] = definition.exec(source) ?? [];
          if (raw === undefined || label === undefined || text === undefined) return undefined;
          notes.set(label.toLowerCase(), this.lexer.blockTokens(text.replace(/\n[ \t]{2,4}/g, '\n'), []));
          return { type: 'footnote_definition', raw };
        },
        renderer: () => '',
      },
      {
        name: 'footnote_reference',
        level: 'inline',
        start: (source) => nextMark(source, /\[\^/),
        tokenizer(source) {
          const [raw, label] = reference.exec(source) ?? [];
          if (raw === undefined || label === undefined || !notes.has(label.toLowerCase())) return undefined;
          return { type: 'footnote_reference', raw, label: label.toLowerCase() };
        },
      },
    ],
  };
}

/** Where in the paragraph at hand a note begins. To look further each time would cost the square of the document. */
function definitionIn(source: string): number | undefined {
  const blankLine = source.search(/\n[ \t]*\n/);
  const paragraph = blankLine < 0 ? source : source.slice(0, blankLine);
  return paragraph.match(/^\[\^/m)?.index;
}
