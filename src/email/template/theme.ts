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
  /** The parts of code whose language is known; all of them stand on `code`. */
  readonly codeKeyword: string;
  readonly codeString: string;
  readonly codeComment: string;
  /** Numbers, and words such as `true`. */
  readonly codeConstant: string;
  /** Of functions and types. */
  readonly codeName: string;
  /** The lines of a diff. */
  readonly codeInserted: string;
  readonly codeDeleted: string;
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
  /** How wide the text of the template is on a wide screen, in px: no picture is wider. */
  readonly columnWidth: number;
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
    codeKeyword: '#8b2a86',
    codeString: '#1b6b3a',
    codeComment: '#5b6774',
    codeConstant: '#8a4b00',
    codeName: '#0b4fb3',
    codeInserted: '#1b6b3a',
    codeDeleted: '#b3203c',
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
    codeKeyword: '#d6a4f0',
    codeString: '#9fd6a3',
    codeComment: '#9aa7b4',
    codeConstant: '#eebf6d',
    codeName: '#8fc1ff',
    codeInserted: '#9fd6a3',
    codeDeleted: '#ff9d98',
  },
  font: 'system',
  headingFont: 'system',
  logo: null,
  footer: null,
  // 640 less 32 on each side.
  columnWidth: 576,
  linkHosts: false,
};
