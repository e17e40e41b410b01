import { escapeHtml } from '../text/html-escape.ts';
import { argumentOf, type TagArguments } from './tag-arguments.ts';
import type { Replacement } from './tag-place.ts';

/** Markdown that stands for a tag. */
export interface Answer {
  readonly markdown: string;
  readonly layout: Replacement['layout'];
}

type MediaAnswer = (args: TagArguments) => Answer | null;

/** Shortcodes that Hugo, Zola and the plugins of Jekyll and Eleventy have under one name and with one meaning. */
export const mediaAnswers: Readonly<Record<string, MediaAnswer>> = {
  youtube: (args) => player('https://www.youtube.com/embed/', args),
  vimeo: (args) => player('https://player.vimeo.com/video/', args),
  figure: answerFigure,
  tweet: answerPost,
  x: answerPost,
  gist: answerGist,
};

/** An id, or the address it is part of. */
function player(address: string, args: TagArguments): Answer | null {
  const bare = argumentOf(args, 'id', 1)?.replace(/^https?:\/\/.*(?:v=|\/)([\w-]+)(?:[?&#].*)?$/, '$1');
  if (bare === undefined || !/^[\w-]+$/.test(bare)) return null;
  const title = args.named.get('title');
  const named = title === undefined ? '' : ` title="${escapeHtml(title.replace(/\s+/g, ' '))}"`;
  return { markdown: `<iframe src="${address}${bare}"${named}></iframe>`, layout: 'either' };
}

export function answerFigure({ named }: TagArguments): Answer | null {
  const source = named.get('src') ?? '';
  if (source === '') return null;
  const text = named.get('alt') ?? plain(named.get('caption') ?? named.get('title') ?? '');
  const caption = [named.get('title'), named.get('caption')].filter(Boolean).join(': ');
  // A title of markdown is plain text, and a caption may link to the photographer.
  const isPlain = plain(caption) === caption;
  const title = caption === '' || !isPlain ? '' : ` "${caption.replace(/["\\]/g, '\\$&')}"`;
  const image = `![${linkText(text)}](${target(source)}${title})`;
  const link = named.get('link');
  const linked = link === undefined ? image : `[${image}](${target(link)})`;
  const below = isPlain ? '' : `<small class="caption">${caption.replace(/\s+/g, ' ')}</small>`;
  return { markdown: linked + below, layout: 'either' };
}

/** Markdown without its links, marks and tags. */
function plain(text: string): string {
  return text
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/\[([^[\]]*)\]\([^)]{0,500}\)/g, '$1')
    .replace(/(?<!\w)([*_`]{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)/g, '$2');
}

function answerPost({ named }: TagArguments): Answer | null {
  const user = named.get('user') ?? '';
  const id = named.get('id') ?? '';
  if (!/^\w+$/.test(user) || !/^\d+$/.test(id)) return null;
  return { markdown: `<iframe src="https://x.com/${user}/status/${id}"></iframe>`, layout: 'either' };
}

function answerGist({ positional }: TagArguments): Answer | null {
  const path = positional
    .slice(0, 2)
    .join('/')
    .replace(/\/[^/]*\..*$/, '');
  if (!/^[\w-]+(?:\/[\w-]+)?$/.test(path)) return null;
  return { markdown: `<iframe src="https://gist.github.com/${path}"></iframe>`, layout: 'either' };
}

function target(address: string): string {
  return /[\s()<>]/.test(address) ? `<${address.replace(/[<>\n]/g, encodeURIComponent)}>` : address;
}

export function linkText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\[\]*_`<]/g, '\\$&');
}

/** Text for any place in markdown, an address and raw HTML included. */
export function htmlText(text: string): string {
  return text.replace(/</g, '&lt;');
}
