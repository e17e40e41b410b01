import { nameToEmoji } from 'gemoji';
import { transliterate } from 'transliteration';
import { trimHyphens } from './slugs.ts';

/** Zola's `on` (the slug crate over deunicode): ASCII, an emoji by its name. */
export function zolaSlug(text: string): string {
  const named = text.replaceAll(/\p{Extended_Pictographic}\u{FE0F}?/gu, (emoji) => ` ${emojiName(emoji)} `);
  return trimHyphens(
    transliterate(named)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-'),
  );
}

/** Pelican's SLUG_REGEX_SUBSTITUTIONS as they are by default. */
export function pelicanSlug(
  text: string,
  { unicode, keepsCase }: { unicode: boolean; keepsCase: boolean },
): string {
  const plain = unicode ? text.normalize('NFKC') : transliterate(text);
  const slug = trimHyphens(
    plain
      .replaceAll(/[^\p{L}\p{N}_\s-]/gu, '')
      .trim()
      .replaceAll(/[-\s]+/g, '-'),
  );
  return keepsCase ? slug : slug.toLowerCase();
}

/** Nikola's utils.slugify: unidecode, and a plus stays. */
export function nikolaSlug(text: string): string {
  return transliterate(text)
    .replaceAll(/[^+\w\s-]/g, '')
    .trim()
    .toLowerCase()
    .replaceAll(/[-\s]+/g, '-');
}

function emojiName(emoji: string): string {
  const bare = emoji.replaceAll('\u{FE0F}', '');
  names ??= new Map(
    Object.entries(nameToEmoji)
      .map(([name, sign]) => [sign.replaceAll('\u{FE0F}', ''), name])
      .reverse() as [string, string][],
  );
  return names.get(bare) ?? '';
}
let names: Map<string, string> | null = null;
