import type { Finding } from '../../content/finding.ts';
import type { Issue } from '../../content/issue.ts';
import { imageFindings } from '../../content/lint/image-files.ts';
import { lintIssue } from '../../content/lint/lint-issue.ts';
import { placeOf, type WebPlace } from '../../content/markdown/urls.ts';
import type { Words } from '../../content/words/words.ts';
import { supportFindings } from '../../email/clients/client-support.ts';
import { lintEmail } from '../../email/lint/lint-email.ts';
import { senderFindings } from '../../email/lint/sender.ts';
import { themeFindings } from '../../email/lint/theme-contrast.ts';
import { type EmailSize, sizeFindings } from '../../email/message/email-size.ts';
import { digestIssue } from '../../email/render/digest-issue.ts';
import { renderIssue } from '../../email/render/render-issue.ts';
import type { Newsletter, RenderedIssue } from '../../email/rendered-issue.ts';
import { fillSlots } from '../../email/slots/fill-slots.ts';
import { splitVariants } from '../../email/slots/split-slots.ts';
import { chooseTheme } from '../../email/template/choose-theme.ts';
import type { Template } from '../../email/template/template.ts';
import type { ThemeChoice } from '../../email/template/theme.ts';

/** What any issue is rendered and looked over with: opened once, used for one issue or for many. */
export interface IssueRenderer {
  readonly newsletter: Newsletter;
  /** Laid over the template's own. */
  readonly theme: ThemeChoice;
  /** What the newsletter says in other words than the catalogues do. */
  readonly words?: Partial<Words>;
  readonly template: Template;
  /** The columns of the lists, which the template may name. */
  readonly subscriberFields: readonly string[];
  /** What an issue weighs for the reader to whom it is longest. Rejects with an AudienceError where a list is unreadable. */
  readonly measure: (rendered: RenderedIssue) => Promise<EmailSize>;
}

/** An issue as it would be sent, and everything to know before it is. */
export interface PreparedIssue {
  readonly issue: Issue;
  readonly rendered: RenderedIssue;
  readonly size: EmailSize;
  /** By line, what has none first. */
  readonly findings: readonly Finding[];
}

/**
 * Renders an issue and looks it over: from here on it is the same for everybody and named by its digest.
 * @throws ContentError, EmailError, AudienceError
 */
export async function prepareIssue(renderer: IssueRenderer, issue: Issue): Promise<PreparedIssue> {
  const email = await makeEmail(renderer, issue);
  return { issue, rendered: email.rendered, ...(await lookOver(renderer, email)) };
}

/** An issue as it would be sent, not looked over yet. */
export interface MadeEmail {
  readonly issue: Issue;
  readonly rendered: RenderedIssue;
  /** The issue's own HTML before the template took it in. */
  readonly body: string;
}

/** @throws ContentError, EmailError */
export async function makeEmail(renderer: IssueRenderer, issue: Issue): Promise<MadeEmail> {
  const { newsletter, theme, words = {}, template, subscriberFields } = renderer;
  const email = await renderIssue(issue, template, newsletter, { theme, words, subscriberFields });
  const { subject, preheader, body } = email;
  const rendered = digestIssue({
    issueKey: issue.key,
    subject,
    preheader,
    newsletter,
    conditions: email.conditions,
    variants: splitVariants(email.variants, email.nonce),
  });
  return { issue, rendered, body };
}

/** @throws AudienceError where a list cannot be read to its end */
export async function lookOver(
  { newsletter, theme, template, measure }: IssueRenderer,
  { issue, rendered, body }: MadeEmail,
): Promise<Pick<PreparedIssue, 'size' | 'findings'>> {
  const size = await measure(rendered);
  const { subject, preheader } = rendered;
  const findings = [
    ...lintText(issue, placeOf(issue, newsletter.siteUrl)),
    ...specimensOf(rendered).flatMap(({ html, text }) => [
      ...lintEmail({ html, text, subject, preheader, body }),
      ...supportFindings(html, body),
    ]),
    ...senderFindings(newsletter.from),
    ...themeFindings(chooseTheme(template.theme, theme, 'the configuration')),
    ...sizeFindings(size),
  ];
  return { size, findings: withoutRepeats(findings).toSorted(byLine) };
}

/** What can be told of an issue before any email is made of it. */
export function lintText(issue: Issue, place: WebPlace): Finding[] {
  return [...lintIssue(issue, place), ...imageFindings(issue)];
}

/** Each variant as a reader gets it of whom only the address is known. */
function specimensOf({ variants }: RenderedIssue): { html: string; text: string }[] {
  const values = {
    email: 'reader@example.com',
    unsubscribeUrl: 'https://example.com/u',
    preferencesUrl: 'https://example.com/p',
  };
  return variants.map(({ html, text }) => ({ html: fillSlots(html, values), text: fillSlots(text, values) }));
}

/** What is wrong in every variant is told once. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const told = new Map<string, Finding>();
  for (const finding of findings) {
    const { rule, line, message } = finding;
    const key = JSON.stringify([rule, line, message]);
    if (!told.has(key)) told.set(key, finding);
  }
  return [...told.values()];
}

function byLine(one: Finding, other: Finding): number {
  return (one.line ?? 0) - (other.line ?? 0);
}
