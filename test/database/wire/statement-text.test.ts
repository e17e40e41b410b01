import { expect, test } from 'vitest';
import { readStatementText } from '../../../src/database/wire/statement-text.ts';

test.each([
  'select pg_advisory_lock(1)',
  'SELECT pg_try_advisory_lock_shared($1)',
  'select pg_advisory_unlock_all()',
  'copy t from stdin',
  ' -- words\n COPY (select 1) TO STDOUT',
  'select 1; copy t to stdout',
  'prepare p as select 1',
  'execute p',
  'deallocate p',
  'discard temp',
  'declare c cursor with hold for select 1',
  'set role postgres',
  'reset session authorization',
  'create temp table t (a int)',
  'create local temporary table t as select 1',
])('%s is refused', (text) => {
  expect(readStatementText(text).refusal).toMatch(/shared by all its clients/);
});

test.each([
  'select pg_advisory_xact_lock(1)',
  'select pg_try_advisory_xact_lock_shared(1)',
  "insert into note values ('copy t from stdin; pg_advisory_lock(1)')",
  'create temporary table t (a int) on commit drop',
  'create function f() returns void language plpgsql as $b$ begin execute $$copy$$; perform pg_advisory_lock(1); end $b$',
  'select /* pg_advisory_lock(1) */ 1',
  'alter role x set search_path = y',
  'update t set copy = 1',
  'deallocate all',
  'discard all',
])('%s is not refused', (text) => {
  expect(readStatementText(text).refusal).toBeNull();
});

test.each([
  ["set statement_timeout = '5s'", "set pennypost.statement_timeout = '5s'", 5_000],
  ['SET SESSION statement_timeout TO 250', 'SET SESSION pennypost.statement_timeout TO 250', 250],
  ['set statement_timeout to 0', 'set pennypost.statement_timeout to 0', 0],
  [
    "select set_config('statement_timeout', '2min', false)",
    "select set_config('pennypost.statement_timeout', '2min', false)",
    120_000,
  ],
  [
    'set idle_in_transaction_session_timeout = 5',
    'set pennypost.idle_in_transaction_session_timeout = 5',
    null,
  ],
  ['reset lock_timeout', 'reset pennypost.lock_timeout', null],
])('%s never reaches the engine', (text, executed, limitMs) => {
  expect(readStatementText(text)).toMatchObject({ text: executed, statementTimeoutMs: limitMs });
});

test('an update of a column is no change of a setting, and its text stays as it is', () => {
  const text = 'update t set statement_timeout = 1';
  expect(readStatementText(text)).toMatchObject({ text, changesSettings: false, statementTimeoutMs: null });
});

test('settings of a program are known by name', () => {
  expect(readStatementText("set app.user = 'x'").customSettings).toEqual(['app.user']);
  expect(readStatementText("select set_config('app.zone', 'x', false)").customSettings).toEqual(['app.zone']);
});

test('DISCARD ALL and DEALLOCATE ALL take from their own client alone', () => {
  expect(readStatementText('discard all')).toMatchObject({
    text: 'reset all',
    discardsAll: true,
    deallocatesAll: true,
  });
  expect(readStatementText('deallocate all')).toMatchObject({
    text: 'reset all',
    discardsAll: false,
    deallocatesAll: true,
  });
});
