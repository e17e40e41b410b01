import { emojiToName, nameToEmoji } from 'gemoji';
import type { MarkedExtension, TokenizerThis } from 'marked';
import { nextMark } from './next-mark.ts';

const code = /^:([a-z0-9_+-]+):(?![\p{L}\p{N}:])/u;
/** What makes a code part of something else in front of it: `10:30:45`, `a:100:b`. */
const glued = /[\p{L}\p{N}:]$/u;
const anywhere = /(?<![\p{L}\p{N}:]):([a-z0-9_+-]+):(?![\p{L}\p{N}:])/gu;
const tagOrText = /(<\/?([a-z][a-z0-9]*)\b(?:[^<>"']|"[^"]*"|'[^']*')*>|<!--[\s\S]*?(?:-->|$))|[^<]+|</gi;
const literal = /^(?:pre|code|kbd|samp|script|style|textarea)$/i;

/** Emoji codes as GitHub writes them, `:tada:`; only the names that GitHub knows, and never within code or addresses. */
export function emojiExtension(): MarkedExtension {
  return {
    extensions: [
      {
        name: 'emoji',
        level: 'inline',
        start: (source) => nextMark(source, /:[a-z0-9_+-]+:/),
        tokenizer(this: TokenizerThis, source, tokens) {
          const [raw, name = ''] = code.exec(source) ?? [];
          if (raw === undefined || this.lexer.state.inRawBlock) return undefined;
          const emoji = emojiOf(name);
          if (emoji === null || glued.test(tokens.at(-1)?.raw ?? '')) return undefined;
          // A text like any other, so that whoever reads tokens need not know of emoji.
          return { type: 'text', raw, text: emoji };
        },
      },
    ],
  };
}

/** Text with its emoji codes replaced. */
export function replaceEmojiCodes(text: string): string {
  return text.replace(anywhere, (whole, name: string) => emojiOf(name) ?? whole);
}

/** Raw HTML with the codes in its text replaced, but for what stands in code. */
export function replaceEmojiCodesInHtml(html: string): string {
  let depth = 0;
  return html.replace(tagOrText, (whole: string, tag: string | undefined, name = '') => {
    if (tag === undefined) return depth === 0 ? replaceEmojiCodes(whole) : whole;
    if (literal.test(name)) depth = Math.max(0, depth + (tag.startsWith('</') ? -1 : 1));
    return whole;
  });
}

/** Whether the text is one emoji and nothing else. */
export function isEmoji(text: string): boolean {
  return Object.hasOwn(emojiToName, text);
}

function emojiOf(name: string): string | null {
  return Object.hasOwn(nameToEmoji, name) ? (nameToEmoji[name] ?? null) : null;
}
