import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { listedFields } from '../../audience/scan-lists.ts';
import { findListsIfAny } from '../../audience/subscriber-file.ts';
import type { Config } from '../../config.ts';
import type { NoticeDesign } from '../../email/render/render-notice.ts';
import { compileMjml } from '../../email/render/render-template.ts';
import { chooseTheme } from '../../email/template/choose-theme.ts';
import { readTemplate } from '../../email/template/template-file.ts';
import type { Theme } from '../../email/template/theme.ts';
import { measureWith } from '../../sending/prepare/measure-issue.ts';
import type { IssueRenderer } from '../../sending/prepare/prepare-issue.ts';
import type { Publisher } from '../../web/pages/page-layout.tsx';

/** The designs that come with Pennypost: three folders above this file, in the sources as when built. */
const ownTemplates = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../templates');

/** Where the designs lie that an issue can have. */
export function templateFolder({ templatesDirectory }: Pick<Config, 'templatesDirectory'>): string {
  return templatesDirectory ?? ownTemplates;
}

/**
 * The design of mail that is no issue: the publisher's own, if they have one, else ours, in the looks of their issues.
 *
 * @throws EmailError where a template cannot be read
 */
export async function openNoticeDesign(config: Config): Promise<NoticeDesign> {
  const own = path.join(templateFolder(config), 'notice');
  return {
    template: await readTemplate(existsSync(own) ? own : path.join(ownTemplates, 'notice'), 'notice'),
    theme: await themeOfIssues(config),
    words: config.words,
  };
}

async function themeOfIssues(config: Config): Promise<Theme> {
  const { theme } = await readTemplate(path.join(templateFolder(config), config.template));
  return chooseTheme(theme, config.theme, 'the configuration');
}

/**
 * Who the pages of the newsletter speak for, in its language and in the looks of its issues.
 *
 * @throws EmailError where the template cannot be read
 */
export async function openPublisher(config: Config): Promise<Publisher> {
  const { newsletter, words } = config;
  return { ...newsletter, words, colours: await themeOfIssues(config) };
}

/** @throws EmailError where the template cannot be read, AudienceError where a list cannot */
export async function openRenderer(config: Config): Promise<IssueRenderer> {
  compileMjml.begin();
  const lists = await findListsIfAny(config.listsDirectory);
  return {
    newsletter: config.newsletter,
    theme: config.theme,
    words: config.words,
    template: await readTemplate(path.join(templateFolder(config), config.template)),
    subscriberFields: await listedFields(lists),
    measure: measureWith(lists),
  };
}
