import { Marked, type Token } from 'marked';
import { ContentError } from './content-error.ts';
import { dropControls } from './markdown-controls.ts';
import { type Footnotes, footnoteExtension } from './markdown-footnotes.ts';

export interface MarkdownDocument {
  readonly tokens: readonly Token[];
  readonly footnotes: Footnotes;
}

/** `## Heading {#id}`: the id is for a web page, and would be printed. */
const headingId = /[ \t]*\{#[\w:.-]+\}[ \t]*$/;

/**
 * Reads GitHub-flavoured markdown with footnotes.
 * @throws ContentError if lists or quotes are nested so deeply (thousands) that they cannot be read.
 */
export function parseMarkdown(markdown: string): MarkdownDocument {
  return refuseBottomlessNesting(() => {
    const footnotes: Footnotes = new Map();
    const marked = new Marked({ gfm: true }, footnoteExtension(footnotes));
    const tokens = marked.lexer(dropControls(markdown.replace(/\r\n?/g, '\n')));
    for (const token of tokens) if (token.type === 'heading') dropHeadingId(token.tokens ?? []);
    return { tokens, footnotes };
  });
}

/** Runs what recurses over the document; a stack that ran out (RangeError) means nesting beyond all reading. */
export function refuseBottomlessNesting<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ContentError(
      ['The markdown nests lists or quotes thousands deep; no mail program could show that. Flatten it.'],
      { cause: error },
    );
  }
}

function dropHeadingId(tokens: Token[]): void {
  const last = tokens.at(-1);
  if (last?.type !== 'text') return;
  last.raw = last.raw.replace(headingId, '');
  last['text'] = last.raw;
}
