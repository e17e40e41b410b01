import type { SiteTag } from './tag.ts';
import { isAdmonition } from './tag-block.ts';
import type { Replacement } from './tag-place.ts';
import { joinTraced, prefixLines, type TracedText, traceAnswer, trimBlankLines } from './traced-text.ts';

/** What stands between a tag and its end tag, made when it is asked for. */
export type TagContent = () => TracedText;

/** Counted from 0. */
interface TagLines {
  readonly first: number;
  readonly last: number;
}

/** What a tag stands for that says how its content is to be shown; null where only the site can tell. */
export function answerContent(tag: SiteTag, content: TagContent, lines: TagLines): Replacement | null {
  if (tag.code !== undefined) return fence(content(), tag.args.positional[0] ?? '', lines);
  if (tag.form === 'directive') return answerDirective(tag, content, lines);
  if (tag.form !== 'custom-element') return null;
  const kept = content();
  return kept.every(({ text }) => text.trim() === '') ? null : { content: kept, layout: 'either' };
}

/** An admonition is a quote with the mark of its kind, as GitHub's alerts are. */
function answerDirective(
  { name, args }: SiteTag,
  content: TagContent,
  { first }: TagLines,
): Replacement | null {
  if (name === 'div') return { content: content(), layout: 'block' };
  if (!isAdmonition(name)) return null;
  const [title] = args.positional;
  const mark = title === undefined ? '' : ` **${title}**`;
  const head = traceAnswer(`> [!${name.toUpperCase()}]${mark}\n>\n> `, first);
  return { content: joinTraced([head, prefixLines(content(), '> ')]), layout: 'block' };
}

/** A fence longer than any inside it (CommonMark section 4.5). */
function fence(code: TracedText, language: string, { first, last }: TagLines): Replacement {
  const kept = trimBlankLines(code);
  const longest = Math.max(2, ...kept.map(({ text }) => /`{3,}/.exec(text)?.[0].length ?? 0));
  const mark = '`'.repeat(longest + 1);
  const start = traceAnswer(`${mark}${language}\n`, first);
  return { content: joinTraced([start, kept, traceAnswer(`\n${mark}`, last)]), layout: 'block' };
}
