import type { RendererObject, Token, Tokens } from 'marked';
import { codeKey, type HighlightedCode } from '../code/highlight-code.ts';
import { figureOf } from '../markdown/figure.ts';
import type { Footnotes } from '../markdown/footnotes.ts';
import { hostOf } from '../markdown/urls.ts';
import { escapeHtml } from '../text/html-escape.ts';
import { decodeReferences } from './allowlist.ts';
import { printSwallowing } from './unclosed.ts';

/** What a design asks of the HTML. */
export interface HtmlDesign {
  /** Whether a heading that is one link is followed by the name of the site it leads to. */
  readonly linkHosts: boolean;
  /** The width of the text column in px: Outlook on Windows knows no max-width and needs it on large images. */
  readonly columnWidth: number;
  /** Of the text; from left to right unless it says otherwise. */
  readonly direction?: 'ltr' | 'rtl';
  /** The code that has colours; all other code is plain. */
  readonly highlighted?: HighlightedCode;
}

/** What differs from marked's own HTML; the output still has to be sanitised. */
export function emailRenderer(design: HtmlDesign): RendererObject {
  return {
    html: ({ text, block }) => (block ? text : printSwallowing(text)),
    // Outlook on Windows cannot show an input.
    checkbox: ({ checked }) => (checked ? '\u2611 ' : '\u2610 '),
    listitem({ tokens, task }) {
      return `<li${task ? ' class="task"' : ''}>${this.parser.parse(tokens)}</li>\n`;
    },
    code({ text, lang = '' }) {
      const html = design.highlighted?.get(codeKey(lang, text));
      return html === undefined ? false : `<pre><code>${html}\n</code></pre>\n`;
    },
    heading({ tokens, depth }) {
      const host = design.linkHosts && depth > 2 ? hostOfOnlyLink(tokens) : null;
      const site = host === null ? '' : ` <small class="host">${escapeHtml(host)}</small>`;
      return `<h${depth}>${this.parser.parseInline(tokens)}${site}</h${depth}>\n`;
    },
    paragraph({ tokens }) {
      const figure = figureOf(tokens);
      if (figure === null) return `<p>${this.parser.parseInline(tokens)}</p>\n`;
      const { image, href } = figure;
      const tag = imageTag(image);
      const linked = href === null ? tag : `<a href="${attributeText(href)}">${tag}</a>`;
      const caption = image.title ? `<small class="caption">${attributeText(image.title)}</small>` : '';
      return `<p class="figure">${linked}${caption}</p>\n`;
    },
    // Marked would encode the address, and an image is found in the repository by what the author wrote.
    image: (token) => imageTag(token),
    tablecell({ tokens, header, align }) {
      const alignment = align === null ? '' : ` align="${align}"`;
      const name = header ? 'th' : 'td';
      const scope = header ? ' scope="col"' : '';
      return `<${name}${scope}${alignment}>${this.parser.parseInline(tokens)}</${name}>\n`;
    },
  };
}

/**
 * Numbers the notes in the order in which the text refers to them, and prints those referred to. Popups and links
 * back are unreliable in mail, so a note is a number and a list at the end.
 */
export function footnoteNumbering(notes: Footnotes) {
  const cited: string[] = [];
  return {
    mark(label: string): string {
      if (!cited.includes(label)) cited.push(label);
      return `<sup>${cited.indexOf(label) + 1}</sup>`;
    },
    list(render: (tokens: readonly Token[]) => string): string {
      let items = '';
      // A note may cite another, so the list can grow while it is printed.
      for (const label of cited) items += `<li>${render(notes.get(label) ?? [])}</li>\n`;
      return items === '' ? '' : `<hr>\n<ol class="notes">\n${items}</ol>\n`;
    },
  };
}

function hostOfOnlyLink(tokens: readonly Token[]): string | null {
  const [only, ...others] = tokens;
  return only?.type === 'link' && others.length === 0
    ? hostOf(decodeReferences((only as Tokens.Link).href))
    : null;
}

function imageTag({ href, text }: Tokens.Image): string {
  return `<img src="${attributeText(href)}" alt="${attributeText(text)}">`;
}

/** Marked hands out addresses and titles with the author's character references in them. */
function attributeText(text: string): string {
  return escapeHtml(decodeReferences(text));
}
