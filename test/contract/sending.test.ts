import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { findLists } from '../../src/audience/subscriber-file.ts';
import { realClock as clock } from '../../src/cli/terminal/real-clock.ts';
import type { Database } from '../../src/database/database.ts';
import { type Catcher, startCatcher } from '../../src/delivery/listener/catcher-smtp.ts';
import { parseRelayUrl } from '../../src/delivery/relay/relay-url.ts';
import { digestIssue } from '../../src/email/render/digest-issue.ts';
import type { RenderedIssue } from '../../src/email/rendered-issue.ts';
import { listSends } from '../../src/ledger/accounts/list-sends-sql.ts';
import type { Outcome } from '../../src/ledger/delivery.ts';
import { openSend } from '../../src/ledger/sends/open-send-sql.ts';
import { readRenderedIssue } from '../../src/ledger/sends/send-state-sql.ts';
import type { EmailAddress } from '../../src/mail/address.ts';
import { followSend } from '../../src/sending/control/follow-send-sql.ts';
import { planSend, tryPlan } from '../../src/sending/control/plan-send-sql.ts';
import { type SendChoices, sendRequest } from '../../src/sending/control/send-choices.ts';
import { sendControl } from '../../src/sending/control/send-control-sql.ts';
import { readSendEnd } from '../../src/sending/control/send-end-sql.ts';
import { sendTestMessage } from '../../src/sending/control/send-test-smtp.ts';
import { noWayOut, type SendingKeys, testKeys } from '../../src/sending/keys.ts';
import { startWorker } from '../../src/sending/worker/start-worker-sql.ts';
import { scopeOfSend, type WorkerSetup } from '../../src/sending/worker/worker-setup.ts';
import { newsletter } from '../email/sample.ts';
import { databaseBackends, emptyTables, type OpenBackend } from '../setup/backends.ts';
import { testLinkKeys } from '../setup/signed-names.ts';

const keys: SendingKeys = { ...testLinkKeys, ...noWayOut };
const choices: SendChoices = {
  rehearsal: false,
  correction: false,
  everybody: false,
  includeNew: false,
  resendInDoubt: false,
  canary: null,
  skipBadRows: false,
  acceptShorter: false,
};
const content = {
  issueKey: '4',
  subject: 'Low tide',
  preheader: 'What the sea leaves behind.',
  newsletter,
  conditions: [],
  variants: [
    { html: ['<p>', { field: 'name', fallback: 'You', context: 'text' }, '</p>'], text: ['Low tide.\n'] },
  ],
} satisfies Omit<RenderedIssue, 'digest'>;
const rendered = digestIssue(content);
/** As another template makes it. */
const anew = digestIssue({ ...content, preheader: 'In another colour.' });
const [embedded, server] = databaseBackends(() => inject('databaseUrl'));
const backends = [
  ['PGlite', embedded?.[1], () => null],
  ['Postgres', server?.[1], () => null],
  ['Redis and Postgres', server?.[1], () => inject('redisUrl')],
] as const;

