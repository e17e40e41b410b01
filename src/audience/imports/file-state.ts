import { type WordMeaning, worseOf } from './state-words.ts';

const parts: readonly (readonly [RegExp, WordMeaning])[] = [
  [
    /^(?:unsubscribed?|unsubscribes|unsubs|unsubscribers|optout|optouts|optedout|abgemeldet|abgemeldete|desabonnes|bajas|disiscritti|byuser|nomail|deleted|removed|left|former|inactive)$/,
    'left',
  ],
  [
    /^(?:bounced?|bounces|hardbounced?|hardbounces|bouncing|cleaned|undeliverable|bybounces?|unreachable|invalid)$/,
    'hard-bounce',
  ],
  [/^(?:complained|complaints?|spam|junk|abuse)$/, 'complaint'],
  [
    /^(?:blocked|blocklist|blocklisted|blacklist|blacklisted|suppressed|suppressions?|banned|disabled|byadmin|gdprdeleted)$/,
    'manual',
  ],
  [/^(?:unconfirmed|pending|unverified|unactivated|notconfirmed)$/, 'unconfirmed'],
  [/^(?:nonsubscribed|nonsubscribers|notsubscribed|transactional)$/, 'never'],
  [/^(?:subscribed|subscribers|active|confirmed|regular)$/, 'mail'],
];

/** What the name of a file says of everybody in it, the worst where it says several things: `cleaned_members_ab12.csv`. */
export function fileStateOf(name: string): WordMeaning | null {
  const base = name.split(/[/\\]/).at(-1) ?? name;
  const words = base
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(
      /\b(opted|opt|marked|as|not|non|hard|by|black|block)[ _-]+(?=out|as|spam|confirmed|subscribed|bounc|user|admin|list)/g,
      '$1',
    )
    .replace('markedasspam', 'spam')
    .split(/[^\p{L}]+/u);
  const found = words.flatMap((word) => parts.find(([pattern]) => pattern.test(word))?.[1] ?? []);
  return found.length === 0 ? null : found.reduce(worseOf);
}
