import { expect, it } from 'vitest';
import { arrivalTime } from '../../../src/feedback/reports/arrival-time.ts';

const now = new Date('2026-03-10T00:00:00Z');
const received = (time: string) => `Received: from a (a [192.0.2.1])\r\n\tby b with ESMTP id 1; ${time}`;

it.each([
  [
    'the topmost trace field',
    [received('Sun, 1 Mar 2026 10:00:00 +0100 (CET)'), received('Sat, 28 Feb 2026 10:00:00 +0000')],
    '2026-03-01T09:00:00Z',
  ],
  ['the Date, without one', ['Date: Mon, 2 Mar 2026 10:00:00 +0000'], '2026-03-02T10:00:00Z'],
  [
    'the Date, where the trace is from the future',
    [received('Sun, 1 Mar 2099 10:00:00 +0000'), 'Date: Mon, 2 Mar 2026 10:00:00 +0000'],
    '2026-03-02T10:00:00Z',
  ],
  ['now, where neither is a time', ['Date: whenever'], '2026-03-10T00:00:00Z'],
])('is that of %s', (_, header, expected) => {
  const bytes = Buffer.from(
    [...header, 'Subject: x', '', 'Date: Sun, 1 Jan 2023 00:00:00 +0000'].join('\r\n'),
  );
  expect(arrivalTime(bytes, now)).toEqual(new Date(expected));
});
