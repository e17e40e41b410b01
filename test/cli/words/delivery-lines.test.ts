import { expect, it } from 'vitest';
import { csvRow, deliveryJson, deliveryLine } from '../../../src/cli/words/delivery-lines.ts';
import type { DeliveryReport } from '../../../src/ledger/accounts/list-deliveries-sql.ts';

const report: DeliveryReport = {
  id: { send: 1, subscriber: 2 },
  names: { send: null, subscriber: '', key: null },
  address: 'ada@example.com',
  state: 'failed',
  attempts: 2,
  at: new Date('2026-11-30T08:00:00Z'),
  reply: { code: 550, enhancedStatus: null, text: '550-=HYPERLINK("x")\n550 "no", sorry' },
  reason: null,
  detail: null,
};

it('keeps what a relay said in one cell, and no cell a formula', () => {
  expect(csvRow(report, '<1@example.com>')).toBe(
    'ada@example.com,failed,2,2026-11-30T08:00:00.000Z,550,,"550-=HYPERLINK(""x"")\n550 ""no"", sorry",<1@example.com>,',
  );
  for (const begins of ['=', '+', '-', '@'])
    expect(csvRow({ ...report, address: `${begins}cmd@example.com` }, '')).toMatch(/^'/);
});

it('tells a person in a line what a program is told in fields', () => {
  expect(deliveryLine(report)).toMatch(
    /^failed {4}2026-11-30 08:00 UTC {2}ada@example\.com {2}2 attempts {2}550-/,
  );
  expect(deliveryLine(report)).not.toContain('\n');
  const skipped = { ...report, state: 'skipped', reply: null, reason: 'no longer on a list' } as const;
  expect(deliveryLine(skipped)).toMatch(/no longer on a list$/);
  expect(JSON.parse(deliveryJson(skipped, '<1@example.com>'))).toEqual({
    address: 'ada@example.com',
    state: 'skipped',
    attempts: 2,
    at: '2026-11-30T08:00:00.000Z',
    reply: null,
    messageId: '<1@example.com>',
    reason: 'no longer on a list',
  });
});

it('calls what is on its way sending, on whichever side of the final dot', () => {
  expect(JSON.parse(deliveryJson({ ...report, state: 'committing' }, ''))).toMatchObject({
    state: 'sending',
  });
});
