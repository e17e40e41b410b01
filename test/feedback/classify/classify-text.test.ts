import { describe, expect, it } from 'vitest';
import { findRule, foldReply } from '../../../src/feedback/classify/classify-text.ts';
import { type RuleStrength, ruleGroups } from '../../../src/feedback/classify/rules/rule-groups.ts';
import { categoryOfStatus } from '../../../src/feedback/classify/rules/status-rules.ts';

const strengths: readonly RuleStrength[] = ['reporter', 'firm', 'vague'];
const rules = strengths.flatMap((strength) =>
  ruleGroups[strength].flatMap(({ provider, rules }) =>
    rules.map((rule) => ({ strength, provider, ...rule })),
  ),
);

describe('every rule', () => {
  it.each(rules)(
    'of $provider reads its own example: $example',
    ({ strength, pattern, category, example }) => {
      expect(foldReply(example)).toMatch(pattern);
      expect(findRule(foldReply(example), strength)?.category).toBe(category);
    },
  );

  it.each(rules)(
    'of $provider looks no further than it must, whatever a stranger wrote: $example',
    ({ pattern }) => {
      const quantified = pattern.source.replace(/\\./g, '.').replace(/\[[^\]]*\]/g, '.');
      expect(quantified).not.toMatch(/[*+]|\{\d+,\}/);
    },
  );
});

it('takes codes out of the middle of a reply of several lines', () => {
  expect(foldReply('550-5.1.1 The account\r\n550-5.1.1 is gone\r\n550 5.1.1 now')).toBe(
    '550-5.1.1 the account is gone 550 5.1.1 now',
  );
});

it.each([
  ['5.1.1', 'invalid_recipient'],
  ['5.4.4', 'invalid_domain'],
  ['4.4.4', 'network'],
  ['5.7.26', 'auth_failure'],
  ['5.7.606', 'blocklist'],
  ['5.6.3', 'content'],
  ['5.0.0', null],
  ['5.2.0', null],
])('reads %s by itself as %s', (status, category) => {
  expect(categoryOfStatus(status)).toBe(category);
});
