import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LocatedToken, locateTokens } from '../../../src/content/markdown/locate-tokens.ts';
import { oddMarkdown } from '../odd-markdown.ts';

/** Blocks of markdown as lines; every `W` becomes a word of its own, so that its line can be told. */
const { block } = fc.letrec<{ block: string[]; blocks: string[] }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<string[]>(
      ['W W'],
      ['W', 'W **W', 'W** `W', 'W` [W', 'W](https://example.org/W)'],
      ['## W *W*'],
      ['W', '---'],
      ['| W | W |', '|---|---|', '| W | `W` |', '| **W** |'],
      ['```js', 'W', '', '  W', '```'],
      ['~~~', 'W'],
      // Right below a text, marked takes code for more of that text and adds empty lines of its own.
      ['W', '', '    W', '', '    W'],
      ['<div>', 'W <b>W</b>', '</div>'],
      ['[W]: https://example.org/W'],
      ['W', '', '[^W]: W W', '    W', '', '    W', ''],
      ['* * *'],
      ['W', '', 'W', ': W W', ': W', ''],
      ['W  ', 'W\\', 'W'],
    ),
    tie('blocks').map((lines) => lines.map((line) => (line === '' ? '>' : `> ${line}`))),
    tie('blocks').map((lines) => lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`))),
    tie('blocks').map((lines) => lines.map((line, index) => (index === 0 ? `1.  ${line}` : `    ${line}`))),
    tie('blocks').map((lines) => ['- [ ] W', ...lines.map((line) => `  ${line}`)]),
    tie('blocks').map((lines) => lines.map((line, index) => (index === 0 ? `-\t${line}` : `\t${line}`))),
  ),
  blocks: fc
    .array(fc.tuple(tie('block'), fc.boolean()), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.flatMap(([lines, apart]) => (apart ? [...lines, ''] : lines))),
}));

const nestedMarkdown = fc
  .tuple(
    fc.array(block, { maxLength: 5 }).map((parts) => parts.flatMap((lines) => [...lines, ''])),
    fc.constantFrom('\n', '\r\n'),
  )
  .map(([lines, end]) =>
    lines
      .join(end)
      .split('W')
      .map((part, word) => (word === 0 ? part : `w${word}x${part}`))
      .join(''),
  );

/** The words that the leaves of the document hold, each with the line that was found for it. */
function foundWords(tokens: readonly LocatedToken[]): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  for (const { token, line } of tokens) {
    for (const [index, text] of token.raw.split('\n').entries())
      for (const [word] of text.matchAll(/w\d+x/g))
        found.set(word, new Set([...(found.get(word) ?? []), line + index]));
  }
  return found;
}

function trueWords(markdown: string): Map<string, Set<number>> {
  const lines = markdown.split('\n').entries();
  return new Map(
    [...lines].flatMap(([line, text]) =>
      [...text.matchAll(/w\d+x/g)].map(([word]) => [word, new Set([line])]),
    ),
  );
}

describe('the line of a token', () => {
  it('is where its words stand, in lists, quotes, tables, notes and any mixture of them', () => {
    fc.assert(
      fc.property(nestedMarkdown, (markdown) => {
        expect(foundWords(locateTokens(markdown))).toEqual(trueWords(markdown));
      }),
      { numRuns: 600 },
    );
  });

  it('is a line of the markdown, however odd that is', () => {
    fc.assert(
      fc.property(oddMarkdown, (markdown) => {
        const last = markdown.split('\n').length - 1;
        for (const { line } of locateTokens(markdown)) expect(line >= 0 && line <= last).toBe(true);
      }),
    );
  });

  it('counts the lines of the file where a lone carriage return ends a line of markdown only', () => {
    const lines = locateTokens('one\rtwo\n\n# three').flatMap(({ token, line }) =>
      token.type === 'heading' ? [line] : [],
    );
    expect(lines).toEqual([2]);
  });

  it('comes with what the token stands in, cells and items included', () => {
    const located = locateTokens('> - a\n>   | h |\n>   |---|\n>   | [x](y) |\n');
    const link = located.find(({ token }) => token.type === 'link');
    expect(link?.line).toBe(3);
    expect(link?.ancestors.map(({ type }) => type)).toEqual([
      'blockquote',
      'list',
      'list_item',
      'table',
      'table_cell',
    ]);
  });
});
