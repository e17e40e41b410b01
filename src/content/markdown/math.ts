import type { MarkedExtension } from 'marked';
import { nextMark } from './next-mark.ts';

/** What tells a formula from prose, of which converters escape the brackets: a command, a power, an index. */
const sign = String.raw`(?:\\[A-Za-z]|\^|(?<![A-Za-z])[A-Za-z]_[\w{])`;
const inside = (end: string) =>
  String.raw`(?=(?:(?!${end})[\s\S]){0,500}?${sign})(?:(?!${end})[\s\S]){1,500}?`;

/** A formula in TeX, as sites typeset it: `$$…$$`, `$…$`, `\(…\)`, `\[…\]`, `\begin{…}…\end{…}`. */
export const formula = new RegExp(
  [
    String.raw`\$\$(?=[^$]{0,500}[\\^_={}+*<>-])[^$]{1,500}\$\$`,
    String.raw`(?<![\w$\\])\$(?=[^$\n]{0,200}(?:\\[A-Za-z]|[\^_]\{))[^$\s](?:[^$\n]{0,200}[^$\s\\])?\$(?![\w$])`,
    String.raw`\\\(${inside(String.raw`\\[()]`)}\\\)`,
    String.raw`\\\[${inside(String.raw`\\\]`)}\\\]`,
    String.raw`\\\[\n[^$]{1,500}?\n[ \t]*\\\]`,
    String.raw`\\begin\{(?:equation|align|gather|multline|[bpvV]?matrix|cases)\*?\}[\s\S]{1,1000}?\\end\{\w+\*?\}`,
  ].join('|'),
  'u',
);
const here = new RegExp(`^(?:${formula.source})`, 'u');

/** Formulas say what they say with backslashes and underscores, which markdown would take for its own. */
export function mathExtension(): MarkedExtension {
  return {
    extensions: [
      {
        name: 'math',
        level: 'inline',
        start: (source) => nextMark(source, /\$|\\[([b]/),
        tokenizer(source) {
          const [raw] = here.exec(source) ?? [];
          // A text like any other, so that whoever reads tokens need not know of math.
          return raw === undefined ? undefined : { type: 'text', raw, text: raw };
        },
      },
    ],
  };
}
