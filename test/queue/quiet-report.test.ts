import { expect, test } from 'vitest';
import { quietReport } from '../../src/queue/quiet-report.ts';

test('what is said over and over is said once in a while', () => {
  const said: string[] = [];
  let now = 0;
  const report = quietReport(
    (text) => said.push(text),
    () => now,
    10,
  );
  for (now of [0, 5, 9]) report('away');
  expect(said).toEqual(['away']);
  now = 10;
  report('away');
  expect(said).toEqual(['away', 'away']);
});

test('different things are said each for itself', () => {
  const said: string[] = [];
  const report = quietReport(
    (text) => said.push(text),
    () => 0,
    10,
  );
  for (const text of ['a', 'b', 'a', 'b']) report(text);
  expect(said).toEqual(['a', 'b']);
});
