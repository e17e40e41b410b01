import type { Generator } from '../site/generator.ts';
import { type Refusal, refuseTarget } from './refuse-tag.ts';
import type { SiteTag } from './tag.ts';
import type { TagPlace } from './tag-answers.ts';
import { type Answer, answerFigure, linkText } from './tag-media.ts';

/** The start of an address that the generator of the site completes, by which it is. */
const completes: Readonly<Record<string, RegExp>> = {
  pelican: /^(?:filename|static|attach|index|category|tag|author)$/,
  zola: /^@\/$/,
};
const opened = /^[{|](?:static|filename)[}|]$/;
/** Hexo's tags that are a link or a picture and no bare address. */
const hexoLink = /^(?:post_link|asset_link)$/;

/**
 * What a tag stands for on the site that the issue is a page of: an address, a link or a picture; a refusal where it
 * names what is not there. Null where the tag is none of that generator's, or no site is known.
 */
export function answerOfSite({ tag, site, text }: TagPlace): Answer | Refusal | null {
  if (site === null) return null;
  const source = text.slice(tag.start, tag.end);
  // It stays, and is completed with all other addresses of the text.
  if (isCompleted(tag, site.generator, source)) return inline(source);
  if (tag.form !== 'template' || tag.name === '') return null;
  if (site.generator === 'hexo' && tag.name === 'img') return imageTag(tag);
  const found = site.tag({ name: tag.name, ...tag.args });
  if (found === null) return null;
  return found.url === null ? refuseTarget(found.fault?.message ?? '') : shown(tag, found.url);
}

function isCompleted({ form, name }: SiteTag, generator: Generator, source: string): boolean {
  if (form === 'address') return completes[generator]?.test(name) === true;
  // Pelican's `{static}/x.png`, of which any site would know the rest.
  return generator === 'pelican' && form === 'syntax' && opened.test(source);
}

function shown(tag: SiteTag, url: string): Answer {
  const { name, args } = tag;
  const address = url.replaceAll('(', '%28').replaceAll(')', '%29');
  const figure = { ...args, named: new Map(args.named).set('src', address) };
  if (name === 'figure') return answerFigure(figure) ?? inline(address);
  if (hexoLink.test(name)) return inline(`[${linkText(titleOf(tag))}](${address})`);
  return inline(name === 'asset_img' ? `![${linkText(alternativeOf(tag))}](${address})` : address);
}

/** `{% post_link name Words for it %}`; without words it is the name. */
function titleOf({ args: { positional } }: SiteTag): string {
  const [name = '', ...words] = positional;
  const said = words.filter((word, index) => !(index === words.length - 1 && /^(?:true|false)$/.test(word)));
  return said.length > 0 ? said.join(' ') : name;
}

/** `{% asset_img [classes] name [width [height]] '"title" "alternative"' %}` (hexo/lib/plugins/tag/img.ts). */
function alternativeOf({ args: { positional } }: SiteTag): string {
  const at = positional.findIndex((one) => /[/.]\w+$/.test(one));
  const words = positional
    .slice(at + 1)
    .filter((one) => !/^\d+%?$/.test(one))
    .join(' ');
  const quoted = [...words.matchAll(/"([^"]*)"/g)].map(([, inner = '']) => inner);
  return quoted[1] ?? quoted[0] ?? words;
}

function imageTag(tag: SiteTag): Answer | null {
  const source = tag.args.positional.find((one) => /^(?:https?:)?\/\/|\.\w+$/.test(one));
  if (source === undefined) return null;
  return inline(`![${linkText(alternativeOf(tag))}](<${source.replaceAll(/[<>\s]/g, encodeURIComponent)}>)`);
}

function inline(markdown: string): Answer {
  return { markdown, layout: 'inline' };
}
