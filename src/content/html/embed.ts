import { hostOf } from '../markdown/urls.ts';
import { sayWords } from '../words/choose-words.ts';
import type { Words } from '../words/words.ts';
import { attributeOf, type HtmlElement, isElement } from './html-tree.ts';

/** What an email shows for something that only plays on a web page. */
export interface Embed {
  readonly url: string;
  /** Says what happens at the link, with the title where the author gave one. */
  readonly label: string;
  readonly picture: EmbedPicture | null;
}

export interface EmbedPicture {
  readonly src: string;
  /** In px, as attributes; empty where unknown. */
  readonly width: string;
  readonly height: string;
  /** The line beneath it, for readers who see no images and for those who do not see that it is a link. */
  readonly caption: string;
}

export const embedTags = ['iframe', 'video', 'audio', 'embed', 'object'];

/** What the sites write into the title of their own embed codes; it says nothing of the video. */
const emptyTitle =
  /^(?:(?:embedded )?(?:youtube|vimeo)?[- ]?(?:video|audio|iframe|embed)?[- ]?(?:player|embed)?)$/i;
const youtubeHosts = /^(?:m\.|music\.)?youtube(?:-nocookie)?\.com$|^youtu\.be$/;
const youtubePath = /^\/(?:(?:embed|v|e|shorts|live)\/)?([^/]*)/;
/** Never seen in another form, though YouTube does not promise it. */
const youtubeId = /^[\w-]{11}$/;
const playlistId = /^[\w-]{12,}$/;

/** What is said of an embed, and in which words. */
interface Said {
  readonly title: string | null;
  readonly words: Words;
}

/** Reads an element of {@link embedTags} that the sanitiser let through, its addresses absolute; null if it has none. */
export function readEmbed(element: HtmlElement, words: Words): Embed | null {
  const address = sourceOf(element);
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  const written = attributeOf(element, 'title').trim();
  const said = { title: emptyTitle.test(written) ? null : written, words };
  const host = hostOf(address) ?? url.protocol;
  if (youtubeHosts.test(host)) return youtube(url, said);
  if (host === 'player.vimeo.com' || host === 'vimeo.com') return vimeo(url, said);
  if (host === 'gist.github.com') return gist(url, said);
  const label = post(url, host, said) ?? named(sayWords(words.embedElsewhere, { site: host }), said.title);
  return mediaFile(element, address, said) ?? { url: address, label, picture: null };
}

/** Of one who writes where everybody knows whom by name. */
function post({ pathname }: URL, host: string, { words }: Said): string | null {
  const name = /^\/(\w+)\/status\/\d+/.exec(pathname)?.[1];
  if (name === undefined || !/^(?:x|twitter)\.com$/.test(host)) return null;
  return sayWords(words.embedPost, { name: `@${name}` });
}

function sourceOf(element: HtmlElement): string {
  const own = attributeOf(element, 'src');
  if (own !== '') return own;
  for (const child of element.children) {
    const inner = isElement(child) ? sourceOf(child) : '';
    if (inner !== '') return inner;
  }
  return '';
}

function youtube(url: URL, said: Said): Embed {
  const { searchParams, pathname } = url;
  const id = searchParams.get('v') ?? youtubePath.exec(pathname)?.[1] ?? '';
  const list = searchParams.get('list') ?? '';
  if (!youtubeId.test(id) || id === 'videoseries') {
    if (!playlistId.test(list)) return { url: url.href, label: watch('YouTube', said), picture: null };
    const playlist = `https://www.youtube.com/playlist?list=${list}`;
    const label = watchOr(sayWords(said.words.embedPlaylist, { site: 'YouTube' }), said);
    return { url: playlist, label, picture: null };
  }
  const start = /^\d+/.exec(searchParams.get('start') ?? searchParams.get('t') ?? '')?.[0];
  return {
    url: `https://www.youtube.com/watch?v=${id}${start === undefined ? '' : `&t=${start}`}`,
    label: watch('YouTube', said),
    picture: {
      src: `https://i.ytimg.com/vi/${id}/hqdefault.jpg`,
      width: '480',
      height: '360',
      caption: sayWords(said.words.embedWatchOn, { site: 'YouTube' }),
    },
  };
}

function vimeo(url: URL, said: Said): Embed {
  const id = /\/(\d+)(?:\/|$)/.exec(url.pathname)?.[1];
  // A video that is not listed is found only with its hash.
  const hash = /^[0-9a-f]+$/.exec(url.searchParams.get('h') ?? '')?.[0];
  const page = id === undefined ? url.href : `https://vimeo.com/${id}${hash === undefined ? '' : `/${hash}`}`;
  return { url: page, label: watch('Vimeo', said), picture: null };
}

function gist(url: URL, { title, words }: Said): Embed {
  const file = url.searchParams.get('file');
  const page = `https://gist.github.com${url.pathname.replace(/\.(?:js|json|pibb)$/, '')}`;
  return {
    url: file === null ? page : `${page}#file-${file.toLowerCase().replace(/[^a-z0-9_-]+/g, '-')}`,
    label: named(sayWords(words.embedCode, { site: 'gist.github.com' }), title ?? file),
    picture: null,
  };
}

function mediaFile(element: HtmlElement, address: string, said: Said): Embed | null {
  const { words, title } = said;
  const name = fileName(address);
  const isAudio = element.name === 'audio' || /\.(?:mp3|m4a|ogg|oga|wav|flac)$/i.test(name);
  const isVideo = element.name === 'video' || /\.(?:mp4|webm|mov|m4v|ogv)$/i.test(name);
  if (isAudio)
    return {
      url: address,
      label: title === null ? words.embedListen + inBrackets(name) : named(words.embedListen, title),
      picture: null,
    };
  if (!isVideo) return null;
  const poster = attributeOf(element, 'poster');
  const label = watchOr(words.embedVideo + inBrackets(name), said);
  const size = { width: attributeOf(element, 'width'), height: attributeOf(element, 'height') };
  return {
    url: address,
    label,
    picture: poster === '' ? null : { src: poster, ...size, caption: words.embedVideo },
  };
}

function watch(site: string, said: Said): string {
  return watchOr(sayWords(said.words.embedWatchOn, { site }), said);
}

function watchOr(untitled: string, { title, words }: Said): string {
  return title === null ? untitled : named(words.embedWatch, title);
}

function named(act: string, name: string | null): string {
  return name === null ? act : `${act}: ${name}`;
}

function inBrackets(name: string): string {
  return name === '' ? '' : ` (${name})`;
}

/** The last part of the path, where it looks like the name of a file a reader knows. */
function fileName(address: string): string {
  const name = new URL(address).pathname.split('/').at(-1) ?? '';
  return /^[\w.-]{1,40}$/.test(name) && name.includes('.') ? name : '';
}
