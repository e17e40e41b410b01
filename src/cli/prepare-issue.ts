import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AudienceError } from '../audience/audience-error.ts';
import { findLists } from '../audience/subscriber-file.ts';
import type { Config } from '../config.ts';
import { readIssue } from '../content/issue-file.ts';
import { digestIssue } from '../email/digest-issue.ts';
import { renderIssue } from '../email/render-issue.ts';
import type { RenderedIssue } from '../email/rendered-issue.ts';
import { splitVariants } from '../email/split-slots.ts';
import { readTemplate } from '../email/template-file.ts';
import type { CommandContext } from './command-context.ts';

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
  const subscriberFields = await listedFields(config.listsDirectory);
  const { subject, preheader, conditions, variants, nonce, warnings } = await renderIssue(
    issue,
    template,
    newsletter,
    {
      theme,
      subscriberFields,
    },
  );
  for (const warning of warnings) context.err(`warning: ${warning}\n`);
  return digestIssue({
    issueKey: issue.key,
    subject,
    preheader,
    newsletter,
    conditions,
    variants: splitVariants(variants, nonce),
  });
}

/** The further columns of the lists: what a template may name. Without lists there are none, which is no fault yet. */
async function listedFields(directory: string): Promise<string[]> {
  const fields = new Set<string>();
  try {
    for (const list of await findLists(directory)) {
      for await (const row of list.rows()) {
        if (row.kind !== 'subscriber') continue;
        for (const field of Object.keys(row.fields)) fields.add(field);
        break;
      }
    }
  } catch (error) {
    if (!(error instanceof AudienceError)) throw error;
  }
  return [...fields].sort();
}
