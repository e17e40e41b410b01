import { attributesOf, type HtmlStretch, htmlStretches } from '../../../email/slots/slot-context.ts';
import type { Look } from '../view.ts';
import { atLightness, type Colour, formatColour, lightness, parseColour } from './colour.ts';

/** What a media query says in place of `prefers-color-scheme`: always true, and never. */
const always = '(min-width:0px)';
const never = '(min-width:99999px)';

/**
 * The email as a client shows it in a light or a dark surrounding. `dark` is what its author wrote for it; `forced`
 * comes near to what Gmail and Outlook do of themselves to mail whose `prefers-color-scheme` they do not read: light
 * backgrounds become dark and dark text light, images stay.
 */
export function showIn(look: Look, html: string): string {
  const isDark = look === 'dark';
  const stretches = htmlStretches(html).map((stretch) => {
    const text = answerScheme(stretch, isDark);
    return look === 'forced' ? forceStretch({ ...stretch, text }) : text;
  });
  return withHead(stretches.join(''), canvasOf[look]);
}

/** What stands around the email's own colours. */
const canvasOf: Readonly<Record<Look, string>> = {
  light: ':root{color-scheme:light !important}',
  dark: ':root{color-scheme:dark !important}',
  forced: ':root{color-scheme:dark !important}html{background:#1b1b1b;color:#e6e6e6}',
};

function withHead(html: string, css: string): string {
  const style = `<style>${css}</style>`;
  return html.includes('</head>') ? html.replace('</head>', () => `${style}</head>`) : style + html;
}

const scheme = /\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/gi;

/** Where a condition can stand: in a style sheet and in the `media` of a tag, never in the words of the issue. */
function answerScheme({ kind, text }: HtmlStretch, isDark: boolean): string {
  if (kind !== 'raw' && kind !== 'tag') return text;
  return text.replace(scheme, (_, asked: string) =>
    (asked.toLowerCase() === 'dark') === isDark ? always : never,
  );
}

function forceStretch({ kind, text }: Pick<HtmlStretch, 'kind' | 'text'>): string {
  if (kind === 'raw') return /^<style/i.test(text) ? text.replace(/\{[^{}]*\}/g, forceDeclarations) : text;
  return kind === 'tag' ? forceTag(text) : text;
}

function forceTag(tag: string): string {
  let forced = '';
  let end = 0;
  for (const { name, start, end: stop } of attributesOf(tag)) {
    const value = tag.slice(start, stop);
    forced += tag.slice(end, start) + forceAttribute(name, value);
    end = stop;
  }
  return forced + tag.slice(end);
}

function forceAttribute(name: string, value: string): string {
  if (name === 'style') return forceDeclarations(value);
  if (name === 'bgcolor') return forceColour(value, darken);
  return name === 'color' ? forceColour(value, lighten) : value;
}

const declaration = /(^|[;{\s])([a-z-]*(?:color|background|border(?:-[a-z]+)?))(\s*:\s*)([^;{}]+)/gi;
const colourWord = /#[0-9a-f]{3,8}\b|rgba?\([^()]*\)|\b(?:black|white|gray|grey|silver)\b/gi;

function forceDeclarations(css: string): string {
  return css.replace(declaration, (_, before: string, property: string, colon: string, value: string) => {
    const change = /^background/i.test(property) ? darken : lighten;
    return before + property + colon + value.replace(colourWord, (word) => forceColour(word, change));
  });
}

function forceColour(word: string, change: (colour: Colour) => Colour): string {
  const colour = parseColour(word);
  return colour === null ? word : formatColour(change(colour));
}

/** White becomes the near-black of a dark mail client; what is dark already stays. */
function darken(colour: Colour): Colour {
  const now = lightness(colour);
  return now <= 0.45 ? colour : atLightness(colour, 0.11 + (1 - now) * 0.55);
}

/** Dark ink becomes light; what is light already stays. Lines and text alike. */
function lighten(colour: Colour): Colour {
  const now = lightness(colour);
  return now >= 0.6 ? colour : atLightness(colour, 0.92 - now * 0.5);
}
