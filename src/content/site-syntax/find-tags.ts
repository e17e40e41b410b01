import { findOpeners, matchesAt, readAt } from './read-tags.ts';
import { type SiteTag, syntaxTag, type TagScope } from './tag.ts';
import { findPlaces, type Place, type Span } from './tag-code.ts';

/** Each round hides what the last one found; two are enough unless tags hold odd backticks. */
const maxRounds = 4;

interface FoundTag {
  readonly tag: SiteTag;
  /** Which of the openers it begins with. */
  readonly opener: number;
}

/**
 * The tags of the site among the text, in order, without overlaps; what stands in code is none.
 * @throws ContentError if the markdown is nested beyond reading
 */
export function findTags(
  markdown: string,
  isMdx: boolean,
  isNamed: (name: string) => boolean,
): readonly SiteTag[] {
  const openers = findOpeners(markdown, isMdx);
  if (openers.length === 0) return [];
  let places = findPlaces(markdown, openers, isMdx);
  for (let round = 1; ; round += 1) {
    const found = readTags(markdown, openers, places, { isMdx, isNamed });
    const couldHideCode = found.some(({ tag }) => /[`\n~]/.test(markdown.slice(tag.start, tag.end)));
    if (!couldHideCode || round === maxRounds) return found.map(({ tag }) => tag);
    const next = placesAmong(markdown, openers, places, found, isMdx);
    if (next.every((place, index) => isSamePlace(place, places[index]))) return found.map(({ tag }) => tag);
    places = next;
  }
}

function readTags(
  text: string,
  openers: readonly Span[],
  places: readonly Place[],
  config: Omit<TagScope, 'endsAfter'>,
): readonly FoundTag[] {
  const scope = { ...config, endsAfter: endsOf(text, openers, places) };
  const found: FoundTag[] = [];
  let done = 0;
  const keep = (tag: SiteTag, opener: number) => {
    const start = openers[opener]?.start ?? 0;
    // A tag that takes in what stands before it must leave what another one has taken.
    found.push({ tag: tag.start < done ? syntaxTag(start, tag.end, '') : tag, opener });
    done = tag.end;
  };
  for (const [index, { start }] of openers.entries()) {
    const place = places[index] ?? 'text';
    if (start < done || place === 'hidden') continue;
    const tag = readAt(text, start, place, scope);
    const end = endOfRaw(text, openers, places, index);
    if (end !== null) {
      keep(syntaxTag(start, tagEnd(text, start), ''), index);
      keep(syntaxTag(end.start, tagEnd(text, end.start), ''), end.index);
    } else if (tag !== null) keep(tag, index);
  }
  return found;
}

const rawStart = /\{%[-~+]?\s*(?:raw|verbatim)\s*[-~+]?%\}/y;
const rawEnd = /\{%[-~+]?\s*(?:endraw|endverbatim)\s*[-~+]?%\}/y;

/** The end tag of a `{% raw %}`: in the same code, if the tag is in code, since those tags are run even there. */
function endOfRaw(
  text: string,
  openers: readonly Span[],
  places: readonly Place[],
  index: number,
): { start: number; index: number } | null {
  if (!matchesAt(rawStart, text, openers[index]?.start ?? 0)) return null;
  for (let later = index + 1; later < openers.length; later += 1) {
    const start = openers[later]?.start ?? 0;
    if (places[later] === places[index] && matchesAt(rawEnd, text, start)) return { start, index: later };
  }
  return null;
}

function tagEnd(text: string, at: number): number {
  return text.indexOf('%}', at) + 2;
}

/** The last end tag of each element. */
function endsOf(text: string, openers: readonly Span[], places: readonly Place[]): TagScope['endsAfter'] {
  const last = new Map<string, number>();
  for (const [index, { start, end }] of openers.entries()) {
    if (places[index] !== 'text' || !text.startsWith('</', start)) continue;
    const name = /^[\w.-]+/.exec(text.slice(end, end + 100))?.[0];
    if (name !== undefined) last.set(name, start);
  }
  return (name, at) => (last.get(name) ?? -1) > at;
}

/** Looks again where the openers are, now that the whole of each tag is hidden from the lexer and not only its start. */
function placesAmong(
  text: string,
  openers: readonly Span[],
  places: readonly Place[],
  found: readonly FoundTag[],
  isMdx: boolean,
): Place[] {
  const tags = new Map(found.map(({ tag, opener }) => [opener, tag]));
  const shown: { span: Span; opener: number }[] = [];
  for (const [opener, span] of openers.entries()) {
    const done = shown.at(-1)?.span.end ?? 0;
    if (span.start < done) continue;
    const tag = tags.get(opener);
    shown.push({ span: tag === undefined ? span : { start: span.start, end: tag.end }, opener });
  }
  const next = [...places];
  const seen = findPlaces(
    text,
    shown.map(({ span }) => span),
    isMdx,
  );
  for (const [index, { opener }] of shown.entries()) next[opener] = seen[index] ?? 'text';
  return next;
}

/** Which code it is does not matter, and its number changes with what is hidden. */
function isSamePlace(one: Place, other: Place | undefined): boolean {
  return one === other || (typeof one === 'number' && typeof other === 'number');
}
