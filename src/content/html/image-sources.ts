import { type Token, type Tokens, walkTokens } from 'marked';
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
