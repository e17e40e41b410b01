import { createHash } from 'node:crypto';
import { highlightCode } from '../../content/code/highlight-code.ts';
import { markdownToHtml } from '../../content/html/markdown-to-html.ts';
import { outlineMarkdown, withoutTitle } from '../../content/html/outline.ts';
import type { Issue } from '../../content/issue.ts';
import { placeOf } from '../../content/markdown/urls.ts';
import { markdownToText } from '../../content/plain-text/markdown-to-text.ts';
import { directionOf } from '../../content/text/script.ts';
import { chooseWords } from '../../content/words/choose-words.ts';
import type { Words } from '../../content/words/words.ts';
import { EmailError } from '../email-error.ts';
import type { Newsletter } from '../rendered-issue.ts';
import type { SlotNonce } from '../slots/slot-token.ts';
import type { UnsplitVariant } from '../slots/split-slots.ts';
import { checkTemplate } from '../template/check-template.ts';
import { chooseTheme } from '../template/choose-theme.ts';
import { markup } from '../template/fill-template.ts';
import { issueView, type ViewSources } from '../template/issue-view.ts';
import type { Template } from '../template/template.ts';
import type { ThemeChoice } from '../template/theme.ts';
import { emailFaults } from './check-email.ts';
import { fluidImages } from './fluid-images.ts';
import { renderVariants } from './render-variants.ts';

/** An issue as mail, still with a token at every place of a subscriber's own value. */
export interface IssueEmail {
  readonly subject: string;
  readonly preheader: string;
  /** The fields of a subscriber that the template asks for, sorted. */
  readonly conditions: readonly string[];
  /** As the variants of a RenderedIssue are numbered. */
  readonly variants: readonly UnsplitVariant[];
  /** What the tokens in them are made with. */
  readonly nonce: SlotNonce;
  /** The issue's own HTML before the template took it in. */
  readonly body: string;
}

export interface RenderOptions {
  /** What a publisher changes of the template's theme. */
  readonly theme?: ThemeChoice;
  /** What a publisher says in other words. */
  readonly words?: Partial<Words>;
  /** The columns of the list that a template may name, beside `name` and `email`. */
  readonly subscriberFields?: readonly string[];
}

/** What the colours of code may add to the HTML of an issue, which Gmail cuts off at about 100,000 bytes. */
const codeBytes = 11_800;

/**
 * Renders an issue for all its recipients: markdown to sanitised HTML once, Handlebars and MJML once for each variant.
 * The issue's own text is never read as a template, so `{{#each}}` in it is four braces and a word.
 * @throws EmailError with every fault of the template, each with file and line
 * @throws ContentError if the markdown is nested beyond reading
 */
export async function renderIssue(
  issue: Issue,
  template: Template,
  newsletter: Newsletter,
  options: RenderOptions = {},
): Promise<IssueEmail> {
  const subscriberFields = [...new Set(['name', 'email', ...(options.subscriberFields ?? [])])];
  const { faults, conditions } = checkTemplate(template, subscriberFields);
  refuseFaults(faults);
  const theme = chooseTheme(template.theme, options.theme ?? {}, 'the configuration');
  const nonce = nonceOf(issue, template);
  const markdown = withoutTitle(issue.markdown, issue.title);
  const place = placeOf(issue, newsletter.siteUrl);
  const highlighted = await highlightCode(markdown, codeBytes);
  const direction = directionOf(issue.language, issue.title + issue.markdown);
  const words = chooseWords(issue.language, options.words);
  const { linkHosts, columnWidth } = theme;
  const design = { linkHosts, columnWidth, highlighted, direction, words: words.words };
  const { html } = markdownToHtml(markdown, place, design, issue.images);
  const sources: ViewSources = {
    issue,
    outline: outlineMarkdown(markdown),
    newsletter,
    theme,
    nonce,
    subscriberFields,
    words,
  };
  const body = { html: fluidImages(html), text: markdownToText(markdown, place, direction, words.words) };
  const variants = await renderVariants(template, sources, body, conditions);
  refuseFaults(emailFaults(variants, conditions, nonce, template.name));
  return {
    subject: issue.title,
    preheader: issueView(sources, '', markup).issue.preheader,
    conditions,
    variants,
    nonce,
    body: html,
  };
}

function refuseFaults(faults: readonly string[]): void {
  if (faults.length > 0) throw new EmailError(faults);
}

function nonceOf(issue: Issue, template: Template): SlotNonce {
  const sources = [
    template.html,
    template.text,
    ...template.htmlParts.values(),
    ...template.textParts.values(),
  ];
  return createHash('sha256')
    .update(JSON.stringify([issue, sources.map(({ source }) => source)]))
    .digest('hex')
    .slice(0, 12);
}
