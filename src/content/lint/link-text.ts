import { quoteValue } from '../text/quote-value.ts';
import { isWrongWayRound, type LintLink } from './links.ts';
import type { LintFault } from './lint-rules.ts';

/** Whole texts, in lower case and without the signs around them, that say nothing of where a link leads. */
const generic = new Set(
  [
    'here, click here, click, this, this one, this link, link, links, read more, more, learn more, see more, see here',
    'check it out, find out more, this page, this article, this post, read it here, details, more info, continue reading',
    'hier, klick hier, mehr, weiterlesen, mehr lesen, dieser link, ici, cliquez ici, lire la suite, en savoir plus',
    'lien, ce lien, aquí, aqui, haz clic aquí, leer más, más, este enlace, enlace, clique aqui, leia mais, saiba mais',
    'neste link, qui, clicca qui, leggi di più, leggi tutto, klik hier, lees meer, här, klicka här, läs mer, her',
    'klikk her, les mer, klik her, læs mere, tutaj, kliknij tutaj, czytaj więcej, więcej, zde, klikněte zde, více',
    'здесь, тут, ссылка, читать далее, подробнее, тыц, тиць, тут, посилання, детальніше, buraya tıklayın, devamı',
    '点击这里, 这里, 點擊這裡, 链接, 連結, 鏈接, 查看更多, 阅读更多, 了解更多, 閱讀更多, こちら, ここ, リンク',
    'ここをクリック, 続きを読む, 詳細, 여기, 링크, 더 보기, 여기를 클릭, اضغط هنا, هنا, اینجا, لینک, כאן, לחצו כאן',
  ].flatMap((line) => line.split(', ')),
);
const aroundWords = /^[\s\p{P}\p{S}]+|[\s\p{P}\p{S}]+$/gu;
const address = /^(?:https?:\/\/|www\.)\S+$/i;
/** What the reader of a tutorial is to type. */
const tryOut = /^https?:\/\/(?:localhost|127\.0\.0\.1)\b/i;
/** So short an address reads like a name. */
const shortAddress = 40;

/** What the texts of links say, or fail to say. */
export function lintLinkText(links: readonly LintLink[]): LintFault[] {
  return links.flatMap((link) => {
    if (link.kind === 'image' || link.text === null || link.href === '') return [];
    const fault =
      judgeEmpty(link, link.text) ?? judgeRawUrl(link, link.text) ?? judgeGeneric(link, link.text);
    return fault === null ? [] : [fault];
  });
}

function judgeEmpty({ href, line }: LintLink, text: string): LintFault | null {
  if (text !== '') return null;
  const message = `The link to ${quoteValue(href)} has no text, so nobody can follow it: write some between its brackets.`;
  return { rule: 'empty-link-text', line, message };
}

function judgeRawUrl(link: LintLink, text: string): LintFault | null {
  const { form, line } = link;
  if (!address.test(text) || isWrongWayRound(link) || tryOut.test(text)) return null;
  const shown = text.replace(/^https?:\/\//i, '').replace(/\/$/, '');
  if (form === 'bare' ? shown.length <= shortAddress : !/[/?#]/.test(shown)) return null;
  const message = `The text of a link is the address ${quoteValue(text)}: write what it leads to instead, as in [words](address).`;
  return { rule: 'raw-url-text', line, message };
}

function judgeGeneric({ href, line }: LintLink, text: string): LintFault | null {
  if (!generic.has(text.replace(aroundWords, '').replace(/\s+/g, ' ').toLowerCase())) return null;
  const message = `The link ${quoteValue(text)} to ${quoteValue(href)} does not say what it leads to: link words that do.`;
  return { rule: 'generic-link-text', line, message };
}
