import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BounceReport, reportOf } from '../../src/feedback/bounce-report.ts';
import { classifyMessage } from '../../src/feedback/reports/classify-message.ts';
import { mimeReader } from '../../src/mail/mime/read-mime-worker.ts';
import { bounces } from './places.ts';

const readMime = mimeReader();

interface Label {
  readonly file: string;
  readonly kind: string;
  readonly alt: readonly string[];
  readonly status: string | null;
  readonly scope?: string;
  readonly recipients: readonly string[];
  readonly aliases: readonly string[];
  readonly recipients_known: boolean;
}

const labels = (file: string): Label[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Label);
const suppresses = (kind: string): boolean => kind === 'hard' || kind === 'complaint';
const fold = (address: string): string => address.replace(/^["']|["'](?=@|$)/g, '').toLowerCase();

async function reportsOn(rows: readonly Label[], folder: string): Promise<[Label, BounceReport][]> {
  return Promise.all(
    rows.map(async (row): Promise<[Label, BounceReport]> => {
      const name = folder === bounces ? row.file : path.basename(row.file);
      return [row, await classifyMessage(readFileSync(path.join(folder, name)), readMime)];
    }),
  );
}

/** Precision and recall of the recipients in one number, as the scorer of the corpus has it. */
function recipientF1(pairs: readonly [Label, BounceReport][]): number {
  let [hits, wanted, given] = [0, 0, 0];
  for (const [{ recipients, aliases }, report] of pairs) {
    const got = [...new Set(report.recipients.map(fold))];
    const right = got.filter((one) => [...recipients, ...aliases].map(fold).includes(one));
    const hit = Math.min(right.length, recipients.length);
    hits += hit;
    wanted += recipients.length;
    given += hit + got.length - right.length;
  }
  return (200 * hits) / (wanted + given);
}

describe('the measure', () => {
  it('counts who was found, who was not, and who was named in vain', () => {
    const label = (recipients: readonly string[]): Label => ({
      file: '',
      kind: 'hard',
      alt: [],
      status: null,
      recipients,
      aliases: ['also@example.com'],
      recipients_known: true,
    });
    const found = (...names: string[]) => reportOf('invalid_recipient', '', names);
    expect(recipientF1([[label(['a@example.com']), found('A@example.com')]])).toBe(100);
    expect(recipientF1([[label(['a@example.com']), found('also@example.com')]])).toBe(100);
    expect(recipientF1([[label(['a@example.com']), found('b@example.com')]])).toBe(0);
    expect(recipientF1([[label(['a@example.com', 'b@example.com']), found('a@example.com')]])).toBeCloseTo(
      66.7,
      1,
    );
  });
});

describe('the corpus of real messages', () => {
  it('is understood, and nobody pays for a fault of the sender', async () => {
    const pairs = await reportsOn(labels(path.join(bounces, 'expected.jsonl')), bounces);
    const right = pairs.filter(
      ([{ kind, alt }, report]) => report.kind === kind || alt.includes(report.kind),
    );
    expect((100 * right.length) / pairs.length).toBeGreaterThanOrEqual(97);

    const withStatus = pairs.filter(([{ status }]) => status);
    const sameStatus = withStatus.filter(([{ status }, report]) => report.status === status);
    expect((100 * sameStatus.length) / withStatus.length).toBeGreaterThanOrEqual(95);

    const known = pairs.filter(
      ([{ kind, recipients, recipients_known }]) =>
        recipients_known && kind !== 'other' && recipients.length > 0,
    );
    expect(recipientF1(known)).toBeGreaterThanOrEqual(98.5);

    const kept = pairs.filter(([{ kind, alt }]) => ![kind, ...alt].some(suppresses));
    const lost = kept.filter(([, report]) => suppresses(report.kind));
    expect(lost.map(([{ file }]) => file).length).toBeLessThanOrEqual(2);
    expect(lost.filter(([{ scope }]) => scope === 'sender').length).toBeLessThanOrEqual(1);

    const due = pairs.filter(([{ kind, alt }]) => suppresses(kind) && alt.length === 0);
    expect(due.filter(([, report]) => !suppresses(report.kind)).length).toBeLessThanOrEqual(8);
  });

  it('has every webhook right', async () => {
    const folder = path.join(bounces, 'webhooks');
    expect(readdirSync(folder).length).toBeGreaterThan(20);
    for (const [{ file, kind, alt, status }, report] of await reportsOn(
      labels(path.join(folder, 'expected.jsonl')),
      folder,
    )) {
      expect([kind, ...alt], file).toContain(report.kind);
      if (status) expect(report.status, file).toBe(status);
    }
  });
});
