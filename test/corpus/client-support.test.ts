import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listIssueFiles, readIssue } from '../../src/content/folder/issue-file.ts';
import { supportFindings } from '../../src/email/clients/client-support.ts';
import { renderIssue } from '../../src/email/render/render-issue.ts';
import { readTemplate } from '../../src/email/template/template-file.ts';
import { newsletter } from '../email/sample.ts';
import { newsletters } from './places.ts';

describe.each(['digest', 'letter'])('the %s', (name) => {
  test.each(['seed', 'cilium-bpf', 'redox', 'ember-times', 'this-week-in-rust', 'bitcoin-optech'])(
    'gives no finding on %s',
    async (source) => {
      const folder = join(newsletters, source);
      const issues = (await listIssueFiles(folder)).filter(
        ({ draft, faults }) => !draft && faults.length === 0,
      );
      const template = await readTemplate(`templates/${name}`);
      for (const { path } of issues.slice(0, 2)) {
        const issue = await readIssue(folder, path, { siteUrl: newsletter.siteUrl, language: 'en' });
        const [variant] = (await renderIssue(issue, template, newsletter)).variants;
        expect(supportFindings(variant?.html ?? '')).toEqual([]);
      }
    },
  );
});
