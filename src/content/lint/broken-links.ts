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
const spacedAddress = /\]\(\s*((?:https?:\/\/|www\.)[^\s()]*\s[^()\n]{0,200})\)/gu;
/** `[words(https://example.org)`: the next bracket, if there is one, opens another link. */
const unclosedText = /\[[^[\]\n]{1,100}\(https?:\/\/[^\s()]+\)(?=[^[\]]*(?:\[|$))/gu;
/** `words](address`; a C++ lambda `[](int x)` has no address in it, nor has a tag of the site. */
const stray = new RegExp(`\\]\\((?=\\s*(?:${hidden}|<?https?:|\\/|\\.{1,2}\\/|#|mailto:|www\\.))`, 'gu');

/** Links that went wrong so far that none came of them, and whose brackets are printed. */
export function lintBrokenLinks(prose: readonly Prose[]): LintFault[] {
  return prose.flatMap((one) => {
    const explained = [...wrongWayRound(one), ...withSpace(one)];
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

function withSpace(prose: Prose): BrokenLink[] {
  return matchesInText(prose, spacedAddress).map(({ index, 1: address = '' }) => {
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
