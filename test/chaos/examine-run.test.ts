import { describe, expect, it } from 'vitest';
import { type ExaminedRun, examineRun } from '../../scripts/chaos/examine-run.ts';

/** The judge's answer about a run in which nothing went wrong but what is given. */
function examine(run: Partial<ExaminedRun> & Pick<ExaminedRun, 'deliveries' | 'events'>) {
  return examineRun({ subscribers: run.deliveries.length, maxInDoubt: 0, ...run });
}

const taken = (to: string, id = `<${to}>`) => ({ to, id, taken: true });
const ada = { address: 'ada@example.com', state: 'accepted' };
const bob = { address: 'bob@example.com', state: 'accepted' };

describe('the judge of a chaos run', () => {
  it('finds nothing wrong where both accounts agree', () => {
    const { counts, faults } = examine({
      deliveries: [ada, { ...bob, state: 'in_doubt' }],
      events: [taken(ada.address), taken(bob.address)],
      maxInDoubt: 1,
    });
    expect(faults).toEqual([]);
    expect(counts).toMatchObject({
      audience: 2,
      accepted: 1,
      inDoubt: 1,
      inDoubtTaken: 1,
      lost: 0,
      duplicates: 0,
    });
  });

  it.each([
    ['a message that never came', { deliveries: [ada], events: [] }, /accepted, but the sink has no message/],
    [
      'one that came twice',
      { deliveries: [ada], events: [taken(ada.address), taken(ada.address)] },
      /1 duplicates, and 0/,
    ],
    [
      'one to somebody who failed',
      { deliveries: [{ ...ada, state: 'failed' }], events: [taken(ada.address)] },
      /have failed, but/,
    ],
    [
      'one to somebody who left',
      { deliveries: [{ ...ada, state: 'skipped' }], events: [taken(ada.address)] },
      /skipped, but/,
    ],
    [
      'one to a stranger',
      { deliveries: [ada], events: [taken(ada.address), taken(bob.address)] },
      /not in the audience/,
    ],
    [
      'more doubt than faults',
      { deliveries: [{ ...ada, state: 'in_doubt' }], events: [] },
      /1 are in doubt, and 0/,
    ],
    [
      'a delivery left open',
      { deliveries: [{ ...ada, state: 'pending' }], events: [] },
      /1 of 1 are still open/,
    ],
    [
      'a subscriber left out',
      { deliveries: [ada], events: [taken(ada.address)], subscribers: 2 },
      /the lists name 2/,
    ],
    [
      'two Message-IDs for one',
      { deliveries: [ada], events: [{ ...taken(ada.address), taken: false }, taken(ada.address, '<x>')] },
      /two Message-IDs/,
    ],
    [
      'one Message-ID for two',
      { deliveries: [ada, bob], events: [taken(ada.address, '<x>'), taken(bob.address, '<x>')] },
      /two recipients/,
    ],
  ] as const)('sees %s', (_, run, fault) => {
    const { faults } = examine(run);
    expect(faults).toEqual([expect.stringMatching(fault)]);
  });

  it('allows as many duplicates as were sent again on purpose', () => {
    const twice = { deliveries: [ada], events: [taken(ada.address), taken(ada.address)] };
    expect(examine({ ...twice, maxDuplicates: 1 }).faults).toEqual([]);
  });
});
