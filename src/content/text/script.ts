/** What Unicode writes from right to left (ISO 15924). */
const rightToLeftScripts = new Set(
  'Adlm Arab Aran Armi Hebr Mand Mend Nkoo Rohg Samr Syrc Syre Syrj Syrn Thaa Yezi'.split(' '),
);
const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Script=Mandaic}\p{Script=Samaritan}\p{Script=Hanifi_Rohingya}]/gu;
const letters = /\p{L}/gu;

/** Scripts whose letters lean by nature or never: a slant makes them hard to read, and no font has one for them. */
const upright = new Set(
  'Adlm Arab Armn Beng Deva Ethi Geor Gujr Guru Hans Hant Hani Hebr Hira Jpan Kana Khmr Knda Kore Laoo Mlym Mong Mymr Nkoo Orya Sinh Syrc Taml Telu Thaa Thai Tibt'.split(
    ' ',
  ),
);
const uprightLetters =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Oriya}\p{Script=Sinhala}\p{Script=Tibetan}\p{Script=Ethiopic}\p{Script=Georgian}\p{Script=Armenian}\p{Script=Syriac}\p{Script=Thaana}]/u;

/** The script that a language is written in: as its tag says (`az-Arab`), else as most of it is; null for no tag. */
function scriptOf(language: string): string | null {
  try {
    return new Intl.Locale(language).maximize().script ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Whether a language is written from right to left (RFC 5646: `ar-Latn` is not). */
export function isRightToLeft(language: string): boolean {
  return rightToLeftScripts.has(scriptOf(language) ?? '');
}

/** Code, addresses and tags, whose letters are of no language. */
const noWords =
  /```(?:(?!```)[\s\S])*```|~~~(?:(?!~~~)[\s\S])*~~~|`[^`\n]*`|\]\([^()\s]*\)|<[^<>]*>|https?:\/\/\S+/g;

/** Whether most letters of what a text of markdown says are written from right to left. */
function readsRightToLeft(markdown: string): boolean {
  const text = markdown.replace(noWords, ' ');
  const turned = text.match(rightToLeft)?.length ?? 0;
  return turned > 0 && 2 * turned > (text.match(letters)?.length ?? 0);
}

/** Whether a language has italics. */
export function hasItalics(language: string): boolean {
  return !upright.has(scriptOf(language) ?? '');
}

/** Whether letters stand in a text that have no italics. */
export function isUpright(text: string): boolean {
  return uprightLetters.test(text);
}

/** The direction of a text: as its language says, or its own letters where the language says nothing of it. */
export function directionOf(language: string, text: string): 'ltr' | 'rtl' {
  return isRightToLeft(language) || readsRightToLeft(text) ? 'rtl' : 'ltr';
}

/** Letters that of the languages of their script one alone has, or nearly. */
const tellingLetters: readonly (readonly [language: string, letters: RegExp])[] = [
  ['yi', /[\u05f0-\u05f2]/],
  ['ug', /[\u06d0\u06c6\u06c8\u06cb]/],
  ['ckb', /[\u0695\u06b5\u06ce]/],
  ['ps', /[\u067c\u0681\u0685\u0689\u0693\u0696\u069a\u06bc\u06cd]/],
  ['sd', /[\u067b\u0680\u0684\u068a\u068d\u06b1\u06b3]/],
  ['ur', /[\u0679\u0688\u0691\u06ba\u06d2]/],
  ['fa', /[\u067e\u0686\u0698\u06af\u06cc]/],
  ['ar', /\p{Script=Arabic}/u],
  ['he', /\p{Script=Hebrew}/u],
  ['syr', /\p{Script=Syriac}/u],
  ['dv', /\p{Script=Thaana}/u],
  ['nqo', /\p{Script=Nko}/u],
];

/** The language that a text written from right to left is most likely in; null for any other text. */
export function guessLanguage(text: string): string | null {
  if (!readsRightToLeft(text)) return null;
  return tellingLetters.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}
