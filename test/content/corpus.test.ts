import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { listIssueFiles, readIssue } from '../../src/content/folder/issue-file.ts';

/** Real newsletters beside the project, with what is right for each file; not part of a clone. */
const corpus = fileURLToPath(new URL('../../../shared/corpus/newsletters/', import.meta.url));

interface Row {
  readonly newsletter: string;
  readonly path: string;
  readonly number: string;
  readonly date: string;
  readonly kind: string;
}

function truth(): Row[] {
  const lines = readFileSync(`${corpus}truth.tsv`, 'utf8').trim().split('\n').slice(1);
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
    (await listIssueFiles(`${corpus}${newsletter}`)).map((issue) => [issue.path, issue]),
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

describe('a post of a blog that holds a newsletter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pennypost-blog-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is found by the number in its title and path, though no field says it', async () => {
    for (const number of [9, 10, 11]) {
      const day = `2026-10-${number}`;
      writeFileSync(
        join(folder, `${day}-tidal-notes-${number}.md`.replace('-9-', '-09-')),
        `---\npath: '/blog/${day}/tidal-notes-${number}'\ndate: '${day.replace(/-9$/, '-09')}T15:50:18.000Z'\n` +
          `title: 'Tidal notes ${number}'\ntags:\n  - tides\nogSummary: 'What the sea did.'\n---\n\nHigh water.\n`,
      );
    }
    expect(await readIssue(folder, '10', { siteUrl: 'https://example.com', language: 'en' })).toMatchObject({
      key: '10',
      number: 10,
      title: 'Tidal notes 10',
      date: '2026-10-10',
      summary: 'What the sea did.',
      webUrl: 'https://example.com/blog/2026-10-10/tidal-notes-10',
      lines: expect.arrayContaining([9]),
    });
  });
});

if (existsSync(`${corpus}truth.tsv`)) {
  describe('the newsletters beside the project', () => {
    it('are read right in at least 99 of 100 files', async () => {
      const rows = truth();
      const newsletters = [...new Set(rows.map((row) => row.newsletter))];
      const wrong = await Promise.all(
        newsletters.map((name) =>
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
      for (const newsletter of readdirSync(corpus, { withFileTypes: true }).filter((entry) =>
        entry.isDirectory(),
      )) {
        const [issue] = (await listIssueFiles(`${corpus}${newsletter.name}`)).filter(
          (one) => !one.draft && one.faults.length === 0,
        );
        if (issue === undefined) continue;
        const options = { siteUrl: null, language: issue.language ?? 'en' };
        const found = await Promise.all(
          [issue.path, issue.key].map((wanted) => readIssue(`${corpus}${newsletter.name}`, wanted, options)),
        );
        expect(found.map((one) => one.slug)).toEqual([issue.slug, issue.slug]);
      }
    });

    it('have the issue that this project grew from as issue 10', async () => {
      expect(
        await readIssue(`${corpus}seed`, '10', { siteUrl: 'https://example.com', language: 'en' }),
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
}
