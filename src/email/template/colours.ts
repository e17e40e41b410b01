import type { Palette } from './theme.ts';

/** What follows from the colours of a palette. */
export interface DerivedColours {
  /** Words on `accent`. */
  readonly onAccent: string;
  readonly noteInk: string;
  readonly noteTint: string;
  readonly tipInk: string;
  readonly tipTint: string;
  readonly importantInk: string;
  readonly importantTint: string;
  readonly warningInk: string;
  readonly warningTint: string;
  readonly cautionInk: string;
  readonly cautionTint: string;
}

/** How much of its ink stands in a tint. */
const tintShare = 0.09;

/** The callouts have the inks of code, which are told apart already, on a trace of themselves. */
export function deriveColours(palette: Palette): DerivedColours {
  const { card, accent, codeName, codeString, codeKeyword, codeConstant, codeDeleted } = palette;
  const tint = (ink: string) => mixColours(card, ink, tintShare);
  return {
    onAccent:
      ['#ffffff', '#10171e'].toSorted((a, b) => contrastOf(b, accent) - contrastOf(a, accent))[0] ?? card,
    noteInk: codeName,
    noteTint: tint(codeName),
    tipInk: codeString,
    tipTint: tint(codeString),
    importantInk: codeKeyword,
    importantTint: tint(codeKeyword),
    warningInk: codeConstant,
    warningTint: tint(codeConstant),
    cautionInk: codeDeleted,
    cautionTint: tint(codeDeleted),
  };
}

/** @param share of the second colour, 0 to 1 */
export function mixColours(one: string, other: string, share: number): string {
  const mixed = channels(one).map((value, at) => {
    const to = channels(other)[at] ?? value;
    return Math.round(value + (to - value) * share);
  });
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** The contrast ratio of two colours `#rrggbb`, from 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrastOf(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG 2.2, "relative luminance", with the threshold of sRGB itself (IEC 61966-2-1). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