describe.each(backends)('sending without a command line, on %s', (_, open, redisUrl) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'pennypost-sending-'));
  let backend: OpenBackend;
  let database: Database;
  let catcher: Catcher;

  beforeAll(async () => {
    if (!open) throw new Error('There is no such backend.');
    backend = await open();
    database = backend.database;
    catcher = await startCatcher(path.join(folder, 'outbox'));
  });
  afterAll(async () => {
    await catcher.close();
    await backend.remove();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    await emptyTables(database);
    rmSync(catcher.directory, { recursive: true });
    mkdirSync(catcher.directory);
  });

  async function listsOf(...addresses: string[]) {
    writeFileSync(path.join(folder, 'readers.csv'), ['email', ...addresses, ''].join('\n'));
    return findLists(folder);
  }

  const listing = {
    skipBadRows: false,
    acceptShorter: false,
    now: new Date(),
    onLeftOut: () => undefined,
    mayShorten: async () => false,
  };
  const request = sendRequest(rendered, 'what was written', choices);
  const caught = () => readdirSync(catcher.directory).filter((name) => name.endsWith('.eml'));

  /** Delivers a send to its end by a worker of this process; what came of each is added to `outcomes`. */
  async function deliver(send: number, relayUrl: string, stop: AbortSignal, outcomes: Outcome[]) {
    const parsed = parseRelayUrl(relayUrl);
    if (!parsed.ok) throw new Error(parsed.problem);
    const troubles: unknown[] = [];
    const setup: WorkerSetup = {
      resolveMx: null,
      database,
      redisUrl: redisUrl(),
      scope: scopeOfSend(send, false),
      relays: [parsed.relay],
      keys,
      connections: 2,
      giveUpAfterMs: 3_600_000,
      command: 'a test',
      stop,
      clock,
      random: Math.random,
      onOutcome: (outcome) => outcomes.push(outcome),
      onTrouble: (error) => troubles.push(error),
      onRetired: (error) => troubles.push(error),
      warn: () => undefined,
    };
    const worker = await startWorker(setup);
    const following = {
      clock,
      stop,
      onAccount: () => undefined,
      onCanary: () => undefined,
      onPutOff: () => undefined,
    };
    await followSend(database, send, { ...following, onTrouble: (error) => troubles.push(error) });
    await worker.stop();
    expect(troubles).toEqual([]);
  }

  it('plans, begins and delivers a send, and tells how it ended', async () => {
    const plan = await planSend(database, await listsOf('ada@a.example', 'bob@b.example'), request, listing);
    expect(plan).toMatchObject({ kind: 'begin', count: { audience: 2, wouldSend: 2, skipped: {} } });
    const { send } = await openSend(database, request);
    const outcomes: Outcome[] = [];
    await deliver(send, catcher.url, new AbortController().signal, outcomes);
    const end = await readSendEnd(database, send, { issueKey: '4', unhappyShown: 10 });
    expect(end).toMatchObject({
      state: 'done',
      account: { audience: 2, accepted: 2 },
      unhappy: [],
      quarantine: [],
    });
    expect(outcomes.map(({ state }) => state)).toEqual(['accepted', 'accepted']);
    expect(caught().map((name) => name.split('.e')[0])).toEqual(['ada@a', 'bob@b']);
    await tryPlan(
      database,
      await listsOf('ada@a.example', 'bob@b.example'),
      request,
      listing,
      async (tried) => {
        expect(tried.refusals).toHaveLength(1);
        expect(tried.count).toMatchObject({ audience: 2, wouldSend: 0, alreadySent: 2, skipped: {} });
      },
    );
  });

  it('begins nothing where it was told to stop, and goes on with the same send later', async () => {
    await planSend(database, await listsOf('ada@a.example'), request, listing);
    const { send } = await openSend(database, request);
    await deliver(send, catcher.url, AbortSignal.abort(), []);
    expect(caught()).toEqual([]);
    const again = await planSend(database, await listsOf('ada@a.example'), request, listing);
    expect(again).toMatchObject({ kind: 'continue', send, count: { audience: 1, wouldSend: 1 } });
    await deliver(send, catcher.url, new AbortController().signal, []);
    expect(caught()).toHaveLength(1);
  });

  it('shows a plan and leaves no trace of it', async () => {
    const lists = await listsOf('ada@a.example', 'no address', 'ada@a.example');
    const seen: unknown[] = [];
    await tryPlan(database, lists, request, { ...listing, skipBadRows: true }, async (tried) => {
      seen.push(...tried.leftOut);
      const people = await tried.database.tables.selectFrom('subscriber').select('address').execute();
      expect(people).toEqual([{ address: 'ada@a.example' }]);
      expect(tried.count).toMatchObject({ audience: 1, wouldSend: 1 });
    });
    expect(seen).toHaveLength(2);
    expect(await database.tables.selectFrom('subscriber').select('address').execute()).toEqual([]);
  });

  it.each([
    [
      'of a form that this version does not know',
      JSON.stringify({ form: 99, issueKey: '4' }),
      /issue 4 .*form 99/,
    ],
    ['damaged', '{"form":1,"issueKey":"4","subj', /damaged/],
  ])('pauses a send whose rendering is %s, says so, and mails nobody', async (_name, content, words) => {
    const lists = await listsOf('ada@a.example');
    const control = sendControl(database);
    await planSend(database, lists, request, listing);
    const { send } = await openSend(database, request);
    await database.tables.updateTable('rendered_issue').set({ content }).execute();
    await deliver(send, catcher.url, new AbortController().signal, []);
    const end = await readSendEnd(database, send, { issueKey: '4', unhappyShown: 10 });
    expect(end).toMatchObject({ state: 'paused', pausedBy: 'fault', account: { pending: 1, failed: 0 } });
    expect(end.pauseReason).toMatch(words);
    expect(end.pauseReason).toMatch(/--correction.*cancel/);
    expect(await listSends(database)).toMatchObject([{ state: 'paused', subject: 'Low tide' }]);
    // What is rendered to the byte as it was takes its place.
    await openSend(database, request);
    await control.pause(send);
    expect(await readRenderedIssue(database, rendered.digest)).toBe(request.content);
    await control.resume(send);
    await database.tables.updateTable('rendered_issue').set({ content }).execute();
    // Another rendering of the same source would have to be mailed as it was stored; a correction needs none of that.
    const upgraded = { ...request, digest: 'another rendering' };
    await expect(planSend(database, lists, upgraded, listing)).rejects.toMatchObject({ name: 'EmailError' });
    const correction = { ...sendRequest(anew, 'what was written', choices), correction: true };
    expect(await planSend(database, lists, correction, listing)).toMatchObject({ send, gets: 'new' });
    await openSend(database, correction);
    await deliver(send, catcher.url, new AbortController().signal, []);
    expect(caught()).toHaveLength(1);
  });

  it('refuses to plan for nobody', async () => {
    const planning = planSend(database, await listsOf(), request, listing);
    await expect(planning).rejects.toMatchObject({ name: 'AudienceError' });
  });

  it('does to a send what a person asks, as data', async () => {
    await planSend(database, await listsOf('ada@a.example'), request, listing);
    const { send } = await openSend(database, request);
    const control = sendControl(database);
    expect(await control.pause(send)).toMatchObject({ state: 'running' });
    await deliver(send, catcher.url, new AbortController().signal, []);
    expect(caught()).toEqual([]);
    const [view] = await control.look('4');
    expect(JSON.parse(JSON.stringify(view))).toEqual(view);
    expect(view).toMatchObject({ send, state: 'paused', pausedBy: 'editor', account: { pending: 1 } });
    expect(await control.cancel(send)).toMatchObject({ state: 'paused' });
    expect(await control.look('4')).toMatchObject([{ state: 'cancelled', account: { skipped: 1 } }]);
  });

  it('sends a test that the ledger knows nothing of', async () => {
    const parsed = parseRelayUrl(catcher.url);
    if (!parsed.ok) throw new Error(parsed.problem);
    const receipt = await sendTestMessage({
      rendered,
      to: { name: 'Ada', address: 'ada@a.example' as EmailAddress },
      fields: {},
      keys: testKeys(['a secret of thirty-two characters'], noWayOut),
      relays: [parsed.relay],
      nonce: 'abc',
      clock,
    });
    expect(receipt).toMatchObject({ kind: 'accepted' });
    const [name = ''] = caught();
    expect(readFileSync(path.join(catcher.directory, name), 'utf8')).toMatch(/^Subject: .*Low tide/m);
    expect(await database.tables.selectFrom('send').selectAll().execute()).toEqual([]);
  });
});
