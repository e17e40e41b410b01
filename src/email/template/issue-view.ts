import type { Outline } from '../../content/html/outline.ts';
import type { Issue } from '../../content/issue.ts';
import { escapeHtml } from '../../content/text/html-escape.ts';
import { isolate, isolateRuns } from '../../content/text/isolate.ts';
import { directionOf, hasItalics, isRightToLeft } from '../../content/text/script.ts';
import { displayWidth } from '../../content/text/wrap-text.ts';
import { type ChosenWords, sayWords } from '../../content/words/choose-words.ts';
import type { Words } from '../../content/words/words.ts';
import type { Newsletter } from '../rendered-issue.ts';
import { type SlotNonce, slotToken } from '../slots/slot-token.ts';
import { type DerivedColours, deriveColours } from './colours.ts';
import { previewFiller, previewText, standfirst } from './preview-text.ts';
import { fontStacks, type Logo, type Palette, type Theme } from './theme.ts';

/** Everything a template may name; what a newsletter or an issue has not is null or empty. */
export interface IssueView {
  readonly issue: {
    readonly title: string;
    readonly number: number | null;
    /** The newsletter's name and the issue's number for the line above the title; null where the title says them. */
    readonly headName: string | null;
    readonly headNumber: number | null;
    /** Both number and date, as far as there are any: `Issue 10 · 29 August 2017`. */
    readonly headLine: string;
    /** As a reader writes it: `29 August 2017`. */
    readonly date: string | null;
    /** `YYYY-MM-DD`. */
    readonly isoDate: string | null;
    /** The summary, where the first paragraph does not say the same. */
    readonly standfirst: string | null;
    readonly preheader: string;
    /** Invisible characters that keep the body's first words out of the inbox's preview. HTML. */
    readonly preheaderPadding: unknown;
    readonly language: string;
    readonly direction: 'ltr' | 'rtl';
    readonly isRightToLeft: boolean;
    /** `italic`, or `normal` where the script of the language has none. */
    readonly italic: 'italic' | 'normal';
    /**
     * Around words of another language or direction than the text, in an issue from right to left; else empty.
     * Unicode Standard Annex 9.
     */
    readonly isolate: string;
    readonly isolateEnd: string;
    /** The sides on which a line starts and ends in this language. */
    readonly start: 'left' | 'right';
    readonly end: 'left' | 'right';
    readonly webUrl: string | null;
    /** Begins a mail with the title and the address of the issue. */
    readonly forwardUrl: string | null;
    /** The issue itself: HTML in an HTML template, wrapped text in a text template. */
    readonly body: unknown;
    /** The headings of the second level, where there are two or more. */
    readonly sections: readonly SectionView[];
  };
  readonly newsletter: {
    readonly name: string;
    readonly reason: string;
    readonly siteUrl: string | null;
    /** Where somebody gets it too. */
    readonly subscribeUrl: string | null;
    /** Without the newsletter's name, should that be its first line. */
    readonly postalAddress: readonly string[];
  };
  readonly theme: {
    readonly light: Palette & DerivedColours;
    readonly dark: Palette & DerivedColours;
    readonly font: string;
    readonly headingFont: string;
    /** Whether headings have a font of their own; else each of them can inherit it. */
    readonly hasHeadingFont: boolean;
    readonly codeFont: string;
    readonly logo: Logo | null;
    readonly footer: string | null;
  };
  /** What the template says by itself, in the language of the issue. */
  readonly words: Words;
  /** A slot for each field of a subscriber. */
  readonly subscriber: Readonly<Record<string, string>>;
  readonly unsubscribeUrl: string;
  readonly preferencesUrl: string;
}

export interface SectionView {
  readonly title: string;
  /** How many items it lists, where that is worth telling, else null. */
  readonly items: number | null;
}

export interface ViewSources {
  readonly issue: Issue;
  readonly outline: Outline;
  readonly newsletter: Newsletter;
  readonly theme: Theme;
  readonly nonce: SlotNonce;
  /** The fields a subscriber has, `name` and `email` among them. */
  readonly subscriberFields: readonly string[];
  readonly words: ChosenWords;
}

/** How much of the inbox's preview is filled, in characters. */
const previewLength = 150;
/**
 * Invisible and not trimmed as blank: combining grapheme joiner, zero-width non-joiner, and a blank that is wider than
 * two letters. More than so many cost more than they hide.
 */
const padding = '&#847;&zwnj;&emsp;';
const paddingColumns = 2;
const mostPadding = 40;
/** A list this long is counted in the table of contents. */
const longList = 10;

/** What a template sees of an issue; `markup` marks a string as HTML that is safe as it stands. */
export function issueView(sources: ViewSources, body: unknown, markup: (html: string) => unknown): IssueView {
  const { issue, newsletter, theme, nonce, subscriberFields } = sources;
  const { name, reason, siteUrl, postalAddress } = newsletter;
  const apart = directionOf(issue.language, issue.title + issue.markdown) === 'rtl' ? isolate : asItIs;
  const slots = subscriberFields.map((field) => [field, slotToken(nonce, field, '')] as const);
  return {
    issue: { ...headOf(sources, markup), body },
    newsletter: {
      name,
      reason,
      siteUrl,
      subscribeUrl: newsletter.subscribeUrl ?? siteUrl,
      postalAddress: afterName(postalAddress, name).map(apart),
    },
    theme: {
      light: { ...theme.light, ...deriveColours(theme.light) },
      dark: { ...theme.dark, ...deriveColours(theme.dark) },
      font: fontStacks[theme.font],
      headingFont: fontStacks[theme.headingFont],
      hasHeadingFont: theme.headingFont !== theme.font,
      codeFont: fontStacks.typewriter,
      logo: theme.logo,
      footer: theme.footer,
    },
    words: wordsOf(sources),
    subscriber: Object.fromEntries(slots),
    unsubscribeUrl: slotToken(nonce, 'unsubscribeUrl', ''),
    preferencesUrl: slotToken(nonce, 'preferencesUrl', ''),
  };
}

