import type { Token } from 'marked';
import { embedTags } from './embed.ts';
import { attributes } from './tag-pattern.ts';
import { vanishing } from './unclosed.ts';

/** Elements that are read with all that is in them, or have nothing in them; all others mark up the text they hold. */
const wholeTags = [...embedTags, ...vanishing, 'input', 'img'];
const opening = new RegExp(`<(${wholeTags.join('|')})(?![\\w-])${attributes}>`, 'gi');
const start = new RegExp(`^<(?:${wholeTags.join('|')})(?![\\w-])`, 'i');

/** Whether raw HTML within a line is an element to be read as a whole. */
export function isWhole(html: string): boolean {
  return start.test(html);
}

/**
 * The tokens, with each such element in one token of HTML: marked cuts HTML in a line at every tag, and a block of it
 * at an empty line.
 */
export function joinElements(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) continue;
    const end = token.type === 'html' ? endOfElement(tokens, at) : at;
    if (end === at) joined.push(token);
    else {
      const raw = tokens
        .slice(at, end + 1)
        .map((part) => part.raw)
        .join('');
      joined.push({ ...token, type: 'html', raw, text: raw });
    }
    at = end;
  }
  return joined;
}

/** Where the element that the token leaves open is closed; the token itself if it leaves none open, or for good. */
function endOfElement(tokens: readonly Token[], at: number): number {
  const name = openElement(tokens[at]?.raw ?? '');
  if (name === null) return at;
  const closing = closingOf(name);
  const ahead = tokens.slice(at + 1).findIndex(({ type, raw }) => !/^code/.test(type) && closing.test(raw));
  return ahead < 0 ? at : at + 1 + ahead;
}

function openElement(html: string): string | null {
  for (const { 0: tag, 1: name = '', index } of html.matchAll(opening)) {
    const canClose = !/^(?:img|input|embed)$/i.test(name) && !tag.endsWith('/>');
    if (canClose && !closingOf(name).test(html.slice(index))) return name;
  }
  return null;
}

function closingOf(name: string): RegExp {
  return new RegExp(`</${name}(?![\\w-])`, 'i');
}
