/**
 * Words that say outright that the number behind them is the number of an issue. Lower case, after NFKC (which turns
 * № into `no`, nº into `no` and full-width letters into plain ones).
 */
const issueWords = [
  'issue',
  'iss',
  'number',
  'num',
  'no',
  'nr',
  'edition',
  'n°',
  'ausgabe',
  'nummer',
  'folge',
  'numero',
  'numéro',
  'número',
  'édition',
  'edición',
  'edição',
  'edizione',
  'uscita',
  'uitgave',
  'editie',
  'nieuwsbrief',
  'utgåva',
  'utgave',
  'udgave',
  'numer',
  'wydanie',
  'číslo',
  'vydání',
  'szám',
  'sayı',
  'broj',
  'edisi',
  'số',
  'kỳ',
  'номер',
  'выпуск',
  'випуск',
  'брой',
  'број',
  'τεύχος',
  'شماره',
  'شمارهٔ',
  'العدد',
  'عدد',
  'גיליון',
  'अंक',
  'সংখ্যা',
  'ฉบับที่',
  'இதழ்',
];

/** Words whose number counts the issues as well, unless a word above stands there too (`Volume 3, Issue 12`). */
const seriesWords = [
  'vol',
  'volume',
  'week',
  'wk',
  'episode',
  'ep',
  'newsletter',
  'weekly',
  'biweekly',
  'monthly',
  'digest',
  'bulletin',
  'roundup',
  'rundbrief',
  'infolettre',
  'boletín',
  'boletim',
  'woche',
  'semaine',
  'semana',
  'settimana',
  'неделя',
  'هفته',
];

const alternatives = (words: readonly string[]): string =>
  [...words].sort((a, b) => b.length - a.length).join('|');

/** For patterns with the flags `iu`: one of the words, not part of a longer one. */
export const issueWordPattern = `(?<![\\p{L}\\p{N}])(?:${alternatives(issueWords)})`;
export const seriesWordPattern = `(?<![\\p{L}\\p{N}])(?:${alternatives(seriesWords)})`;

const hanDigits = '〇一二三四五六七八九';
const hanUnits = new Map([
  ['十', 10],
  ['百', 100],
  ['千', 1000],
]);

/** Chinese and Japanese numerals: 一百二十三 and 一二三 are 123, 十 is 10. Null if the text is none. */
export function readHanNumber(text: string): number | null {
  const plain = text.replaceAll('零', '〇').replaceAll('两', '二');
  if (!/^[〇一二三四五六七八九十百千]+$/.test(plain)) return null;
  if (!/[十百千]/.test(plain)) return Number([...plain].map((digit) => hanDigits.indexOf(digit)).join(''));
  let total = 0;
  let digit: number | null = null;
  for (const sign of plain) {
    const unit = hanUnits.get(sign);
    if (unit === undefined) digit = hanDigits.indexOf(sign);
    else {
      total += (digit ?? 1) * unit;
      digit = null;
    }
  }
  return total + (digit ?? 0);
}