/** The words with this issue's values in them, and apart from the text where they are read the other way. */
function wordsOf({ issue, words, nonce }: ViewSources): Words {
  const isTurned = directionOf(issue.language, issue.title + issue.markdown) === 'rtl';
  const apart = isTurned ? isolate : asItIs;
  const values = {
    name: apart(slotToken(nonce, 'name', '')),
    address: apart(slotToken(nonce, 'email', '')),
    number: String(issue.number ?? ''),
  };
  const isForeign = isTurned !== isRightToLeft(words.language);
  const said = Object.entries(words.words).map(([key, sentence]) => {
    const whole = sayWords(sentence, values);
    return [key, isForeign ? isolate(whole) : whole];
  });
  return Object.fromEntries(said) as Words;
}

function headOf(sources: ViewSources, markup: (html: string) => unknown): Omit<IssueView['issue'], 'body'> {
  const { issue, outline, newsletter } = sources;
  const direction = directionOf(issue.language, issue.title + issue.markdown);
  const isTurned = direction === 'rtl';
  const runs = isTurned ? isolateRuns : asItIs;
  const apart = isTurned ? isolate : asItIs;
  const preheader = runs(previewText(issue.summary, outline.firstParagraph));
  const headNumber = issue.number !== null && saysNumber(issue.title, issue.number) ? null : issue.number;
  const date = issue.date === null ? null : apart(writtenDate(issue.date, issue.language));
  const number = headNumber === null ? null : apart(wordsOf(sources).issueNumber);
  return {
    title: runs(issue.title),
    number: issue.number,
    headName: says(issue.title, newsletter.name) ? null : apart(newsletter.name),
    headNumber,
    headLine: [number, date].filter((part) => part !== null).join(' · '),
    date,
    isoDate: issue.date,
    standfirst: orNull(standfirst(issue.summary, outline.firstParagraph), runs),
    preheader,
    preheaderPadding: markup(paddingBehind(preheader, outline)),
    language: issue.language,
    direction,
    isRightToLeft: isTurned,
    italic: hasItalics(issue.language) ? 'italic' : 'normal',
    isolate: isTurned ? '\u2068' : '',
    isolateEnd: isTurned ? '\u2069' : '',
    start: isTurned ? 'right' : 'left',
    end: isTurned ? 'left' : 'right',
    webUrl: issue.webUrl,
    forwardUrl: issue.webUrl === null ? null : forwardUrl(issue.title, issue.webUrl),
    sections:
      outline.sections.length < 2
        ? []
        : outline.sections.map(({ title, items }) => sectionView({ title: runs(title), items })),
  };
}

/**
 * What fills the rest of an inbox's line: more of the issue's own words, since invisible characters take 18 bytes for
 * each column; those stand between, and where the words are too few.
 */
function paddingBehind(preheader: string, outline: Outline): string {
  const room = previewLength - displayWidth(preheader) - 1;
  if (room <= 0) return '';
  const words = previewFiller(preheader, outline, room);
  const blank = Math.ceil(Math.max(0, room - displayWidth(words)) / paddingColumns);
  return padding + escapeHtml(words) + padding.repeat(Math.min(mostPadding, blank));
}

/** RFC 6068. */
function forwardUrl(title: string, webUrl: string): string {
  return `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(webUrl)}`;
}

function says(title: string, words: string): boolean {
  return title.toLowerCase().includes(words.toLowerCase());
}

/** `Issue 12`, `#12`, `No. 12`, `第12期`. */
function saysNumber(title: string, number: number): boolean {
  return new RegExp(`(?:#|№|第|\\b(?:issue|no|nr|vol|number)[. #]*)0*${number}(?!\\d)`, 'i').test(title);
}

function asItIs(text: string): string {
  return text;
}

function orNull(text: string | null, change: (text: string) => string): string | null {
  return text === null ? null : change(text);
}

function afterName([first = '', ...others]: readonly string[], name: string): readonly string[] {
  return first.trim() === name.trim() || first === '' ? others : [first, ...others];
}

function sectionView({ title, items }: Outline['sections'][number]): SectionView {
  return { title, items: items < longList ? null : items };
}

/** Readers all over the world share English: the day comes first and the month is a word, so nobody misreads it. */
function writtenDate(date: string, language: string): string {
  const locale = language.toLowerCase() === 'en' ? 'en-GB' : language;
  return new Intl.DateTimeFormat(knownLocale(locale), { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(date),
  );
}

/** An author can write anything into `language`; Intl throws a RangeError at what is not a BCP 47 tag. */
function knownLocale(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en-GB';
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return 'en-GB';
  }
}
