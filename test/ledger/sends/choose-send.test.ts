import { describe, expect, it } from 'vitest';
import { LedgerError } from '../../../src/ledger/ledger-error.ts';
import { type AskedSend, chooseSend, notesOn } from '../../../src/ledger/sends/choose-send.ts';
import type { EarlierSend } from '../../../src/ledger/sends/earlier-send.ts';

const asked: AskedSend = {
  issueKey: '10',
  digest: 'rendered',
  source: 'written',
  rehearsal: false,
  correction: false,
  includeNew: false,
};
const first: EarlierSend = {
  id: 1,
  digest: 'rendered',
  source: 'written',
  state: 'done',
  paused_by: null,
  pause_reason: null,
  created_at: new Date('2026-11-20T08:00:00Z'),
  canary_size: null,
  canary_released_at: null,
  reached: true,
  doubted: false,
  lists: [],
};
/** As an upgrade, a template or a colour leaves it. */
const rerendered = { digest: 'rendered by another version' };
const edited = { digest: 'rendered anew', source: 'written anew' };
const unknown = { source: null, digest: 'rendered by the version before' };

/** In short: what is chosen, or why it is refused. */
function choice(ask: Partial<AskedSend>, ...earlier: Partial<EarlierSend>[]) {
  try {
    const chosen = chooseSend(
      { ...asked, ...ask },
      earlier.map((one) => ({ ...first, ...one })),
    );
    return chosen.kind === 'begin' ? 'begin' : `${chosen.gets} of ${chosen.send.id}`;
  } catch (error) {
    if (error instanceof LedgerError) return error.reason;
    throw error;
  }
}
function words(ask: Partial<AskedSend>, earlier: Partial<EarlierSend> = {}): string {
  try {
    chooseSend({ ...asked, ...ask }, [{ ...first, ...earlier }]);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('an issue that was sent and is not edited', () => {
  it.each([
    ['as it was', {}],
    ['with another template, colour or version', rerendered],
  ])('%s is sent already, and goes to those who are new as it was', (_name, now) => {
    expect(choice(now, first)).toBe('already-sent');
    expect(choice({ ...now, includeNew: true }, first)).toBe('stored of 1');
    expect(choice({ ...now, resendInDoubt: true }, { doubted: true })).toBe('stored of 1');
    expect(choice({ ...now, correction: true }, first)).toBe('already-sent');
    expect(choice(now, { state: 'running' })).toBe('stored of 1');
    expect(choice(now, { state: 'paused', paused_by: 'fault' })).toBe('stored of 1');
    expect(choice(now, { state: 'paused', paused_by: 'editor' })).toBe('paused');
    expect(choice(now, { state: 'cancelled', reached: false })).toBe('cancelled');
  });

  it('counts as unedited where its send is from before the source was kept, and that is said', () => {
    expect(choice({}, unknown)).toBe('already-sent');
    expect(words({}, unknown)).toContain('from before Pennypost kept what the author wrote');
    expect(choice({ includeNew: true }, unknown)).toBe('stored of 1');
    expect(notesOn(asked, { ...first, ...unknown })).toEqual([
      expect.stringContaining('counts as unedited'),
      expect.stringContaining('as it was rendered on 2026-11-20'),
    ]);
    expect(notesOn({ ...asked, ...rerendered }, first)).toHaveLength(1);
    expect(notesOn(asked, first)).toEqual([]);
  });

  it('goes to everybody again only as another email', () => {
    expect(choice({ everybody: true }, first)).toBe('already-sent');
    expect(choice({ everybody: true, ...rerendered }, first)).toBe('begin');
    expect(choice({ everybody: true }, { state: 'running' })).toBe('stored of 1');
  });
});

describe('an issue that was edited since it was sent', () => {
  it('is refused with both ways on', () => {
    expect(choice(edited, first)).toBe('edited');
    expect(choice({ ...edited, includeNew: true }, first)).toBe('edited');
    expect(words(edited)).toMatch(/restore what was sent, and --include-new .*; or give --everybody/);
    expect(words(edited, { state: 'running' })).toMatch(
      /restore what was sent to go on.*; or give --correction/,
    );
  });

  it.each([
    ['running', {}],
    ['paused for a fault', { state: 'paused', paused_by: 'fault' }],
    ['paused by the editor, who saw the mistake', { state: 'paused', paused_by: 'editor' }],
    ['stopped by its canary', { state: 'paused', paused_by: 'canary', canary_size: 5 }],
    ['called off, some having it', { state: 'cancelled' }],
  ] as const)('goes to the rest as a correction of a send that is %s', (_name, send) => {
    expect(choice({ ...edited, correction: true }, { state: 'running', ...send })).toBe('new of 1');
  });

  it('changes nothing as a correction of a send that is over, and names the way to everybody', () => {
    expect(choice({ ...edited, correction: true }, first)).toBe('already-sent');
    expect(words({ ...edited, correction: true })).toMatch(/complete.*nothing was sent.*--everybody/);
    expect(choice({ ...edited, correction: true, includeNew: true }, first)).toBe('new of 1');
  });

  it('goes to everybody on that word, once', () => {
    const everybody = { ...edited, everybody: true };
    expect(choice(everybody, first)).toBe('begin');
    expect(choice(everybody, { state: 'running' })).toBe('begin');
    const second = { ...edited, id: 2 };
    expect(choice(everybody, { ...second, state: 'running' }, first)).toBe('stored of 2');
    expect(choice({ ...everybody, ...rerendered }, { ...second, state: 'running' }, first)).toBe(
      'stored of 2',
    );
    expect(choice(everybody, second, first)).toBe('already-sent');
    // Back to what was sent first: an edit of what was sent last.
    expect(choice({}, second, first)).toBe('edited');
    expect(choice({ everybody: true }, second, first)).toBe('begin');
  });

  it('is begun anew where its send was called off before it reached anybody', () => {
    expect(choice(edited, { state: 'cancelled', reached: false })).toBe('begin');
    expect(choice(edited, { id: 2, state: 'cancelled', reached: false }, first)).toBe('edited');
  });
});

it('is rehearsed as often as anything changes', () => {
  const rehearsal = { rehearsal: true };
  expect(choice(rehearsal, first)).toBe('already-sent');
  expect(choice({ ...rehearsal, ...rerendered }, first)).toBe('begin');
  expect(choice({ ...rehearsal, ...edited, everybody: true }, first)).toBe('begin');
});

it('says that nobody is in doubt of what was never sent', () => {
  expect(choice({ resendInDoubt: true })).toBe('unknown-send');
});
