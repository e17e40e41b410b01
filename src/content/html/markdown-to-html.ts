import { Marked } from 'marked';
import type { Issue } from '../issue.ts';
import { markdownExtensions, parseMarkdown, refuseBottomlessNesting } from '../markdown/tokens.ts';
import {
  type ResolvedUrl,
  resolveEmbed,
  resolveImage,
  resolveLink,
  type UrlFault,
  type WebPlace,
} from '../markdown/urls.ts';
import { sanitizeFragment } from './allowlist.ts';
import { printTree } from './html-tree.ts';
import { fitImage } from './image-size.ts';
import type { FragmentRules } from './keep-tag.ts';
import { emailRenderer, footnoteNumbering, type HtmlDesign } from './renderer.ts';
import { turnTree } from './right-to-left.ts';

export interface HtmlFragment {
  /** Safe and well formed, for the body of an email; elements only, no styles. */
  readonly html: string;
  /** The links and images that lead nowhere from an inbox; their text stays, they are gone. */
  readonly dropped: readonly DroppedUrl[];
  /** The elements that mail cannot show and whose content is gone with them, each name once: `svg`, `form`. */
  readonly removed: readonly string[];
}

export interface DroppedUrl {
  readonly url: string;
  readonly why: UrlFault;
}

/**
 * Markdown to the HTML of an email's body: GitHub-flavoured markdown with footnotes, every address absolute, raw HTML
 * by allowlist. Says what the author wrote and nothing else, but for the site names a design may ask for.
 * @throws ContentError if the markdown is nested beyond reading; on nothing else, however odd it is.
 */
export function markdownToHtml(
  markdown: string,
  place: WebPlace,
  design: HtmlDesign,
  images: Issue['images'] = {},
): HtmlFragment {
  const { tokens, footnotes } = parseMarkdown(markdown);
  const notes = footnoteNumbering(footnotes);
  const marked = new Marked({ gfm: true, renderer: emailRenderer(design) }, ...markdownExtensions, {
    extensions: [
      { name: 'footnote_definition', renderer: () => '' },
      {
        name: 'footnote_reference',
        renderer: (token) => notes.mark(String(token['label'])),
      },
    ],
  });
  const { rules, dropped, removed } = fragmentRules(place, design, images);
  const html = refuseBottomlessNesting(() => {
    const body = marked.parser([...tokens]);
    const tree = sanitizeFragment(body + notes.list((note) => marked.parser([...note])), rules);
    return printTree(design.direction === 'rtl' ? turnTree(tree) : tree);
  });
  return { html: html.trim(), dropped, removed: [...removed] };
}

function fragmentRules(
  place: WebPlace,
  { columnWidth, words }: HtmlDesign,
  images: Issue['images'],
): { rules: FragmentRules; dropped: DroppedUrl[]; removed: Set<string> } {
  const dropped: DroppedUrl[] = [];
  const removed = new Set<string>();
  const note = (url: string, resolved: ResolvedUrl): ResolvedUrl => {
    if (!resolved.ok && url !== '') dropped.push({ url, why: resolved.why });
    return resolved;
  };
  const rules: FragmentRules = {
    columnWidth,
    ...(words && { words }),
    embeds: 'picture',
    link: (href) => note(href, resolveLink(href, place)),
    image: (src) => note(src, resolveImage(src, place)),
    embed: (src) => note(src, resolveEmbed(src, place)),
    fit: (src, written) => fitImage(src, written, images[src], columnWidth),
    vanished: (name) => removed.add(name),
  };
  return { rules, dropped, removed };
}
