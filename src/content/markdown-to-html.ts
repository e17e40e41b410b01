import { Marked } from 'marked';
import { sanitizeFragment, type UrlResolver } from './markdown-allowlist.ts';
import { emailRenderer, footnoteNumbering, type HtmlDesign } from './markdown-html-renderer.ts';
import { parseMarkdown, refuseBottomlessNesting } from './markdown-tokens.ts';
import { type ResolvedUrl, resolveImage, resolveLink, type WebPlace } from './markdown-urls.ts';

export interface HtmlFragment {
  /** Safe and well formed, for the body of an email; elements only, no styles. */
  readonly html: string;
  /** The links and images that lead nowhere from an inbox; their text stays, they are gone. */
  readonly dropped: readonly DroppedUrl[];
}

export interface DroppedUrl {
  readonly url: string;
  readonly why: 'relative' | 'scheme' | 'malformed';
}

/**
 * Markdown to the HTML of an email's body: GitHub-flavoured markdown with footnotes, every address absolute, raw HTML
 * by allowlist. Says what the author wrote and nothing else, but for the site names a design may ask for.
 * @throws ContentError if the markdown is nested beyond reading; on nothing else, however odd it is.
 */
export function markdownToHtml(markdown: string, place: WebPlace, design: HtmlDesign): HtmlFragment {
  const { tokens, footnotes } = parseMarkdown(markdown);
  const notes = footnoteNumbering(footnotes);
  const marked = new Marked({ gfm: true, renderer: emailRenderer(design) });
  marked.use({
    extensions: [
      { name: 'footnote_definition', renderer: () => '' },
      {
        name: 'footnote_reference',
        renderer: (token) => notes.mark(String(token['label'])),
      },
    ],
  });
  const { resolver, dropped } = noteDropped(place);
  const html = refuseBottomlessNesting(() => {
    const body = marked.parser([...tokens]);
    return sanitizeFragment(body + notes.list((note) => marked.parser([...note])), resolver);
  });
  return { html: html.trim(), dropped };
}

function noteDropped(place: WebPlace): { resolver: UrlResolver; dropped: DroppedUrl[] } {
  const dropped: DroppedUrl[] = [];
  const note = (url: string, resolved: ResolvedUrl): ResolvedUrl => {
    if (!resolved.ok && url !== '') dropped.push({ url, why: resolved.why });
    return resolved;
  };
  const resolver = {
    link: (href: string) => note(href, resolveLink(href, place)),
    image: (src: string) => note(src, resolveImage(src, place)),
  };
  return { resolver, dropped };
}
