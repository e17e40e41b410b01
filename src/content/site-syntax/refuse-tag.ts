import type { SiteTag } from './tag.ts';
import { configLine, type SiteOccurrence } from './tag-findings.ts';
import { tagNames } from './tag-mapping.ts';

/** A finding about any tag of its kind. */
export type Refusal = Pick<SiteOccurrence, 'rule' | 'severity' | 'says'>;

/** Why a tag that nothing answers must not be sent, and what to do. */
export function refuseTag(tag: SiteTag, hasContent: boolean, wantsSite: boolean): Refusal {
  if (tag.form === 'component' || tag.form === 'custom-element') return refuseComponent(tag, hasContent);
  if (tag.form === 'address') return refuseAddress(tag);
  if (tag.form === 'expression') return refuseExpression(tag);
  if (wantsSite)
    return refusal(
      'site-tag',
      'needs the address of the site, which is not known: set siteUrl in pennypost.yaml.',
    );
  if (tag.role === 'close' && tag.form === 'template')
    return refusal(
      'site-tag',
      'ends a tag of the site that does not begin, so readers would see it: remove it.',
    );
  if (tag.form === 'directive' && tag.role === 'close')
    return refusal('site-tag', 'ends a block that does not begin, so readers would see it: remove it.');
  if (tag.form === 'directive' && tag.name === '')
    return refusal(
      'site-tag',
      'is understood by the site only, and readers would see the text below it as code: write that as markdown, without its indentation or its fence, and the title as **bold** words.',
    );
  const [name = ''] = tagNames(tag);
  const config =
    name === '' ? '' : `, or tell what it stands for ${configLine(name, hasContent ? '{content}' : '…')}`;
  const meaning =
    'is a tag that only the generator of the site understands, so readers would see it as it stands';
  return refusal('site-tag', `${meaning}: put it in backticks if it is meant to be read${config}.`);
}

/** A mapping that asks for what the tag does not have. */
export function refuseArguments(missing: readonly string[]): Refusal {
  const names = missing.map((name) => `{${name}}`).join(', ');
  return refusal(
    'site-tag',
    `has nothing for ${names}, which its line under "tags:" in pennypost.yaml asks for: give the tag that value as plain text, or change the line.`,
  );
}

/** A tag that names a page or a file which is not there. */
export function refuseTarget(says: string): Refusal {
  return refusal('site-tag', `names what the site does not have. ${says}`);
}

/** `<foo-bar>` of which readers get the content. */
export const keptContent: Refusal = {
  rule: 'unknown-element',
  severity: 'warning',
  says: 'is an element that mail programs do not know, so readers get only the text inside it.',
};

/** `<T>`, of which readers get every letter. */
export const shownElement: Refusal = {
  rule: 'unknown-element',
  severity: 'warning',
  says: 'is no HTML element and is shown as it stands: put it in backticks, or a site may swallow it.',
};

function refuseComponent(tag: SiteTag, hasContent: boolean): Refusal {
  const mapping = hasContent ? '{content}' : '…';
  return refusal(
    'component',
    `is a component that only the site can show, so what it shows would vanish: write it as markdown, or tell what it stands for ${configLine(tag.name, mapping)}.`,
  );
}

function refuseAddress({ name }: SiteTag): Refusal {
  return refusal(
    'site-tag',
    `is an address that only the generator of the site can complete, so the link would lead nowhere: write the address on the web, or tell what it stands for ${configLine(name, '…')}.`,
  );
}

function refuseExpression({ name }: SiteTag): Refusal {
  const config = name === '' ? '' : `, or tell what it stands for ${configLine(name, '…')}`;
  return refusal(
    'mdx-expression',
    `is worked out by the site, and readers would see the code of it: write what comes out, put it in backticks if it is meant to be read${config}.`,
  );
}

function refusal(rule: SiteOccurrence['rule'], says: string): Refusal {
  return { rule, severity: 'error', says };
}
