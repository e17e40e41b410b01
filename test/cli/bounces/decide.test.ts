import { expect, it } from 'vitest';
import { chooseBursts } from '../../../src/cli/bounces/decide.ts';
import type { QuarantinedBurst } from '../../../src/feedback/record/decide-quarantine-sql.ts';

const burst = (issueKey: string, provider: string): QuarantinedBurst => ({
  send: Number(issueKey),
  issueKey,
  provider,
  reports: 8,
});
const [gmail, yahoo] = [burst('10', 'Gmail'), burst('9', 'Yahoo')];

it.each([
  [{ provider: 'gmail' }, [gmail]],
  [{ issue: '10' }, [gmail, yahoo]],
])('decides what was named: %j', (options, chosen) => {
  expect(chooseBursts([gmail, yahoo], options)).toEqual(chosen);
});

it('decides the only one unasked, and of several none', () => {
  expect(chooseBursts([yahoo], {})).toEqual([yahoo]);
  expect(() => chooseBursts([gmail, yahoo], {})).toThrow(/--provider.*Gmail, issue 10; Yahoo, issue 9/);
  expect(() => chooseBursts([gmail, yahoo], { provider: 'GMX' })).toThrow(/Nothing of that/);
});
