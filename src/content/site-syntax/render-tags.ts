import type { IssueLinks } from '../generators/issue-site.ts';
import { continuationPrefix, lineStart } from './container.ts';
import { keptContent, type Refusal, refuseArguments, refuseTag, shownElement } from './refuse-tag.ts';
import type { SiteTag } from './tag.ts';
import { answerTag, wantsSite } from './tag-answers.ts';
import { answerContent, type TagContent } from './tag-content.ts';
import type { SiteOccurrence } from './tag-findings.ts';
import { fillMapping, mappingOf, missingArguments, type SiteTags, tagNames } from './tag-mapping.ts';
import type { Answer } from './tag-media.ts';
import { placeReplacement, type Replacement } from './tag-place.ts';
import { answerOfSite } from './tag-site.ts';
import { joinTraced, type TracedText, traceAnswer, traceSource, unwrapContent } from './traced-text.ts';

/** A text, the tags in it and what answers them. */
export interface TaggedText {
  readonly text: string;
  readonly tags: readonly SiteTag[];
  /** For a tag that has an end tag, the place of that among the tags. */
  readonly ends: ReadonlyMap<number, number>;
  readonly mappings: SiteTags;
  readonly siteUrl: string | null;
  readonly site: IssueLinks | null;
  /** Counted from 0. */
  lineAt(offset: number): number;
}

interface Rendering extends TaggedText {
  readonly variables: Map<string, string>;
  readonly occurrences: SiteOccurrence[];
}

/** A piece of the text from one place to another, and the tags in it from one to another. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly firstTag: number;
  readonly endTag: number;
}

interface Outcome {
  /** Null: the tag stays as it stands. */
  readonly replacement: Replacement | null;
  readonly refusal: Refusal | null;
}

/** The text with every tag answered, or left as it stands and told of. */
export function renderTags(tagged: TaggedText): { text: TracedText; occurrences: readonly SiteOccurrence[] } {
  const rendering = { ...tagged, variables: new Map<string, string>(), occurrences: [] };
  const whole = { from: 0, to: tagged.text.length, firstTag: 0, endTag: tagged.tags.length };
  return { text: renderRange(rendering, whole), occurrences: rendering.occurrences };
}

function renderRange(rendering: Rendering, { from, to, firstTag, endTag }: Range): TracedText {
  const { text, tags, ends, lineAt } = rendering;
  const parts: TracedText[] = [];
  const refused = new Set<number>();
  let done = from;
  for (let index = firstTag; index < endTag; index += 1) {
    const tag = tags[index];
    if (tag === undefined || refused.has(index)) continue;
    const { replacement, refusal } = judgeTag(rendering, tag, contentOf(rendering, index));
    if (refusal !== null) rendering.occurrences.push(occurrenceOf(rendering, tag, refusal));
    if (replacement === null) {
      for (const other of partsOf(tags, index, ends.get(index))) refused.add(other);
      continue;
    }
    index = ends.get(index) ?? index;
    const end = tags[index]?.end ?? tag.end;
    parts.push(traceSource(text.slice(done, tag.start), lineAt(done)));
    parts.push(placeReplacement(text, tag.start, end, replacement));
    done = end;
  }
  return joinTraced([...parts, traceSource(text.slice(done, to), lineAt(done))]);
}

const branch = /^(?:else|elsif|elif|elseif|when|empty|case)$/;

/** The end of a tag and the branches in between, which stand and fall with it. */
function partsOf(tags: readonly SiteTag[], start: number, end: number | undefined): readonly number[] {
  if (end === undefined) return [];
  const inner = Array.from({ length: end - start - 1 }, (_, offset) => start + 1 + offset);
  return [end, ...inner.filter((index) => branch.test(tags[index]?.name ?? ''))];
}

/** What stands in place of a tag, or why nothing can; the config has the first word. */
function judgeTag(rendering: Rendering, tag: SiteTag, content: TagContent | null): Outcome {
  const { mappings, lineAt } = rendering;
  const lines = { first: lineAt(tag.start), last: lineAt(tag.end) };
  const mapping = tag.role === 'close' ? null : mappingOf(tag, mappings);
  if (mapping !== null) return answerMapped(mapping, tag, content, lines.first);
  if (isShownAsText(tag)) return showAsText(rendering, tag);
  const made = content === null ? null : answerContent(tag, content, lines);
  if (made !== null)
    return { replacement: made, refusal: tag.form === 'custom-element' ? keptContent : null };
  const place = { ...rendering, tag };
  const located = tag.role === 'close' || content !== null ? null : answerOfSite(place);
  if (located !== null && 'says' in located) return { replacement: null, refusal: located };
  if (located !== null) return answered(located, lines.first);
  const answer = tag.role === 'close' || content !== null ? null : answerTag(place);
  if (answer === null)
    return { replacement: null, refusal: refuseTag(tag, content !== null, wantsSite(place)) };
  return answered(answer, lines.first);
}

function answered({ markdown, layout }: Answer, line: number): Outcome {
  return { replacement: { content: traceAnswer(markdown, line), layout }, refusal: null };
}

function answerMapped(mapping: string, tag: SiteTag, content: TagContent | null, line: number): Outcome {
  const missing = missingArguments(mapping, tag, content !== null);
  if (missing.length > 0) return { replacement: null, refusal: refuseArguments(missing) };
  const filled = fillMapping(mapping, tag, line, content);
  return { replacement: { content: filled, layout: content === null ? 'inline' : 'either' }, refusal: null };
}

/** `<T>`, and `</T>` that ends nothing. */
function isShownAsText({ form, role }: SiteTag): boolean {
  return (
    form === 'unknown-element' || (role === 'close' && (form === 'component' || form === 'custom-element'))
  );
}

function showAsText({ text, lineAt }: Rendering, tag: SiteTag): Outcome {
  const shown = traceAnswer(`&lt;${text.slice(tag.start + 1, tag.end)}`, lineAt(tag.start));
  return { replacement: { content: shown, layout: 'inline' }, refusal: shownElement };
}

function occurrenceOf({ text, lineAt }: Rendering, tag: SiteTag, refusal: Refusal): SiteOccurrence {
  const source = tag.quoted ?? text.slice(tag.start, tag.end);
  return { ...refusal, line: lineAt(tag.start), name: tagNames(tag)[0] ?? source, source };
}

/** What stands inside a tag, rendered once and only if it is asked for; null for a tag without an end. */
function contentOf(rendering: Rendering, index: number): TagContent | null {
  const { text, tags, ends, lineAt } = rendering;
  const tag = tags[index];
  const end = ends.get(index);
  const close = end === undefined ? undefined : tags[end];
  if (tag === undefined) return null;
  const prefix = continuationPrefix(text.slice(lineStart(text, tag.start), tag.start));
  if (tag.code !== undefined) {
    const code = traceSource(tag.code, lineAt(text.indexOf(tag.code, tag.start + 2)));
    return () => unwrapContent(code, prefix);
  }
  if (end === undefined || close === undefined) return null;
  const range = { from: tag.end, to: close.start, firstTag: index + 1, endTag: end };
  let rendered: TracedText | null = null;
  return () => {
    rendered ??= unwrapContent(renderRange(rendering, range), prefix);
    return rendered;
  };
}
