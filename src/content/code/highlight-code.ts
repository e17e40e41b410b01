import { Marked, type Token, type Tokens } from 'marked';
import { parseMarkdown, refuseBottomlessNesting } from '../markdown/tokens.ts';
import { codeClasses } from './code-theme.ts';
import { type CodeRun, languageOf, tokenizeCode } from './tokenize-code.ts';

/** The HTML inside the `<code>` of each block that has colours, by its {@link codeKey}. */
export type HighlightedCode = ReadonlyMap<string, string>;

interface CodeBlock {
  readonly key: string;
  readonly language: string;
  readonly code: string;
  /** How often the issue prints this very block. */
  times: number;
}

/** What a run costs in a mail. Its colour stands in the style sheet: where that is dropped, the code is plain. */
const runBytes = '<span class="k"></span>'.length;

/**
 * Colours for the fenced code of an issue, worked out before it is printed: grammars are loaded on demand, and printing
 * waits for nothing. Blocks are taken in their order while `budgetBytes` of markup last, the notes at the end; one that
 * would go beyond stays plain. The same markdown and budget always have the same answer.
 * @throws ContentError if the markdown is nested beyond reading; on no code, however odd it is.
 */
export async function highlightCode(markdown: string, budgetBytes: number): Promise<HighlightedCode> {
  const highlighted = new Map<string, string>();
  let left = budgetBytes;
  for (const { key, language, code, times } of codeBlocks(markdown)) {
    const runs = await tokenizeCode(language, code);
    const cost = (runs ?? []).filter(({ part }) => part !== null).length * runBytes * times;
    if (runs === null || cost === 0 || cost > left) continue;
    left -= cost;
    highlighted.set(key, runs.map(runHtml).join(''));
  }
  return highlighted;
}

/** By what a block of code is found: its info string, which has no line feed, and its text. */
export function codeKey(info: string, code: string): string {
  return `${info}\n${code}`;
}

function codeBlocks(markdown: string): Iterable<CodeBlock> {
  const { tokens, footnotes } = parseMarkdown(markdown);
  const blocks = new Map<string, CodeBlock>();
  const take = (token: Token): void => {
    if (token.type !== 'code') return;
    const { lang = '', text } = token as Tokens.Code;
    const language = languageOf(lang);
    if (language === null) return;
    const key = codeKey(lang, text);
    const block = blocks.get(key) ?? { key, language, code: text.replace(/\n$/, ''), times: 0 };
    block.times += 1;
    blocks.set(key, block);
  };
  const marked = new Marked();
  refuseBottomlessNesting(() => {
    for (const block of [tokens, ...footnotes.values()]) marked.walkTokens([...block], take);
  });
  return blocks.values();
}

function runHtml({ part, text }: CodeRun): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return part === null ? escaped : `<span class="${codeClasses[part]}">${escaped}</span>`;
}
