import { quoteValue } from '../text/quote-value.ts';
import type { LintFault, LintRule } from './lint-rules.ts';
import { hidden, lineAt, type Prose } from './prose.ts';

interface BrokenLink {
  readonly index: number;
  readonly rule: LintRule;
  readonly message: string;
}

/** `(address)[words]`, which is no citation (`[1]`) and no footnote. */
const wrongWay = /\(((?:https?:\/\/|www\.|\/)[^\s()]+)\)\[(?!\^|\d+\])([^[\]\n]{1,200})\](?![([])/gu;
const spacedAddress =
  /\]\(\s*((?:https?:\/\/|www\.|mailto:|tel:|\/)[^\s()]*[ \t][^()\n]{0,200})\)|<((?:https?:\/\/|mailto:)[^\s<>]*[ \t][^<>\n]{0,200})>/gu;
const address = String.raw`(?:https?:\/\/|www\.|mailto:)`;
/** `(words)[address]` and `[words][address]`. */
const misplaced = [
  new RegExp(`\\(([^()\\n]{1,200})\\)\\[(${address}[^\\s[\\]]+)\\]`, 'gu'),
  new RegExp(`\\[([^[\\]\\n]{1,200})\\]\\[(${address}[^\\s[\\]]+)\\]`, 'gu'),
];
/** `[words] (address)`; a number is a citation, an empty one a box. */
const spacedBrackets = new RegExp(
  `(?<![\\]!])\\[(?!\\^|[ xX]?\\]|\\d+\\])([^[\\]\\n]{1,200})\\][ \\t]+\\((${address}[^\\s()]+)\\)`,
  'gu',
);
/** Marks of mailing lists, with the address of the thread behind them. */
const subjectTag = /^(?:RFC|RFT|PATCH|RESEND|ANN|ANNOUNCE|GIT PULL|PULL)\b/;
/** `[words(https://example.org)`: the next bracket, if there is one, opens another link. */
const unclosedText = /\[[^[\]\n]{1,100}\(https?:\/\/[^\s()]+\)(?=[^[\]]*(?:\[|$))/gu;
/** `words](address`; a C++ lambda `[](int x)` has no address in it, nor has a tag of the site. */
const stray = new RegExp(`\\]\\((?=\\s*(?:${hidden}|<?https?:|\\/|\\.{1,2}\\/|#|mailto:|www\\.))`, 'gu');

/** Links that went wrong so far that none came of them, and whose brackets are printed. */
export function lintBrokenLinks(prose: readonly Prose[]): LintFault[] {
  return prose.flatMap((one) => {
    const explained = [
      ...wrongWayRound(one),
      ...inWrongBrackets(one),
      ...spaceBetween(one),
      ...withSpace(one),
    ];
    const broken = explained.length > 0 ? explained : [...withoutEnd(one), ...leftOver(one)];
    return broken.map(({ index, rule, message }) => ({ rule, line: lineAt(one, index), message }));
  });
}

/** Looked for in the source, since an address in the middle of a broken link becomes a link of its own. */
function matchesInText({ source, text }: Prose, pattern: RegExp): RegExpExecArray[] {
  return [...source.matchAll(pattern)].filter(({ index }) => text[index] !== hidden);
}

function wrongWayRound(prose: Prose): BrokenLink[] {
  return matchesInText(prose, wrongWay).flatMap((match) => {
    const [whole, address = '', words = ''] = match;
    const turn = match.index + whole.indexOf(')[');
    // A bare address may have swallowed both brackets; the second alone belongs to a reference link.
    if (prose.text[turn] !== hidden && prose.text[turn + 1] === hidden) return [];
    const message = `${quoteValue(whole)} is written the wrong way round: write [${words}](${address}).`;
    return [{ index: match.index, rule: 'bad-url', message }];
  });
}

function inWrongBrackets(prose: Prose): BrokenLink[] {
  return misplaced.flatMap((pattern) =>
    matchesInText(prose, pattern).map(({ index, 0: whole, 1: words = '', 2: target = '' }) => {
      const message = `${quoteValue(whole)} is no link, and its signs are printed: write [${words}](${target}).`;
      return { index, rule: 'bad-url' as const, message };
    }),
  );
}

function spaceBetween(prose: Prose): BrokenLink[] {
  return matchesInText(prose, spacedBrackets).flatMap(
    ({ index, 0: whole, 1: words = '', 2: target = '' }) => {
      if (subjectTag.test(words)) return [];
      const message = `The signs of ${quoteValue(whole)} are printed: for a link write [${words}](${target}), with nothing between the brackets.`;
      return [{ index, rule: 'stray-bracket' as const, message }];
    },
  );
}

function withSpace(prose: Prose): BrokenLink[] {
  return matchesInText(prose, spacedAddress).map(({ index, 1: inRound, 2: inAngles = '' }) => {
    const address = inRound ?? inAngles;
    const message = `The address ${quoteValue(address)} has a space in it, so it is no link: write %20 for it, or take it out.`;
    return { index, rule: 'bad-url', message };
  });
}

function withoutEnd(prose: Prose): BrokenLink[] {
  return matchesInText(prose, unclosedText).map(({ index, 0: whole }) => {
    const message = `The "[" of ${quoteValue(whole)} is never closed, so its signs are printed: write a link as [words](address).`;
    return { index, rule: 'stray-bracket', message };
  });
}

function leftOver(prose: Prose): BrokenLink[] {
  return [...prose.text.matchAll(stray)].map(({ index }) => {
    const around = prose.source.slice(Math.max(0, index - 30), index + 40).replace(/\s+/g, ' ');
    const message = `The "](" in ${quoteValue(around)} is printed as it stands: write a link as [words](address).`;
    return { index, rule: 'stray-bracket', message };
  });
}
