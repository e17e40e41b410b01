import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readBounce } from '../../src/feedback/reports/read-bounce.ts';
import { mimeReader } from '../../src/mail/mime/read-mime-worker.ts';
import { answer, read, ways } from '../feedback/reports/ways-of-mail.ts';
import { rounds } from '../setup/soak.ts';
import { bounces } from './places.ts';

const readMime = mimeReader();
const files = readFileSync(path.join(bounces, 'expected.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((row) => path.join(bounces, (JSON.parse(row) as { file: string }).file));

describe('real messages', () => {
  const texts = new Map(files.map((file) => [file, readFileSync(file, 'latin1')]));
  const unchanged = new Map<string, unknown>();
  beforeAll(async () => {
    for (const [file, text] of texts) unchanged.set(file, answer(await read(text)));
  });

  it.each(Object.entries(ways))('give the same answer %s', async (_, change) => {
    for (const [file, text] of texts)
      expect(answer(await read(change(text))), file).toEqual(unchanged.get(file));
  });

  /** A message that breaks off may say less than it did, and nothing about anybody whom it did not name. */
  it('blames nobody else for real mail that is cut anywhere', {
    timeout: rounds(60_000, 3_600_000),
  }, async () => {
    const contents = files.map((file) => readFileSync(file));
    const wholes = await Promise.all(contents.map(async (bytes) => readBounce(await readMime(bytes))));
    const cut = fc.tuple(fc.nat(contents.length - 1), fc.double({ min: 0, max: 1, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(cut, async ([at, share]) => {
        const bytes = contents[at] ?? Buffer.alloc(0);
        const report = readBounce(await readMime(bytes.subarray(0, share * bytes.length)));
        if (report.kind !== 'hard') return;
        const named = `${bytes.toString('latin1')} ${wholes[at]?.recipients.join(' ')}`.toLowerCase();
        for (const recipient of report.recipients)
          expect(named.replaceAll(/=\r?\n/g, '')).toContain(recipient.toLowerCase());
      }),
      { numRuns: rounds(500, 20_000) },
    );
  });
});
