import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findListsIfAny } from '../audience/subscriber-file.ts';
import { listedFields } from '../audience/survey-lists.ts';
import type { Config } from '../config.ts';
import { readIssue } from '../content/issue-file.ts';
import { digestIssue } from '../email/digest-issue.ts';
import { sizeFindings } from '../email/email-size.ts';
import { renderIssue } from '../email/render-issue.ts';
import type { RenderedIssue } from '../email/rendered-issue.ts';
import { splitVariants } from '../email/split-slots.ts';
import { readTemplate } from '../email/template-file.ts';
import type { CommandContext } from './command-context.ts';
import { measureIssue } from './measure-issue.ts';

/** The designs that come with Pennypost: two folders above this file, in the sources as when built. */
const ownTemplates = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../templates');

/**
 * Finds an issue and renders it: from here on it is the same for everybody and named by its digest. Warnings go to the
 * editor at once.
 *
 * @throws ContentError, EmailError, AudienceError
 */
export async function prepareIssue(
  config: Config,
  wanted: string,
  context: Pick<CommandContext, 'err'>,
): Promise<RenderedIssue> {
  const { newsletter, contentDirectory, templatesDirectory, template: name, theme } = config;
  const { siteUrl, language } = newsletter;
  const issue = await readIssue(contentDirectory, wanted, { siteUrl, language });
  const template = await readTemplate(path.join(templatesDirectory ?? ownTemplates, name));
  // A template may name what the lists have columns for.
  const subscriberFields = await listedFields(await findListsIfAny(config.listsDirectory));
  const options = { theme, subscriberFields };
  const { subject, preheader, conditions, variants, nonce, warnings } = await renderIssue(
    issue,
    template,
    newsletter,
    options,
  );
  const rendered = digestIssue({
    issueKey: issue.key,
    subject,
    preheader,
    newsletter,
    conditions,
    variants: splitVariants(variants, nonce),
  });
  for (const warning of warnings) context.err(`warning: ${warning}\n`);
  const size = await measureIssue(rendered, config.listsDirectory);
  for (const { severity, message } of sizeFindings(size)) context.err(`${severity}: ${message}\n`);
  return rendered;
}
