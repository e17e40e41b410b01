import type { Finding } from '../../content/finding.ts';
import { contrastOf } from '../template/colours.ts';
import type { Palette, Theme } from '../template/theme.ts';

/** WCAG 2.2, success criterion 1.4.3, level AA, for text that is not large. */
const leastContrast = 4.5;

type Colour = keyof Palette;

/** What stands on each ground. */
const inks: readonly { readonly ground: Colour; readonly ink: Colour }[] = [
  ...on('card', ['text', 'heading', 'muted', 'link']),
  // Above and below the card, and notes.
  ...on('page', ['muted']),
  ...on('code', ['text', 'codeKeyword', 'codeString', 'codeComment', 'codeConstant', 'codeName']),
  ...on('code', ['codeInserted', 'codeDeleted']),
];

function on(ground: Colour, colours: readonly Colour[]): { ground: Colour; ink: Colour }[] {
  return colours.map((ink) => ({ ground, ink }));
}

/** Warns of colours of a theme that cannot be told apart well enough to read, in the light and in the dark. */
export function themeFindings(theme: Theme): Finding[] {
  return (['light', 'dark'] as const).flatMap((mode) =>
    inks.flatMap(({ ink, ground }): Finding[] => {
      const [above, below] = [theme[mode][ink], theme[mode][ground]];
      const contrast = contrastOf(above, below);
      if (contrast >= leastContrast) return [];
      const message =
        `${mode}.${ink} ${above} of the theme on ${mode}.${ground} ${below} has a contrast of ${roundDown(contrast)} ` +
        `to 1, and text needs ${leastContrast} to be read: move the two further apart.`;
      return [{ rule: 'contrast', severity: 'warning', line: null, message }];
    }),
  );
}

/** So that 4.4999 does not read as enough. */
function roundDown(contrast: number): string {
  return (Math.floor(contrast * 100) / 100).toFixed(2);
}
