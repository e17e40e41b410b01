import { createHash } from 'node:crypto';
import { type Issue, lineInFile } from '../content/issue.ts';
import { outlineMarkdown, withoutTitle } from '../content/markdown-outline.ts';
import { type DroppedUrl, markdownToHtml } from '../content/markdown-to-html.ts';
import { markdownToText } from '../content/markdown-to-text.ts';
import { emailFaults } from './check-email.ts';
import { templateFaults } from './check-template.ts';
import { chooseTheme } from './choose-theme.ts';
import { mjmlCompiler } from './compile-mjml-worker.ts';
import { EmailError } from './email-error.ts';
import { type FillOptions, fillTemplate, lineOrigins, markup } from './fill-template.ts';
import { issueView, type ViewSources } from './issue-view.ts';
import type { Newsletter } from './rendered-issue.ts';
import { type SlotNonce, slotToken } from './slot-token.ts';
import { specimenView } from './specimen-view.ts';
import { squeezeHtml } from './squeeze-html.ts';
import type { Template } from './template.ts';
import type { ThemeChoice } from './theme.ts';
import { wrapLines } from './wrap-lines.ts';

/** An issue as mail, still with a token at every place of a subscriber's own value. */
export interface IssueEmail {
  readonly subject: string;
  readonly preheader: string;
  readonly html: string;
  readonly text: string;
  /** What the tokens in `html` and `text` are made with. */
  readonly nonce: SlotNonce;
  /** What an editor should know and may send nevertheless; whole sentences. */
  readonly warnings: readonly string[];
}

export interface RenderOptions {
  /** What a publisher changes of the template's theme. */
  readonly theme?: ThemeChoice;
  /** The columns of the list that a template may name, beside `name` and `email`. */
  readonly subscriberFields?: readonly string[];
}

/** The text column of our templates: 640 less 32 on each side. */
const columnWidth = 576;
const compileMjml = mjmlCompiler();

/**
 * Renders an issue once for all its recipients: markdown to sanitised HTML, Handlebars once, MJML once. The issue's
 * own text is never read as a template, so `{{#each}}` in it is four braces and a word.
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
  refuseFaults(checkBoth(template, subscriberFields));
  const theme = chooseTheme(template.theme, options.theme ?? {}, 'the configuration');
  const nonce = nonceOf(issue, template);
  const markdown = withoutTitle(issue.markdown, issue.title);
  const place = { webUrl: issue.webUrl, siteUrl: newsletter.siteUrl };
  const fragment = markdownToHtml(markdown, place, { linkHosts: theme.linkHosts, columnWidth });
  const sources: ViewSources = {
    issue,
    outline: outlineMarkdown(markdown),
    newsletter,
    theme,
    nonce,
    subscriberFields,
  };
  const html = await renderHtml(template, sources, fragment.html);
  const text = renderText(template, sources, markdownToText(markdown, place));
  refuseFaults(emailFaults(html, text, nonce, template.name));
  return {
    subject: issue.title,
    preheader: issueView(sources, '', markup).issue.preheader,
    html,
    text,
    nonce,
    warnings: fragment.dropped.map((dropped) => droppedWarning(dropped, issue)),
  };
}

async function renderHtml(template: Template, sources: ViewSources, body: string): Promise<string> {
  const view = issueView(sources, markup(body), markup);
  const options: FillOptions = { kind: 'html', parts: template.htmlParts, slot: slotFor(sources.nonce) };
  const { html, faults } = await compileMjml(fillTemplate(template.html, view, options));
  if (faults.length > 0) {
    const origins = lineOrigins(template.html, view, options);
    throw new EmailError(
      faults.map(
        ({ line, tagName, message }) =>
          `${origins[line - 1] ?? template.html.path}: MJML refuses <${tagName}>: ${message}.`,
      ),
    );
  }
  return squeezeHtml(html);
}

/** The body is wrapped already; the template's own lines are wrapped here, so nobody has to count columns. */
function renderText(template: Template, sources: ViewSources, body: string): string {
  const { nonce } = sources;
  const place = `PPBODY${nonce}`;
  const view = issueView(sources, place, (html) => html);
  const filled = fillTemplate(template.text, view, {
    kind: 'text',
    parts: template.textParts,
    slot: slotFor(nonce),
  });
  const wrapped = wrapLines(filled, nonce)
    .replace(/\n{4,}/g, '\n\n\n')
    .trim();
  return `${wrapped.replace(place, () => body)}\n`;
}

function checkBoth(template: Template, subscriberFields: readonly string[]): string[] {
  const specimen = specimenView(subscriberFields);
  return [
    ...templateFaults(template.html, {
      specimen,
      subscriberFields,
      parts: template.htmlParts,
      kind: 'html',
    }),
    ...templateFaults(template.text, {
      specimen,
      subscriberFields,
      parts: template.textParts,
      kind: 'text',
    }),
  ];
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

function slotFor(nonce: SlotNonce): FillOptions['slot'] {
  return (field, fallback) => slotToken(nonce, field, fallback);
}

function droppedWarning({ url, why }: DroppedUrl, issue: Issue): string {
  const before = issue.markdown.split(url)[0] ?? '';
  const line = lineInFile(issue, before.split('\n').length - 1);
  const reasons = {
    relative: 'is relative, and neither the issue nor the newsletter has a web address to complete it',
    scheme: 'is of a kind that no mail program opens',
    malformed: 'is not an address',
  };
  return `${issue.path}:${line}: ${JSON.stringify(url)} ${reasons[why]}; readers get its text without the link.`;
}
