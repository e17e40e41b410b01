import { expect, test } from 'vitest';
import { describeConnectFault } from '../../src/database/connect-fault.ts';

const withCode = (code: string) => Object.assign(new Error('in its own words'), { code });

test('says what, where, as whom, and why', () => {
  expect(describeConnectFault('postgres://ada:geheim@db.example:6543/letters', withCode('28P01'))).toBe(
    'DATABASE_URL: cannot use database letters at db.example:6543 as ada: it refuses the user name or the password.',
  );
});

test('says what was meant where the URL leaves it open', () => {
  expect(describeConnectFault('postgres://db.example', withCode('ENOTFOUND'))).toBe(
    'DATABASE_URL: cannot use the database at db.example:5432: there is no host of that name.',
  );
  expect(describeConnectFault('postgres:///letters?host=/run/postgresql', withCode('ENOENT'))).toContain(
    'database letters at /run/postgresql:5432',
  );
});

test('gives the words of the cause where its code says nothing to us', () => {
  expect(describeConnectFault('postgres://db.example/x', withCode('XX000'))).toMatch(/: in its own words$/);
  expect(describeConnectFault('postgres://db.example/x', new Error('timeout expired'))).toMatch(
    /: timeout expired$/,
  );
});

test('does not repeat what is no URL, which may hold a password', () => {
  expect(describeConnectFault('ada:geheim', new Error('bad'))).not.toContain('geheim');
  expect(describeConnectFault('//ada:geheim@x', new Error('bad'))).not.toContain('geheim');
});
