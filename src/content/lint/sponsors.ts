import type { LocatedToken } from '../markdown/locate-tokens.ts';

/** What publishers call a block that somebody paid for, in the languages in which most newsletters are written. */
const paid =
  /\b(?:sponsor(?:s|ed|ing|ship|er|isé|isée|izado|izada|izzato|iert)?|advert(?:isement|orial|s)?|ads?|promoted|promotion|paid|partner(?:s|ed|ship)?|(?:presented|supported|brought to you|powered|made possible) by|affiliate|anzeige|werbung|gesponsert|unterstützt von|publicité|partenaire|publicidad|patrocinad[oa]s?|patrocinador(?:es)?|anuncio|apoio|pubblicità|advertentie|reclame|annons|mainos|annonse|annonce|reklam[ay]?|реклама|спонсор|партн[её]р)(?![\p{L}])|赞助|贊助|广告|廣告|推广|スポンサー|広告|提供|협찬|광고|후원|إعلان|برعاية|حامی|تبلیغ|חסות|פרסומת/iu;
/** A label stands at the beginning. */
const label = 60;

/** Whether a line of the markdown stands in a block that is marked as paid for: from its label to the next heading or rule. */
export function sponsoredLines(located: readonly LocatedToken[]): (line: number) => boolean {
  const top = located.filter(({ ancestors }) => ancestors.length === 0);
  const ranges: { first: number; end: number }[] = [];
  let open: number | null = null;
  const close = (end: number): void => {
    if (open !== null) ranges.push({ first: open, end });
    open = null;
  };
  for (const { token, line } of top) {
    const begins = token.type === 'heading' || token.type === 'hr';
    if (begins) close(line);
    if (token.type !== 'space' && token.type !== 'code' && open === null && isLabelled(token.raw))
      open = line;
  }
  close(Number.POSITIVE_INFINITY);
  return (line) => ranges.some(({ first, end }) => line >= first && line < end);
}

/** Words, and not the addresses of links. */
function isLabelled(raw: string): boolean {
  const words = raw.replace(/\]\([^()\s]*\)|<[^<>]*>|https?:\/\/\S+/g, ' ').trim();
  return paid.test(words.slice(0, label));
}
