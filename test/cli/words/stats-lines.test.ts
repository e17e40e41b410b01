import { expect, it } from 'vitest';
import { statsLines } from '../../../src/cli/words/stats-lines.ts';
import type { FeedbackCount } from '../../../src/feedback/record/feedback-stats-sql.ts';

const count = (provider: string, people: number, more: Partial<FeedbackCount> = {}): FeedbackCount => ({
  provider,
  category: 'invalid_recipient',
  kind: 'hard',
  people,
  suppressed: people,
  quarantined: 0,
  status: '5.1.1',
  said: '550 5.1.1 No such user',
  ...more,
});
const dmarc = {
  category: 'auth_failure',
  kind: 'soft',
  status: '5.7.40',
  said: '550 5.7.40 no\u001b[31m DMARC',
  suppressed: 0,
} as const;
const stats = {
  send: 3,
  issueKey: '10',
  startedAt: new Date('2026-03-01T10:00:00Z'),
  accepted: 5000,
  bouncedLater: 340,
  complained: 2,
};

it('says first what an editor can mend, once for all providers who say it', () => {
  const counts = [
    count('example.org', 400),
    count('Gmail', 312, dmarc),
    count('Yahoo', 4, dmarc),
    ...['a', 'b', 'c', 'd'].map((name) => count(`${name}.example`, 2, { suppressed: 0, quarantined: 2 })),
  ];
  expect(statsLines({ ...stats, counts }, 'news.example')).toEqual([
    'Issue 10, send 3, begun 2026-03-01 10:00 UTC',
    '  The relay accepted 5000. Of these 340 bounced later, and 2 complained.',
    '  What to do first: Your DMARC record is missing: add a TXT record `_dmarc.news.example` with at least `v=DMARC1; p=none`. Nobody was suppressed for it.',
    '',
    '  Gmail refused 312, Yahoo 4: your mail does not prove that it is yours.',
    '      "550 5.7.40 no[31m DMARC"',
    '      Your DMARC record is missing: add a TXT record `_dmarc.news.example` with at least `v=DMARC1; p=none`. Nobody was suppressed for it.',
    '',
    '  example.org refused 400, a.example 2, b.example 2, c.example 2 and 1 other 2: no such mailbox (400 suppressed, 8 in quarantine).',
    '      "550 5.1.1 No such user"',
  ]);
});

it('tells letters, answers and successes last, and calls none of them a refusal', () => {
  const letter = {
    category: 'not_feedback',
    kind: 'other',
    status: null,
    said: 'a letter',
    suppressed: 0,
  } as const;
  const counts = [count('Gmail', 900, letter), count('example.org', 1)];
  const lines = statsLines({ ...stats, counts }, 'news.example');
  expect(lines.findIndex((line) => line.includes('example.org refused 1'))).toBeLessThan(
    lines.findIndex((line) => line.includes('Gmail 900: a letter')),
  );
});

it('says so where nothing came back', () => {
  expect(statsLines({ ...stats, counts: [] }, 'news.example').at(-1)).toBe('  Nothing came back.');
});
