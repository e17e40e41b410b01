import { htmlElements } from '../html/elements.ts';
import { embedTags } from '../html/embed.ts';
import { type HtmlTag, htmlTags } from '../html/html-tags.ts';
import { vanishing } from '../html/unclosed.ts';
import { type LocatedToken, lineFeeds } from '../markdown/locate-tokens.ts';
import { quoteValue } from '../text/quote-value.ts';
import type { LintFault } from './lint-rules.ts';

/** Elements that do something, show something or ask something on a web page, and nothing in mail. */
const droppedElements: Readonly<Record<string, string>> = {
  script: 'no mail program runs scripts: leave it to the web page, and link to it if it shows something',
  style: 'the template alone styles an issue: take it out',
  form: 'forms do not work in mail: link to a page with the form',
  input: 'forms do not work in mail: link to a page with the form',
  button: 'buttons do nothing in mail: use a link',
  select: 'forms do not work in mail: link to a page with the form',
  textarea: 'forms do not work in mail: link to a page with the form',
  object: 'mail programs embed nothing: link to it',
  embed: 'mail programs embed nothing: link to it',
  applet: 'mail programs embed nothing: link to it',
  canvas: 'a script would draw it, and none runs in mail: use an image',
  svg: 'mail programs draw no SVG: use a PNG image',
  math: 'mail programs typeset no formulas: put it in words, or use an image of it',
};

/** Without an end, these are printed as they stand. */
const printed = new Set([...vanishing, ...embedTags]);
/** What may stand alone in a line, and mostly is meant to: HTML Standard, sections 13.1.2 and 13.1.2.4. */
const openByRight =
  /^(?:area|br|col|hr|img|input|param|source|track|wbr|p|li|dt|dd|rb|rt|rtc|rp|optgroup|option|tr|td|th|thead|tbody|tfoot|caption|colgroup)$/;

/** What the sanitiser takes away, and a reader would miss. */
export function lintHtml(located: readonly LocatedToken[]): LintFault[] {
  const lastEnds = new Map<string, number>();
  for (const [index, { token }] of located.entries())
    if (token.type === 'html')
      for (const { name, closing } of htmlTags(token.raw)) if (closing) lastEnds.set(name, index);
  return located.flatMap(({ token, line }, index) => {
    if (token.type !== 'html') return [];
    const isOpen = ({ name, closing }: HtmlTag): boolean => !closing && (lastEnds.get(name) ?? -1) < index;
    const tags = htmlTags(token.raw);
    const [first] = tags;
    if (token['block'] === false && first !== undefined && isOpen(first) && !token.raw.endsWith('/>')) {
      if (printed.has(first.name) && !first.attributes.has('src')) return [];
      if (!openByRight.test(first.name) && htmlElements.has(first.name)) return [unclosed(token.raw, line)];
    }
    const inside = token['block'] === true ? markdownInside(token.raw, line) : [];
    return [...inside, ...tags.flatMap((tag) => judgeTag(tag, line))];
  });
}

/** Comments, code, and the tags themselves, whose attributes hold what they like. */
const notProse =
  /<!--[\s\S]*?(?:-->|$)|<(pre|code|script|style|textarea|svg)\b[^<>]*>[\s\S]*?(?:<\/\1\s*>|$)|<\/?[a-z][^<>]*>/gi;
const mark = /!?\[[^[\]\n]+\]\([^()\s]+\)|\*\*[^\s*][^*\n]*\*\*/g;
/** Two items of a list, or a heading; looked for where no tag stands before them in their line. */
const blockMark =
  /^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+\S[^\n]*\n(?:[ \t]*\n)?[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+\S|^ {0,3}#{1,6}[ \t]+\S[^\n]*/gm;

/** CommonMark section 4.6: what stands in a block of HTML is no markdown until an empty line. One fault a block. */
function markdownInside(html: string, line: number): LintFault[] {
  const prose = html.replace(notProse, (hidden) => hidden.replace(/[^\n]/g, ' '));
  const [inline] = prose.matchAll(mark);
  const block = [...prose.matchAll(blockMark)].find(({ 0: text, index }) =>
    html.slice(index).startsWith(text.slice(0, text.search(/\S/) + 1)),
  );
  const found = inline ?? block;
  if (found === undefined) return [];
  const message = `The markdown ${quoteValue(found[0].trim())} stands inside of HTML and is printed as it is: put an empty line above and below it, or write it as HTML.`;
  return [{ rule: 'markdown-in-html', line: line + lineFeeds(prose.slice(0, found.index)), message }];
}

function unclosed(tag: string, line: number): LintFault {
  const message = `The tag ${quoteValue(tag)} is taken for HTML and not printed, and nothing closes it: put it in backticks if it is meant to be read, or close it.`;
  return { rule: 'unclosed-html', line, message };
}

function judgeTag({ name, closing, attributes, line: below }: HtmlTag, line: number): LintFault[] {
  // A capital letter is a component's, which is somebody else's to judge.
  if (closing || name !== name.toLowerCase()) return [];
  const dropped = (what: string): LintFault[] => [
    { rule: 'html-dropped', line: line + below, message: what },
  ];
  const why = droppedElements[name];
  if (why !== undefined) return dropped(`The element <${name}> is not sent, since ${why}.`);
  if (name === 'iframe' && (attributes.get('src') ?? '') === '')
    return dropped(
      'The <iframe> has no src, so there is nothing to link to in its place: link to what it shows.',
    );
  const handler = [...attributes.keys()].find((attribute) => /^on[a-z]{3,}$/.test(attribute));
  if (handler === undefined) return [];
  return dropped(
    `The attribute ${quoteValue(handler)} of <${name}> is not sent, since no mail program runs scripts: take it out.`,
  );
}
