import { type Token, type Tokens, walkTokens } from 'marked';
import type { WrittenAddress } from '../generators/locate.ts';
import { parseMarkdown, refuseBottomlessNesting } from '../markdown/tokens.ts';
import { decodeReferences, sanitizeFragment } from './allowlist.ts';

/**
 * The addresses of all images of an issue and of the pictures of its videos, as the author wrote them, each once.
 * @throws ContentError if the markdown is nested beyond reading.
 */
export function imageSources(markdown: string): string[] {
  const { tokens, footnotes } = parseMarkdown(markdown);
  const sources = new Set<string>();
  const take = (token: Token): void => {
    if (token.type === 'image') sources.add(decodeReferences((token as Tokens.Image).href));
    if (token.type === 'html') for (const source of sourcesOfHtml(token.raw)) sources.add(source);
  };
  refuseBottomlessNesting(() => {
    for (const block of [tokens, ...footnotes.values()]) walkTokens([...block], take);
  });
  return [...sources].filter((source) => source.trim() !== '');
}

/** Every link, image and video of an issue, as its author wrote it, once for each kind; of markdown where it is of both. */
export function writtenAddresses(markdown: string): WrittenAddress[] {
  const { tokens, footnotes } = parseMarkdown(markdown);
  const found = new Map<string, WrittenAddress>();
  const take = (address: WrittenAddress): void => {
    const key = `${address.kind} ${address.written}`;
    if (address.form === 'markdown' || !found.has(key)) found.set(key, address);
  };
  const takeToken = (token: Token): void => {
    if (token.type === 'image' || token.type === 'link') {
      const written = decodeReferences(String(token['href']));
      take({ kind: token.type, form: 'markdown', written, text: decodeReferences(String(token['text'])) });
    }
    if (token.type === 'html') for (const address of addressesOfHtml(token.raw)) take(address);
  };
  refuseBottomlessNesting(() => {
    for (const block of [tokens, ...footnotes.values()]) walkTokens([...block], takeToken);
  });
  return [...found.values()];
}

function addressesOfHtml(html: string): WrittenAddress[] {
  const addresses: WrittenAddress[] = [];
  const note = (kind: WrittenAddress['kind']) => (written: string) => {
    addresses.push({ kind, form: 'html', written });
    return { ok: true, url: '' } as const;
  };
  sanitizeFragment(html, {
    columnWidth: 0,
    embeds: 'words',
    link: note('link'),
    image: note('image'),
    embed: note('image'),
    fit: () => ({}),
    vanished: () => {},
  });
  return addresses;
}

/** Read by the sanitiser, so that an image is asked for by the very address under which its size is looked up. */
function sourcesOfHtml(html: string): string[] {
  const sources: string[] = [];
  const resolved = { ok: true, url: '' } as const;
  sanitizeFragment(html, {
    columnWidth: 0,
    embeds: 'words',
    link: () => resolved,
    image: () => resolved,
    embed: () => resolved,
    fit: (source) => {
      sources.push(source);
      return {};
    },
    vanished: () => {},
  });
  return sources;
}
