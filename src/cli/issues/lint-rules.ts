import { furtherRules, lintRules } from '../../content/lint/lint-rules.ts';
import { emailRules } from '../../email/lint/email-rules.ts';
import { despiteLostKey, despiteUnpublished } from '../parts/despite.ts';
import { UsageError } from '../terminal/command-context.ts';

/** Every rule of lint, by name. */
export const allRules = { ...lintRules, ...furtherRules, ...emailRules };

/** What reading a file refuses: of such an issue no email can be made, whatever the editor says. */
const unforgiven: readonly string[] = [
  'site-tag',
  'component',
  'mdx-expression',
  'unclosed-comment',
  'unreadable',
];

/** @throws UsageError for a rule that there is not, that only warns, or that cannot be sent in spite of */
export function checkDespite(given: readonly string[]): readonly string[] {
  const rules = given.filter((one) => one !== despiteLostKey && one !== despiteUnpublished);
  for (const rule of rules) {
    const known = Object.hasOwn(allRules, rule) ? allRules[rule as keyof typeof allRules] : null;
    if (known === null)
      throw new UsageError(
        `--despite ${rule}: there is no such rule; \`pennypost lint --rules\` lists them.`,
      );
    if (known.severity === 'warning')
      throw new UsageError(
        `--despite ${rule}: this rule only warns, so nothing has to be sent in spite of it.`,
      );
    if (unforgiven.includes(rule))
      throw new UsageError(`--despite ${rule}: of such an issue no email can be made. ${known.what}`);
  }
  return rules;
}

/** The rules as a table, errors first. */
export function ruleLines(): string[] {
  const width = Math.max(...Object.keys(allRules).map((rule) => rule.length));
  return Object.entries(allRules)
    .sort(([a, one], [b, other]) => one.severity.localeCompare(other.severity) || a.localeCompare(b))
    .map(([rule, { severity, what }]) => `${severity.padEnd(7)}  ${rule.padEnd(width)}  ${what}`);
}
