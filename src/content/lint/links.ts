import type { MarkedToken, Token, Tokens } from 'marked';
import { decodeReferences } from '../html/allowlist.ts';
import { htmlTags } from '../html/html-tags.ts';
import type { LocatedToken } from '../markdown/locate-tokens.ts';

/** A link or an image of the issue, however it is written. */
export interface LintLink {
  readonly kind: 'link' | 'image';
  /** `bare` is an address in the text that becomes its own link; `use` is a reference to a `definition`. */
  readonly form: 'inline' | 'bare' | 'use' | 'definition' | 'html';
  /** Character references decoded. */
  readonly href: string;
  /** What the reader sees of it, alternative texts included; null where that is not known. */
  readonly text: string | null;
  /** Counted from 0. */
  readonly line: number;
}

/** All links and images, each address once: a definition stands for the references to it. */
export function collectLinks(located: readonly LocatedToken[]): LintLink[] {
  const links = located.flatMap(linksOfToken);
  const uses = new Map(links.flatMap((link) => (link.form === 'use' ? [[link.href, link.kind]] : [])));
  return links.flatMap((link) => {
    if (link.form !== 'definition') return [link];
    const kind = uses.get(link.href);
    return kind === undefined ? [] : [{ ...link, kind }];
  });
}

/** `[https://example.org](words)` */
export function isWrongWayRound({ href, text }: LintLink): boolean {
  return /^https?:\/\/\S+$/i.test(text ?? '') && href !== '' && !/[:/#.]/.test(href);
}

function linksOfToken({ token, line, ancestors }: LocatedToken): LintLink[] {
  const known = token as MarkedToken;
  switch (known.type) {
    case 'link': {
      const text = isLeftOver(known, ancestors.at(-1)) ? null : shownText(known.tokens);
      return [{ kind: 'link', form: formOf(known), href: addressOf(known), text, line }];
    }
    case 'image':
      return [{ kind: 'image', form: formOf(known), href: addressOf(known), text: known.text, line }];
    case 'def':
      return [{ kind: 'link', form: 'definition', href: addressOf(known), text: null, line }];
    case 'html':
      return htmlLinks(known.raw, line);
    default:
      return [];
  }
}

/** Behind `[label]:`, `](` or `="` an address was not meant to be read; what is wrong there is told by other rules. */
function isLeftOver(link: Tokens.Link, parent: Token | undefined): boolean {
  if (!link.autolink || parent === undefined || !('tokens' in parent)) return false;
  const siblings = parent.tokens ?? [];
  return /(?:\]:[ \t]+|\]\(|=["'])$/.test(siblings[siblings.indexOf(link) - 1]?.raw ?? '');
}

function formOf(token: Tokens.Link | Tokens.Image): LintLink['form'] {
  if ('autolink' in token && token.autolink) return 'bare';
  return token.raw.endsWith(']') ? 'use' : 'inline';
}

function addressOf({ href }: { href: string }): string {
  return decodeReferences(href).trim();
}

function htmlLinks(html: string, line: number): LintLink[] {
  return htmlTags(html).flatMap(({ name, closing, attributes, inside, line: below }): LintLink[] => {
    const place = { form: 'html', line: line + below } as const;
    const href = attributes.get('href');
    const src = attributes.get('src');
    if (closing) return [];
    if (name === 'a' && href !== undefined)
      return [{ ...place, kind: 'link', href: href.trim(), text: inside === null ? null : htmlText(inside) }];
    if (name === 'img' && src !== undefined)
      return [{ ...place, kind: 'image', href: src.trim(), text: attributes.get('alt') ?? null }];
    return [];
  });
}

/** An image counts as its alternative text, since that is what a reader without images sees. */
function htmlText(html: string): string {
  const withAlts = html.replace(
    /<img\b[^<>]*>/gi,
    (image) => /\balt\s*=\s*"([^"]*)"/i.exec(image)?.[1] ?? ' image ',
  );
  return decodeReferences(withAlts.replace(/<[^<>]*>/g, '')).trim();
}

/** What a reader sees of inline tokens: words, and the alternative texts of images. */
export function shownText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if ('tokens' in token && token.tokens) return shownText(token.tokens);
      return 'text' in token && token.type !== 'html' ? decodeReferences(String(token['text'])) : '';
    })
    .join('')
    .trim();
}
