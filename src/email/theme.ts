import { EmailError } from './email-error.ts';

/** Colours as `#rrggbb`: mail clients know no variables and no other notation so well. */
export interface Palette {
  /** Around the mail. */
  readonly page: string;
  /** Behind the text. */
  readonly card: string;
  readonly text: string;
  readonly heading: string;
  /** Dates, captions, the footer. */
  readonly muted: string;
  readonly link: string;
  /** The line below links, paler than they are. */
  readonly underline: string;
  /** The publisher's own colour, used sparingly. */
  readonly accent: string;
  /** Hairlines, and the bars beside quotes and nested lists. */
  readonly rule: string;
  /** Behind code. */
  readonly code: string;
}

export interface Logo {
  /** An absolute https address: mail has no relative ones, and Gmail shows no `data:` images. */
  readonly url: string;
  /** As shown, in px. */
  readonly width: number;
  readonly height: number;
}

/**
 * Fonts that are on the reader's machine; a web font would tell a third party who reads what. First what Windows has,
 * since Outlook there may fall back to Times New Roman when it does not know the first of them.
 */
export const fontStacks = {
  system: 'Segoe UI,-apple-system,BlinkMacSystemFont,Roboto,Helvetica,Arial,sans-serif',
  humanist: 'Calibri,Seravek,Gill Sans Nova,Trebuchet MS,Verdana,sans-serif',
  georgia: 'Georgia,Cambria,Times New Roman,serif',
  bookish: 'Palatino Linotype,Iowan Old Style,Palatino,Book Antiqua,Georgia,serif',
  typewriter: 'Consolas,Menlo,monospace',
} as const;

export type FontName = keyof typeof fontStacks;

export interface Theme {
  readonly light: Palette;
  readonly dark: Palette;
  readonly font: FontName;
  readonly headingFont: FontName;
  readonly logo: Logo | null;
  /** A sentence of the publisher's own at the very end, or null. */
  readonly footer: string | null;
  /** Whether a heading that is one link is followed by the name of the site it leads to. */
  readonly linkHosts: boolean;
}

/** What a template or a publisher changes of a theme; everything else stays. */
export interface ThemeChoice extends Partial<Omit<Theme, 'light' | 'dark'>> {
  readonly light?: Partial<Palette>;
  readonly dark?: Partial<Palette>;
}

export const defaultTheme: Theme = {
  light: {
    page: '#f3f5f7',
    card: '#ffffff',
    text: '#1f2933',
    heading: '#10171e',
    muted: '#5b6774',
    link: '#0b57d0',
    underline: '#a9c5f2',
    accent: '#e0a100',
    rule: '#dde2e8',
    code: '#eef1f4',
  },
  dark: {
    page: '#0d1117',
    card: '#161b22',
    text: '#d5dbe2',
    heading: '#f0f4f8',
    muted: '#9aa7b4',
    link: '#7cb3ff',
    underline: '#3f5f8a',
    accent: '#e0a100',
    rule: '#313943',
    code: '#232a33',
  },
  font: 'system',
  headingFont: 'system',
  logo: null,
  footer: null,
  linkHosts: false,
};

/**
 * Lays a choice over a theme. `where` names its source in faults: a file, or "the configuration".
 * @throws EmailError with every value that is not one a theme can have
 */
export function chooseTheme(base: Theme, choice: ThemeChoice, where: string): Theme {
  const faults = [
    ...unknownKeys(choice, base, '', where),
    ...paletteFaults(choice.light ?? {}, base.light, 'light', where),
    ...paletteFaults(choice.dark ?? {}, base.dark, 'dark', where),
    ...fontFaults(choice, where),
    ...logoFaults(choice.logo ?? null, where),
    ...footerFaults(choice.footer ?? null, where),
  ];
  if (faults.length > 0) throw new EmailError(faults);
  return {
    ...base,
    ...choice,
    light: { ...base.light, ...choice.light },
    dark: { ...base.dark, ...choice.dark },
  };
}

function unknownKeys(given: object, known: object, prefix: string, where: string): string[] {
  return Object.keys(given)
    .filter((key) => !Object.hasOwn(known, key))
    .map(
      (key) =>
        `In ${where}, a theme has no "${prefix}${key}". It has: ${Object.keys(known)
          .map((each) => prefix + each)
          .join(', ')}.`,
    );
}

function paletteFaults(given: Partial<Palette>, known: Palette, name: string, where: string): string[] {
  const bad = Object.entries(given).filter(
    ([key, colour]) => Object.hasOwn(known, key) && !/^#[0-9a-f]{6}$/i.test(String(colour)),
  );
  return [
    ...unknownKeys(given, known, `${name}.`, where),
    ...bad.map(
      ([key, colour]) =>
        `In ${where}, ${name}.${key} is ${JSON.stringify(colour)}, which is not a colour such as "#0b57d0".`,
    ),
  ];
}

function fontFaults({ font, headingFont }: ThemeChoice, where: string): string[] {
  const names = Object.keys(fontStacks);
  return Object.entries({ font, headingFont })
    .filter(([, name]) => name !== undefined && !names.includes(name))
    .map(
      ([key, name]) =>
        `In ${where}, ${key} is ${JSON.stringify(name)}, which no stack has. Choose ${names.join(', ')}.`,
    );
}

function logoFaults(logo: Logo | null, where: string): string[] {
  if (logo === null) return [];
  const faults = [];
  if (!/^https:\/\/[^\s"'<>]+$/.test(String(logo.url)))
    faults.push(
      `In ${where}, logo.url is ${JSON.stringify(logo.url)}; it has to be the https address of an image.`,
    );
  if (![logo.width, logo.height].every((px) => Number.isInteger(px) && px > 0 && px <= 640))
    faults.push(`In ${where}, the logo needs a width and a height in whole px, as it is shown, at most 640.`);
  return faults;
}

function footerFaults(footer: string | null, where: string): string[] {
  if (footer === null || (typeof footer === 'string' && !/\p{Cc}/u.test(footer))) return [];
  return [`In ${where}, the footer has to be one line of text.`];
}
