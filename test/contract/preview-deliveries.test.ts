import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliveryFinder } from '../../src/cli/preview/delivery-ids.ts';
import type { Config } from '../../src/config.ts';
import { openDatabase } from '../../src/database/open/open-database-sql.ts';
import type { RenderedIssue } from '../../src/email/rendered-issue.ts';
import { openSend, type SendRequest } from '../../src/ledger/sends/open-send-sql.ts';
import { copyDatabase } from '../setup/copy-database.ts';

let dataDirectory: string;

beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'pennypost-preview-'));
});
afterEach(() => rmSync(dataDirectory, { recursive: true, force: true }));

const rendered = { issueKey: '10', digest: 'd1' } as RenderedIssue;
const request: SendRequest = {
  issueKey: rendered.issueKey,
  digest: rendered.digest,
  content: '{}',
  rehearsal: false,
  correction: false,
  source: 's1',
  subject: 'Low tide',
  includeNew: false,
};

test('a preview learns of a send that was begun while another process has the database all the time', async () => {
  copyDatabase(dataDirectory);
  const config = { databaseUrl: null, dataDirectory } as Config;
  let now = 0;
  const find = deliveryFinder(() => now);
  const serving = await openDatabase({
    url: null,
    directory: dataDirectory,
    command: 'pennypost serve',
    isLasting: true,
  });
  const nobody = () => find(config, rendered, 'ada@example.com');
  expect(await nobody()).toMatchObject({ why: 'no send of exactly this version exists yet' });
  const { send } = await openSend(serving, request);
  now += 3_000;
  expect(await nobody()).toMatchObject({ why: `this reader is not among those of send ${send}` });
  await serving.close();
});
