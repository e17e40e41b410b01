import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { rounds } from '../setup/soak.ts';

/** `npm run chaos`, in short: its exit code, and the rows of its table by their columns. */
async function chaos(...args: readonly string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/chaos/main.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  const [head = [], , ...rows] = out
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  return { code, err, rows: rows.map((cells) => new Map(head.map((name, at) => [name, cells[at]]))) };
}

/** Twenty seconds each on a machine of its own; on a busy one the leases of the killed still take their half minute. */
const patientMs = rounds(600_000, 3_600_000);
const amount = (name: string, usual: number, soak: number) => [`--${name}`, `${rounds(usual, soak)}`];

describe('a send amid chaos', () => {
  // Side by side: each has its own servers and ports, and waits more than it works.
  it.concurrent.each([
    ['embedded', 'kills', [...amount('recipients', 150, 2_000), ...amount('kills', 2, 20)]],
    ['postgres+redis', 'kills', [...amount('recipients', 300, 5_000), ...amount('kills', 3, 30)]],
    ['postgres+redis', 'redis-flushed', amount('recipients', 200, 5_000)],
    ['postgres', 'bad-relay', amount('recipients', 200, 5_000)],
  ])(
    'over %s, %s, loses nobody and mails nobody twice',
    { timeout: patientMs },
    async (backend, scenario, more) => {
      const run = await chaos('--seed', '10', '--scenario', scenario, '--backend', backend, ...more);
      // The sentences of the faults are what whoever broke it wants to see.
      expect(run.err).not.toMatch(/^ {2}\S/m);
      expect(run.code).toBe(0);
      expect(run.rows).toHaveLength(1);
      const [row] = run.rows;
      expect(row?.get('lost')).toBe('0');
      expect(row?.get('duplicates')).toBe('0');
      expect(row?.get('verdict')).toBe('ok');
    },
  );
});
