import { continuationPrefix } from './container.ts';
import type { SiteTag } from './tag.ts';
import { joinTraced, prefixLines, type TracedText, traceAnswer } from './traced-text.ts';

export type SiteTags = Readonly<Record<string, string>>;

const placeholder = /\{([1-9]\d?|[A-Za-z_][\w.:-]*)\}/g;
/** Tags of which each file or partial is one of its own. */
const fileTag =
  /^(?:include|include_relative|include_cached|include_absolute|render|partial|partialCached|import|embed)$/;

/** What the config may call the tag, what says the most first: `include sponsor.html`, then `include`. */
export function tagNames({ name, args, form }: SiteTag): readonly string[] {
  const file = args.positional[0] ?? '';
  const isFile = form === 'template' && fileTag.test(name) && file !== '';
  return name === '' ? [] : isFile ? [`${name} ${file}`, name] : [name];
}

/** The markdown the config has for the tag, or null. */
export function mappingOf(tag: SiteTag, tags: SiteTags): string | null {
  const name = tagNames(tag).find((one) => Object.hasOwn(tags, one));
  return name === undefined ? null : (tags[name] ?? '').replace(/(?<!\n)\n+$/, '');
}

/** The placeholders of a mapping that the tag has nothing for. */
export function missingArguments(mapping: string, tag: SiteTag, hasContent: boolean): readonly string[] {
  const wanted = [...mapping.matchAll(placeholder)].map(([, name = '']) => name);
  return [...new Set(wanted)].filter((name) => {
    return name === 'content' ? !hasContent && !tag.args.named.has(name) : argumentOfTag(tag, name) === null;
  });
}

/** Puts the arguments and the content of a tag into its mapping. What comes out is not looked through again. */
export function fillMapping(
  mapping: string,
  tag: SiteTag,
  line: number,
  content: (() => TracedText) | null,
): TracedText {
  const parts: TracedText[] = [];
  let done = 0;
  for (const { 0: source, 1: name = '', index } of mapping.matchAll(placeholder)) {
    parts.push(traceAnswer(mapping.slice(done, index), line));
    const value = name === 'content' && content !== null ? content() : null;
    const before = mapping.slice(mapping.lastIndexOf('\n', index) + 1, index);
    const filled = value ?? traceAnswer(argumentOfTag(tag, name) ?? '', line);
    parts.push(prefixLines(filled, continuationPrefix(before)));
    done = index + source.length;
  }
  return joinTraced([...parts, traceAnswer(mapping.slice(done), line)]);
}

function argumentOfTag({ args }: SiteTag, name: string): string | null {
  const place = Number(name);
  return Number.isNaN(place) ? (args.named.get(name) ?? null) : (args.positional[place - 1] ?? null);
}
