/** Hugo's rules for the name of a file (its paths.Sanitize, on a name in small letters with hyphens for blanks). */
export function hugoName(name: string): string {
  return hugoKept(hugoLower(name).replaceAll(' ', '-'));
}

/** Hugo's rules for a title or a slug within an address: a run of blanks is a hyphen, unless one stands there. */
export function hugoSlug(text: string): string {
  let slug = '';
  let isBlank = false;
  for (const sign of hugoLower(text).replaceAll(/[/+]+/g, '-')) {
    if (hugoKept(sign) !== '') {
      slug += isBlank && sign !== '-' ? `-${sign}` : sign;
      isBlank = false;
    } else if (/\s/.test(sign)) isBlank = slug !== '' && !slug.endsWith('-');
  }
  return slug.replace(/#$/, '');
}

/** Go's ToLower maps each letter by itself. */
function hugoLower(text: string): string {
  return text.normalize('NFC').replaceAll('İ', 'i').toLowerCase();
}

function hugoKept(text: string): string {
  return text.replaceAll(/[^\p{L}\p{Nd}\p{M}._#~@+-]/gu, '');
}

/** Hugo's `removePathAccents`: marks go, letters of their own such as ß and ø stay. */
export function withoutAccents(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .normalize('NFC');
}

/** Jekyll's `:title` (its Utils.slugify, mode `pretty`, cased). */
export function jekyllTitle(text: string): string {
  return trimHyphens(text.replaceAll(/[^\p{M}\p{L}\p{Nd}._~!$&'()+,;=@]+/gu, '-'));
}

/** Jekyll's `:slug` (its Utils.slugify, mode `default`). */
export function jekyllSlug(text: string): string {
  return trimHyphens(text.replaceAll(/[^\p{M}\p{L}\p{Nd}]+/gu, '-')).toLowerCase();
}

/** Zola's `safe`: what NTFS forbids goes. */
export function zolaSafe(text: string): string {
  return text.replace(/(?<![ .])[ .]+$/, '').replaceAll(/[<>:"/\\|?*\p{Cc}]/gu, '');
}

/** Material for MkDocs (pymdownx.slugs, `case: lower`): every blank a hyphen, so that a sign that goes leaves two. */
export function materialSlug(text: string): string {
  const lower = text
    .replaceAll(/<[^<>]*>/g, '')
    .normalize('NFC')
    .trim()
    .toLowerCase();
  return lower.replaceAll(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-');
}

/** Hexo's slugize (hexo-util): diacritics off, a run of signs one hyphen. */
export function hexoSlug(text: string): string {
  const plain = withoutAccents(text).replaceAll(/[ßøØłŁđĐœŒæÆı]/g, (letter) => hexoLetters[letter] ?? letter);
  const signs = /[\s~`!@#$%^&*()\-_+=[\]{}|\\;:"'<>,.?/]+/g;
  return trimHyphens(plain.replaceAll(/\p{Cc}/gu, '').replaceAll(signs, '-'));
}

const hexoLetters: Readonly<Record<string, string>> = {
  ß: 's',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  œ: 'oe',
  Œ: 'OE',
  æ: 'ae',
  Æ: 'AE',
  ı: 'i',
};

export function trimHyphens(text: string): string {
  return text.replace(/^-+/, '').replace(/(?<!-)-+$/, '');
}
