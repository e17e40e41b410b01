import type { RendererObject, Token, Tokens } from 'marked';
import { codeKey, type HighlightedCode } from '../code/highlight-code.ts';
import { dressedAs } from '../markdown/attribute-list.ts';
import { readCallout } from '../markdown/callout.ts';
import { figureOf } from '../markdown/figure.ts';
import type { Footnotes } from '../markdown/footnotes.ts';
import { hostOf } from '../markdown/urls.ts';
import { escapeHtml } from '../text/html-escape.ts';
import { calloutLabel } from '../words/callout-label.ts';
import type { Words } from '../words/words.ts';
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
  /** English unless it says otherwise. */
  readonly words?: Words;
  /** The code that has colours; all other code is plain. */
  readonly highlighted?: HighlightedCode;
}

/** What differs from marked's own HTML; the output still has to be sanitised. */
export function emailRenderer(design: HtmlDesign): RendererObject {
  return {
    ...dressedBlocks(design),
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
    paragraph(token) {
      const { tokens } = token;
      const dress = dressedAs(token);
      const figure = figureOf(tokens);
      if (dress === 'button') return `<p class="action">${this.parser.parseInline(tokens)}</p>\n`;
      if (figure === null)
        return `<p${dress === 'byline' ? ' class="byline"' : ''}>${this.parser.parseInline(tokens)}</p>\n`;
      const { image, href } = figure;
      const tag = imageTag(image);
      const linked = href === null ? tag : `<a href="${attributeText(href)}">${tag}</a>`;
      const caption = image.title ? `<small class="caption">${attributeText(image.title)}</small>` : '';
      return `<p class="${dress === 'hero' ? 'figure hero' : 'figure'}">${linked}${caption}</p>\n`;
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

/** Blocks that an author dressed: callouts and cards. */
function dressedBlocks({ words }: HtmlDesign): RendererObject {
  return {
    blockquote(token) {
      const callout = readCallout(token);
      if (callout === null) return `<blockquote>\n${this.parser.parse(token.tokens)}</blockquote>\n`;
      const { kind, tint, title, tokens } = callout;
      const label =
        title === null ? escapeHtml(calloutLabel(kind, tint, words)) : this.parser.parseInline([...title]);
      const body = this.parser.parse([...tokens]);
      return `<blockquote class="callout ${tint}">\n<p class="label">${label}</p>\n${body}</blockquote>\n`;
    },
    list(token) {
      if (dressedAs(token) !== 'cards') return false;
      const cards = token.items.map(({ tokens }) => `<div>${this.parser.parse(tokens)}</div>`);
      return `<div class="cards">${cards.join('')}</div>\n`;
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
