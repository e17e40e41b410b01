import { describe, expect, it } from 'vitest';
import {
  choosePlace,
  newVisit,
  noteMessage,
  unlimited,
  type Visit,
  whyEnd,
  whyTurnAway,
} from '../../../src/delivery/listener/visit.ts';

const visit = (at: number, changes: Partial<Visit> = {}): Visit => ({
  ...newVisit('192.0.2.1', at),
  ...changes,
});

describe('a visit', () => {
  it('ends when no message comes for too long, and a message grants the same time again', () => {
    const limits = { ...unlimited, messageMs: 1_000 };
    const slow = visit(5_000);
    expect(whyEnd(slow, limits, 6_000)).toBeNull();
    expect(whyEnd(slow, limits, 6_001)).not.toBeNull();
    noteMessage(slow, 6_001);
    expect(whyEnd(slow, limits, 7_001)).toBeNull();
  });

  it('does not end while its client waits for us', () => {
    const limits = { ...unlimited, messageMs: 0, maxBytes: 0, maxTalkBytes: 0 };
    expect(whyEnd(visit(0, { isServed: true, bytes: 9 }), limits, 9_000)).toBeNull();
  });

  it('ends for commands without a message, not for the content of messages', () => {
    const limits = { ...unlimited, maxTalkBytes: 100 };
    const busy = visit(0, { bytes: 1_100, messageBytes: 1_000 });
    expect(whyEnd(busy, limits, 1)).toBeNull();
    noteMessage(busy, 1);
    busy.bytes += 100;
    expect(whyEnd(busy, limits, 2)).toBeNull();
    busy.bytes += 1;
    expect(whyEnd(busy, limits, 2)).not.toBeNull();
  });

  it('ends for a message without end', () => {
    const limits = { ...unlimited, maxBytes: 1_000 };
    expect(
      whyEnd(visit(0, { bytes: 1_001, messageBytes: 1_001, isSending: true }), limits, 1),
    ).not.toBeNull();
  });
});

describe('places', () => {
  const limits = { ...unlimited, maxVisits: 3, maxVisitsOfNetwork: 2, graceMs: 100 };

  it('are counted by network first: nobody is put out for a client that has its share', () => {
    const two = [visit(0), visit(0)];
    expect(whyTurnAway(two, '192.0.2.1', limits)).toBe('too many of this network');
    expect(whyTurnAway(two, '192.0.2.2', limits)).toBeNull();
    expect(whyTurnAway([...two, visit(0, { network: '192.0.2.2' })], '192.0.2.3', limits)).toBe('full');
  });

  it('are given up by who has shown nothing for longest, after the grace, and never by who waits for us', () => {
    const visits = new Map([
      ['served', visit(0, { isServed: true })],
      ['older', visit(50)],
      ['newer', visit(60)],
    ]);
    expect(choosePlace(visits, limits, 151)).toBe('older');
    expect(choosePlace(visits, limits, 150)).toBeNull();
  });
});
