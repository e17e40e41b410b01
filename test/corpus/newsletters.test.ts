import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listIssueFiles, readIssue } from '../../src/content/folder/issue-file.ts';
import { newsletters } from './places.ts';

interface Row {
  readonly newsletter: string;
  readonly path: string;
  readonly number: string;
  readonly date: string;
  readonly kind: string;
}

function truth(): Row[] {
  const lines = readFileSync(join(newsletters, 'truth.tsv'), 'utf8').trim().split('\n').slice(1);
  return lines.flatMap((line) => {
    const [file = '', , number = '', , date = '', kind = ''] = line.split('\t');
    const isIssue = kind === 'issue' && (number !== '' || date !== '');
    if (!isIssue && kind !== 'draft' && kind !== 'template') return [];
    const [newsletter = '', ...path] = file.split('/');
    return [{ newsletter, path: path.join('/'), number, date, kind }];
  });
}

const iso = (date: string): string =>
  date
    .split('-')
    .map((part) => part.padStart(2, '0'))
    .join('-');

async function wrongRows(newsletter: string, rows: readonly Row[]): Promise<string[]> {
  const listed = new Map(
    (await listIssueFiles(join(newsletters, newsletter))).map((issue) => [issue.path, issue]),
  );
  return rows.flatMap((row) => {
    const issue = listed.get(row.path);
    const isRight =
      row.kind === 'issue'
        ? issue?.draft === false &&
          (row.number === ''
            ? issue.number === null && issue.date === iso(row.date)
            : issue.number === Number(row.number))
        : issue === undefined || issue.draft;
    return isRight ? [] : [`${newsletter}/${row.path}`];
  });
}

describe('the newsletters beside the project', () => {
  it('are read right in at least 99 of 100 files', async () => {
    const rows = truth();
    const names = [...new Set(rows.map((row) => row.newsletter))];
    const wrong = await Promise.all(
      names.map((name) =>
        wrongRows(
          name,
          rows.filter((row) => row.newsletter === name),
        ),
      ),
    );
    expect(rows.length).toBeGreaterThan(300);
    expect(wrong.flat().length, wrong.flat().join('\n')).toBeLessThanOrEqual(rows.length * 0.01);
  });

  it('find their issues again by path, key and, where it is the only one, number', async () => {
    for (const newsletter of readdirSync(newsletters, { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    )) {
      const [issue] = (await listIssueFiles(join(newsletters, newsletter.name))).filter(
        (one) => !one.draft && one.faults.length === 0,
      );
      if (issue === undefined) continue;
      const options = { siteUrl: null, language: issue.language ?? 'en' };
      const found = await Promise.all(
        [issue.path, issue.key].map((wanted) =>
          readIssue(join(newsletters, newsletter.name), wanted, options),
        ),
      );
      expect(found.map((one) => one.slug)).toEqual([issue.slug, issue.slug]);
    }
  });

  it('have the issue that this project grew from as issue 10', async () => {
    expect(
      await readIssue(join(newsletters, 'seed'), '10', { siteUrl: 'https://example.com', language: 'en' }),
    ).toMatchObject({
      key: '10',
      number: 10,
      title: 'BPF updates 10',
      date: '2017-08-29',
      webUrl: 'https://example.com/blog/2017/8/29/bpf-updates-10',
      lines: expect.arrayContaining([13]),
    });
  });
});
