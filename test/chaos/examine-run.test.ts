import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

interface Event {
  readonly to: string;
  readonly id?: string;
  readonly taken: boolean;
  readonly fate: string;
}

const script = new URL('../../scripts/chaos/examine-run.mjs', import.meta.url).href;

/** The judge of the chaos runs is a script, and scripts have no types: it is asked in a process of its own. */
function examine(run: {
  readonly deliveries: readonly { readonly address: string; readonly state: string }[];
  readonly events: readonly Event[];
  readonly maxInDoubt?: number;
  readonly maxDuplicates?: number;
  readonly subscribers?: number;
}): { readonly counts: Record<string, number>; readonly faults: readonly string[] } {
  const asked = { subscribers: run.deliveries.length, maxInDoubt: 0, ...run };
  const program = `import { examineRun } from ${JSON.stringify(script)};
    process.stdout.write(JSON.stringify(examineRun(${JSON.stringify(asked)})));`;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }),
  );
}

const taken = (to: string, id = `<${to}>`): Event => ({ to, id, taken: true, fate: 'ok' });
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
