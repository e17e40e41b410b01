import { createHash } from 'node:crypto';
import { chooseWords } from '../../content/words/choose-words.ts';
import type { Words } from '../../content/words/words.ts';
import { EmailError } from '../email-error.ts';
import { noticeWords, type ReaderNoticeKind } from '../notice-words.ts';
import type { Newsletter, RenderedIssue } from '../rendered-issue.ts';
import { slotToken } from '../slots/slot-token.ts';
import { splitVariants, type UnsplitVariant } from '../slots/split-slots.ts';
import { checkTemplate } from '../template/check-template.ts';
import { markup } from '../template/fill-template.ts';
import { noticeView } from '../template/notice-view.ts';
import { specimenNotice } from '../template/specimen-view.ts';
import type { Template } from '../template/template.ts';
import type { Theme } from '../template/theme.ts';
import { digestIssue } from './digest-issue.ts';
import { renderEach } from './render-variants.ts';

/** A notice's template. */
export interface NoticeDesign {
  readonly template: Template;
  /** The looks of the newsletter's issues. */
  readonly theme: Theme;
  /** What the newsletter says in other words. */
  readonly words?: Partial<Words>;
}

/**
 * What all notices of a kind share, as all recipients of an issue share theirs: the same configuration and template give
 * the same digest.
 * @throws EmailError with every fault of the template, each with file and line
 */
export async function renderNotice(
  kind: ReaderNoticeKind,
  { template, theme, words: own }: NoticeDesign,
  newsletter: Newsletter,
): Promise<RenderedIssue> {
  const chosen = chooseWords(newsletter.language, own);
  const words = noticeWords[kind](newsletter.name, chosen.words);
  const { faults, conditions } = checkTemplate(template, ['name', 'email'], specimenNotice());
  if (faults.length > 0) throw new EmailError(faults);
  const { html, text } = template;
  const nonce = createHash('sha256')
    .update(JSON.stringify([kind, words, html.source, text.source]))
    .digest('hex')
    .slice(0, 12);
  const views = {
    html: noticeView(words, chosen, newsletter, theme, nonce, markup),
    text: noticeView(words, chosen, newsletter, theme, nonce, (markedUp) => markedUp),
  };
  const variants = await renderEach(template, views, nonce, conditions);
  refuseWithoutLink(variants, slotToken(nonce, 'noticeUrl', ''), template);
  return digestIssue({
    notice: kind,
    issueKey: `notice ${kind}`,
    subject: words.subject,
    preheader: words.preheader,
    newsletter,
    conditions,
    variants: splitVariants(variants, nonce),
  });
}

/** @throws EmailError */
function refuseWithoutLink(
  variants: readonly UnsplitVariant[],
  link: string,
  { html, text }: Template,
): void {
  const parts = [
    { path: html.path, part: 'html' },
    { path: text.path, part: 'text' },
  ] as const;
  const faults = parts
    .filter(({ part }) => variants.some((variant) => !variant[part].includes(link)))
    .map(({ path }) => `${path} has no {{notice.url}}: a notice is there for its link.`);
  if (faults.length > 0) throw new EmailError(faults);
}
