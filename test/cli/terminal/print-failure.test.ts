import { expect, it } from 'vitest';
import { AudienceError } from '../../../src/audience/audience-error.ts';
import { UsageError } from '../../../src/cli/terminal/command-context.ts';
import { printFailure } from '../../../src/cli/terminal/print-failure.ts';
import { ConfigError } from '../../../src/config.ts';
import { ContentError } from '../../../src/content/content-error.ts';
import { DatabaseError } from '../../../src/database/database-error.ts';
import { DeliveryError } from '../../../src/delivery/relay/delivery-error.ts';
import { EmailError } from '../../../src/email/email-error.ts';
import { LedgerError } from '../../../src/ledger/ledger-error.ts';
import { QueueError } from '../../../src/queue/queue-error.ts';
import { WebError } from '../../../src/web/http/web-error.ts';

const faults = ['one thing.', 'another thing.'];

function printed(error: unknown): { code: number; text: string } {
  let text = '';
  const code = printFailure(error, (more) => {
    text += more;
  });
  return { code, text };
}

it.each([
  [new ConfigError(faults), 1],
  [new ContentError(faults), 1],
  [new EmailError(faults), 1],
  [new AudienceError(faults), 1],
  [new DatabaseError(faults), 1],
  [new QueueError(faults), 1],
  [new WebError(faults), 1],
  [new LedgerError('edited', faults), 1],
  [new LedgerError('already-sent', faults), 5],
  [new DeliveryError(faults, 'mistake'), 1],
  [new DeliveryError(faults, 'temporary'), 75],
])('%o is told fault by fault, without a stack', (error, code) => {
  expect(printed(error)).toEqual({ code, text: 'pennypost: one thing.\npennypost: another thing.\n' });
});

it('a mistake on the command line is exit 2', () => {
  expect(printed(new UsageError('no.'))).toEqual({ code: 2, text: 'pennypost: no.\n' });
});

it('anything else is our bug: exit 70, with the stack', () => {
  const { code, text } = printed(new TypeError('x is not a function'));
  expect(code).toBe(70);
  expect(text).toContain('report');
  expect(text).toContain('print-failure.test.ts');
});

const system = (code: string, more: Record<string, unknown> = {}) =>
  Object.assign(new Error(`${code}: as Node says it`), { code, ...more });

it.each([
  new Error('Connection terminated unexpectedly'),
  Object.assign(new Error('terminating connection due to administrator command'), {
    severity: 'FATAL',
    code: '57P01',
  }),
  Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }),
  Object.assign(new Error('connect ENOENT /srv/.pennypost/.lock/.s.PGSQL.5432'), {
    code: 'ENOENT',
    syscall: 'connect',
    address: '/srv/.pennypost/.lock/.s.PGSQL.5432',
  }),
  new Error('Client has encountered a connection error and is not queryable'),
  Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' }),
  new Error('what was asked', { cause: new Error('Connection terminated unexpectedly') }),
])('a database that went away amid a command is no bug: exit 75, and what to do: %o', (error) => {
  const { code, text } = printed(error);
  expect(code).toBe(75);
  expect(text).toBe(
    'pennypost: The database went away amid this: wait until it is back, and run the same command again. What was recorded until here is kept.\n',
  );
});

it.each([
  [system('EACCES', { path: '/srv/data' }), 1, /may not read or write \/srv\/data/],
  [system('EROFS', { path: '/srv/data' }), 1, /\/srv\/data is read-only/],
  [
    system('ENAMETOOLONG', { path: `/srv/${'9'.repeat(5_000)}` }),
    1,
    /longer than the file system takes: .{80}…/,
  ],
  [
    system('ENOSPC', { path: '/srv/data/log' }),
    75,
    /no room left on the disk for \/srv\/data\/log: make room/,
  ],
  [system('53100'), 75, /disk of the database is full: make room/],
  [system('42501'), 1, /user of the database may not .*own the schema "pennypost"/],
  [new Error('it failed', { cause: system('ENOSPC') }), 75, /make room/],
])('what the system refuses is told in a sentence and never reported to us: %o', (error, code, words) => {
  const told = printed(error);
  expect(told.code).toBe(code);
  expect(told.text).toMatch(words);
  expect(told.text.trim().split('\n')).toHaveLength(1);
});
