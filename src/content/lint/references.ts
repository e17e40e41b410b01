import { footnoteLabel, type LocatedToken } from '../markdown/locate-tokens.ts';
import { quoteValue } from '../text/quote-value.ts';
import type { LintFault } from './lint-rules.ts';
import { hidden, lineAt, type Prose } from './prose.ts';

/** `[text][label]` and `[text][]`, brackets in the text one deep; behind a letter, code or a bracket it is an index. */
const reference = new RegExp(
  `(?<![\\p{L}\\p{N}_\\])${hidden}])!?\\[((?:[^\\[\\]]|\\[[^\\[\\]]*\\]){1,400})\\]\\[([^\\[\\]]{0,200})\\]`,
  'gu',
);
/** Marks of mailing lists stand side by side in brackets. */
const subjectTag = /^(?:RFC|RFT|PATCH|RESEND|ANN|ANNOUNCE|GIT PULL|PULL)\b/;
const definition = new RegExp(
  `(?<=\\n) {0,3}\\[(?!\\^)([^\\[\\]\\n]{1,200})\\]:[ \\t]+(?:${hidden}|/|#)`,
  'gu',
);
const footnote = /\[\^([\p{L}\p{N}_.:-]{1,60})\](?![:(])/gu;

/**
 * References to what is not defined: their brackets would be printed. `hasOpenTag`: a tag of the site that nothing
 * answers stands in the text, is told of, and may hold the definitions; those right below it are in its paragraph.
 */
export function lintReferences(
  prose: readonly Prose[],
  located: readonly LocatedToken[],
  hasOpenTag = false,
): LintFault[] {
  const definitions = prose.flatMap((one) =>
    [...one.text.matchAll(definition)].map(({ 1: label = '', index }) => ({
      label: fold(label),
      belowTag: isBelowTag(one, index),
    })),
  );
  const swallowedLabels = new Set(definitions.map(({ label }) => label));
  const excused = new Set(
    definitions.flatMap(({ label, belowTag }) => (hasOpenTag && belowTag ? [label] : [])),
  );
  const missing = prose.flatMap((one) => unresolved(one, swallowedLabels, excused));
  return [
    ...(hasOpenTag ? inOne(missing) : missing.map(({ fault }) => fault)),
    ...prose.flatMap(swallowed),
    ...prose.flatMap(danglingNotes),
    ...unusedNotes(located),
  ];
}

interface MissingReference {
  readonly written: string;
  readonly fault: LintFault;
}

/** One fault for all, since one tag may stand for the definitions of all of them. */
function inOne([first, ...others]: readonly MissingReference[]): LintFault[] {
  if (first === undefined) return [];
  if (others.length === 0) return [first.fault];
  const message = `${others.length + 1} references have no definition, the first of them ${quoteValue(first.written)}. They may stand in what a tag of the site stands for: answer that tag first.`;
  return [{ ...first.fault, message }];
}

function isBelowTag({ source }: Prose, index: number): boolean {
  return /\{[{%]/.test(source.slice(0, index));
}

function unresolved(
  prose: Prose,
  swallowedLabels: ReadonlySet<string>,
  excused: ReadonlySet<string>,
): MissingReference[] {
  return [...prose.text.matchAll(reference)].flatMap((match): MissingReference[] => {
    const [whole, text = '', label = ''] = match;
    if (isLiteral(text, label)) return [];
    const name = oneLine(label === '' ? text : label);
    // What is an address has been told of as a link in wrong brackets.
    if (excused.has(fold(name)) || /^(?:https?:\/\/|www\.|mailto:)/i.test(name)) return [];
    const written = oneLine(prose.source.slice(match.index, match.index + whole.length));
    const advice = swallowedLabels.has(fold(name))
      ? `put an empty line above its definition ${quoteValue(`[${name}]:`)}, which belongs to the text there`
      : `add a line ${quoteValue(`[${name}]: https://…`)}, or write the address behind the text in round brackets`;
    const message = `The reference ${quoteValue(written)} has no definition: ${advice}.`;
    const line = lineAt(prose, match.index);
    return [{ written, fault: { rule: 'unresolved-reference', line, message } }];
  });
}

/** CommonMark 4.7: a definition cannot interrupt a paragraph. One fault a paragraph, at the first. */
function swallowed(prose: Prose): LintFault[] {
  const [match] = prose.text.matchAll(definition);
  // Where it is a tag of the site that stands above, that tag is told of, and what it stands for may end the text.
  if (match === undefined || isBelowTag(prose, match.index)) return [];
  const written = prose.source.slice(match.index).split('\n', 1)[0] ?? '';
  const message = `The definition ${quoteValue(written)} belongs to the text above it and is printed: put an empty line between them.`;
  return [{ rule: 'swallowed-definition', line: lineAt(prose, match.index), message }];
}

function isLiteral(text: string, label: string): boolean {
  const isBox = /^[ xX]?$/.test(text);
  const isNote = text.startsWith('^') || label.startsWith('^');
  const areNumbers = /^[\d\s.,–-]+$/.test(text) && /^[\d\s.,–-]*$/.test(label);
  return isBox || isNote || areNumbers || subjectTag.test(text) || (label !== '' && label.trim() === '');
}

function danglingNotes(prose: Prose): LintFault[] {
  return [...prose.text.matchAll(footnote)].map((match) => {
    const message = `The footnote ${quoteValue(match[0])} is not written anywhere: add a line "${match[0]}: …", or take the reference out.`;
    return { rule: 'dangling-footnote', line: lineAt(prose, match.index), message };
  });
}

function unusedNotes(located: readonly LocatedToken[]): LintFault[] {
  const cited = new Set(
    located.flatMap(({ token }) => (token.type === 'footnote_reference' ? [`${token['label']}`] : [])),
  );
  return located.flatMap(({ token, line }) => {
    if (token.type !== 'footnote_definition' || cited.has(footnoteLabel(token.raw))) return [];
    const [mark = ''] = token.raw.split(':', 1);
    const message = `Nothing refers to the footnote ${quoteValue(mark)}, so it is not sent: refer to it with ${mark}, or take it out.`;
    return [{ rule: 'unused-footnote' as const, line, message }];
  });
}

/** Labels match without case (CommonMark 4.7). */
function fold(label: string): string {
  return oneLine(label).trim().toLowerCase();
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
