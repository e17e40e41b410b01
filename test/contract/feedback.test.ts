import { sql } from 'kysely';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { caseProofToken, testUnsubscribeToken } from '../../src/audience/unsubscribe-token.ts';
import type { DeliveryState } from '../../src/database/column-values.ts';
import type { Database } from '../../src/database/database.ts';
import { readPreferences } from '../../src/feedback/consent/read-preferences-sql.ts';
import { resubscribe } from '../../src/feedback/consent/resubscribe-sql.ts';
import { findSubscriber, undoSuppression } from '../../src/feedback/consent/undo-suppression-sql.ts';
import { unsubscribe } from '../../src/feedback/consent/unsubscribe-sql.ts';
import type { FeedbackIntake, ReturnedMail } from '../../src/feedback/feedback-intake.ts';
import { decideQuarantine, readQuarantine } from '../../src/feedback/record/decide-quarantine-sql.ts';
import {
  type FeedbackIntakeOptions,
  openFeedbackIntake,
} from '../../src/feedback/record/feedback-intake-sql.ts';
import { readAsking } from '../../src/feedback/record/read-asking-sql.ts';
import { sweepRefusals } from '../../src/feedback/record/sweep-refusals-sql.ts';
import { undoIssue } from '../../src/feedback/record/undo-issue-sql.ts';
import { linkKeys } from '../../src/sending/keys.ts';
import { autoReply, bounce, complaint, failed } from '../feedback/returned-mail.ts';
import { databaseBackends, emptyTables, useBackend } from '../setup/backends.ts';
import {
  giveNames,
  messageIdOf as idOf,
  returnPathOf as path,
  testLinkKeys,
  tokenOf,
} from '../setup/signed-names.ts';

const unsubscribeMailbox = 'leave@news.example';
const options: FeedbackIntakeOptions = {
  keys: testLinkKeys,
  forwarding: null,
  unsubscribeMailboxes: [{ address: unsubscribeMailbox, returnPathDomain: 'news.example' }],
  // What proves a sender has a test of its own.
  proveSender: async (bytes) => /^X-Proven: (.*)$/m.exec(Buffer.from(bytes).toString())?.[1]?.trim() ?? null,
};
const sentAt = new Date('2026-03-01T12:00:00Z');
const day = 86_400_000;
const daysOn = (days: number) => new Date(sentAt.getTime() + days * day);

const gone = failed('550 5.1.1 No such user', '5.1.1', 'ada@example.com');
const full = failed('552 5.2.2 Over quota', '5.2.2', 'ada@example.com');
const disabled = failed('550 5.2.1 Account disabled', '5.2.1', 'ada@example.com');
const blocked = failed('550 5.7.1 Blocked, see spamhaus.org', '5.7.1', 'ada@example.com');

describe.each(databaseBackends(() => inject('databaseUrl')))('feedback on %s', (_, open) => {
  let database: Database;
  let intake: FeedbackIntake;
  const ada = 1;
  const grace = 2;

  useBackend(open, (opened) => {
    database = opened;
  });
  beforeEach(async () => {
    await emptyTables(database);
    await sql`insert into rendered_issue (digest, issue_key, content) values ('d', '1', '{}')`.execute(
      database.tables,
    );
    // What a process remembers must not go from one test to the next.
    intake = openFeedbackIntake(database, options);
    for (const address of ['Ada@example.com', 'grace@example.com']) await addSubscriber(address);
    await addSend(1);
  });

  async function addSubscriber(address: string): Promise<void> {
    const row = { address, address_key: address.toLowerCase(), fields: '{}' };
    await database.tables.insertInto('subscriber').values(row).execute();
    await giveNames(database);
  }

  /** A send of its own issue to Ada and Grace, accepted at noon of that day. */
  async function addSend(id: number, at = sentAt, state: DeliveryState = 'accepted', rehearsal = false) {
    await sql`insert into send (issue_key, digest, rehearsal, created_at) values (${String(id)}, 'd', ${rehearsal}, ${at})`.execute(
      database.tables,
    );
    await sql`insert into delivery (send_id, subscriber_id, state, updated_at)
      select ${id}, id, ${state}, ${at} from subscriber where id <= 2`.execute(database.tables);
    await giveNames(database);
  }

  const mail = (bytes: Buffer, envelopeRecipient: string | null, at = daysOn(1)): ReturnedMail => ({
    bytes,
    envelopeRecipient,
    via: 'smtp',
    at,
  });
  /** A bounce to the return path of one delivery, about its subscriber. */
  async function returned(fields: readonly string[], send: number, days: number, subscriber = ada) {
    const { address } = await database.tables
      .selectFrom('subscriber')
      .select('address')
      .where('id', '=', subscriber)
      .executeTakeFirstOrThrow();
    const about = fields.map((line) => line.replace('ada@example.com', address));
    const bytes = bounce({ fields: about, id: `${send}-${subscriber}-${days}` });
    const [taken] = await intake.takeMail(mail(bytes, path(send, subscriber), daysOn(days)));
    return taken?.became;
  }

  const suppressions = () =>
    database.tables
      .selectFrom('suppression')
      .select(['address_key', 'reason'])
      .orderBy('address_key')
      .execute();
  const events = () => database.tables.selectFrom('feedback_event').selectAll().orderBy('id').execute();
  async function stateOf(send: number, subscriber: number): Promise<DeliveryState> {
    const { state } = await database.tables
      .selectFrom('delivery')
      .select('state')
      .where('send_id', '=', send)
      .where('subscriber_id', '=', subscriber)
      .executeTakeFirstOrThrow();
    return state;
  }

  it('suppresses who is gone, and keeps the evidence', async () => {
    const bytes = bounce({ fields: gone });
    expect(await intake.takeMail(mail(bytes, path(1, ada)))).toEqual([
      {
        became: 'suppressed',
        address: 'Ada@example.com',
        category: 'invalid_recipient',
        why: 'The address is refused for good.',
      },
    ]);
    const [event] = await events();
    expect(event).toMatchObject({
      kind: 'hard',
      category: 'invalid_recipient',
      disposition: 'suppressed',
      via: 'smtp',
      send_id: 1,
      subscriber_id: ada,
      recipient: 'ada@example.com',
      provider: 'example.com',
      status: '5.1.1',
      reply: '550 5.1.1 No such user',
    });
    const rows = await database.tables.selectFrom('suppression').selectAll().execute();
    expect(rows).toMatchObject([
      {
        address_key: 'ada@example.com',
        reason: 'hard-bounce',
        since: daysOn(1),
        evidence: { event: event?.id, send: 1, status: '5.1.1', reply: '550 5.1.1 No such user' },
      },
    ]);
  });

  it('counts the same report once, however it comes', async () => {
    const bytes = bounce({ fields: gone });
    const again = Buffer.from(
      `Return-Path: <>\nReceived: from mx by mx\nDelivered-To: ${path(1, ada)}\n${bytes.toString().replaceAll('\r\n', '\n')}\n\n`,
    );
    await intake.takeMail(mail(bytes, path(1, ada)));
    expect(await intake.takeMail({ ...mail(again, null, daysOn(2)), via: 'file' })).toMatchObject([
      { became: 'repeated', address: 'Ada@example.com' },
    ]);
    expect(await events()).toHaveLength(1);
  });

  it('many times at once is the same as once', async () => {
    const bytes = bounce({ fields: gone });
    const taken = await Promise.all(
      Array.from({ length: 12 }, () => intake.takeMail(mail(bytes, path(1, ada)))),
    );
    const became = taken.flat().map((one) => one.became);
    expect(became.filter((one) => one === 'suppressed')).toHaveLength(1);
    expect(became.filter((one) => one === 'repeated')).toHaveLength(11);
  });

  it('changes nothing for a forged bounce about somebody else, and writes it down', async () => {
    const forge = (text: string) => text.replace(/.@/, (last) => (last === 'a@' ? 'b@' : 'a@'));
    const bytes = bounce({ fields: gone, returned: [`Message-ID: ${forge(idOf(1, ada))}`] });
    const taken = await intake.takeMail(mail(bytes, forge(path(1, ada))));
    expect(taken).toMatchObject([
      { became: 'unmatched', address: null, category: 'invalid_recipient', doubt: 'forged' },
    ]);
    expect(await suppressions()).toEqual([]);
    expect(await events()).toMatchObject([
      { disposition: 'unmatched', subscriber_id: null, recipient: 'ada@example.com' },
    ]);
  });

  it('holds a report against whoever its return path names, and waits for a second if it names somebody else', async () => {
    await addSend(2, daysOn(7));
    const bytes = (id: string) => bounce({ fields: gone, id });
    expect(await intake.takeMail(mail(bytes('1'), path(1, grace), daysOn(1)))).toMatchObject([
      { became: 'counted', address: 'grace@example.com' },
    ]);
    expect(await events()).toMatchObject([{ subscriber_id: grace, recipient: 'ada@example.com' }]);
    await intake.takeMail(mail(bytes('2'), path(2, grace), daysOn(8)));
    expect(await suppressions()).toEqual([{ address_key: 'grace@example.com', reason: 'hard-bounce' }]);
  });

  it('waits for a second where only the text of a letter says whose it is', async () => {
    const text = `<ada@example.com>: 550 5.1.1 No such user\r\n\r\n> ${idOf(1, ada)}`;
    const letter = Buffer.from(
      `From: MAILER-DAEMON@example.com\r\nTo: x@news.example\r\nSubject: failure notice\r\n\r\n${text}\r\n`,
    );
    expect(await intake.takeMail(mail(letter, null))).toMatchObject([
      { became: 'counted', category: 'invalid_recipient', address: 'Ada@example.com' },
    ]);
  });

  it('believes no report about what nobody can have got', async () => {
    for (const [send, state, rehearsal] of [
      [2, 'pending', false],
      [3, 'deferred', false],
      [4, 'failed', false],
      [5, 'skipped', false],
      [6, 'accepted', true],
    ] as const) {
      await addSend(send, sentAt, state, rehearsal);
      expect(await returned(gone, send, 1), state).toBe('unmatched');
    }
    expect(await returned(gone, 99, 1)).toBe('unmatched');
    expect(await suppressions()).toEqual([]);
  });

  it('notes a bounce that comes months later, and no more', async () => {
    expect(await returned(gone, 1, 61)).toBe('noted');
    expect(await suppressions()).toEqual([]);
    expect(await returned(gone, 1, 59)).toBe('suppressed');
  });

  it('never lets a subscriber pay for a fault of ours', async () => {
    for (const send of [2, 3, 4, 5, 6, 7]) await addSend(send, daysOn(7 * send));
    for (const send of [2, 3, 4, 5, 6, 7]) expect(await returned(blocked, send, 7 * send + 1)).toBe('noted');
    expect(await suppressions()).toEqual([]);
  });

  it('slows a domain of whose readers five bring back a fault of ours while the send runs, and leaves it alone then', async () => {
    for (let n = 3; n <= 8; n += 1) await addSubscriber(`r${n}@example.com`);
    await sql`insert into delivery (send_id, subscriber_id, state, updated_at)
      select 1, id, 'accepted', ${sentAt} from subscriber where id > 2`.execute(database.tables);
    const now = (Date.now() - sentAt.getTime()) / day;
    await sql`update delivery set updated_at = clock_timestamp()`.execute(database.tables);
    const penalties = () => database.tables.selectFrom('domain_penalty').select(['domain', 'said']).execute();
    for (const reader of [ada, grace, 3, 4]) await returned(blocked, 1, now, reader);
    expect(await returned(full, 1, now, 5)).toBe('counted');
    expect(await penalties()).toEqual([]);
    const bytes = bounce({ fields: blocked.map((line) => line.replace('ada@', 'r6@')), id: 'fifth' });
    const [fifth] = await intake.takeMail(mail(bytes, path(1, 6), new Date()));
    expect(fifth).toMatchObject({ became: 'noted', why: expect.stringContaining('example.com is slowed') });
    expect(await penalties()).toEqual([
      { domain: 'example.com', said: '550 5.7.1 Blocked, see spamhaus.org' },
    ]);
    await sql`update domain_penalty set since = since - interval '10 minutes'`.execute(database.tables);
    await sql`update domain_penalty set said = 'before'`.execute(database.tables);
    await returned(blocked, 1, now, 7);
    await openFeedbackIntake(database, options).takeMail(
      mail(bounce({ fields: blocked, id: 'other process' }), path(1, 8), new Date()),
    );
    expect(await penalties()).toMatchObject([{ said: 'before' }]);
    expect(await suppressions()).toEqual([]);
  });

  it('slows nothing for a send that is over', async () => {
    for (let n = 3; n <= 7; n += 1) await addSubscriber(`r${n}@example.com`);
    await sql`insert into delivery (send_id, subscriber_id, state, updated_at)
      select 1, id, 'accepted', clock_timestamp() from subscriber where id > 2`.execute(database.tables);
    await sql`update send set state = 'done'`.execute(database.tables);
    const now = (Date.now() - sentAt.getTime()) / day;
    for (const reader of [3, 4, 5, 6, 7]) await returned(blocked, 1, now, reader);
    expect(await database.tables.selectFrom('domain_penalty').selectAll().execute()).toEqual([]);
  });

  it('suppresses on the second refusal of another issue, three days apart', async () => {
    await addSend(2, daysOn(2));
    await addSend(3, daysOn(7));
    expect(await returned(disabled, 1, 1)).toBe('counted');
    expect(await returned(disabled, 2, 3)).toBe('counted');
    expect(await returned(disabled, 3, 7.5)).toBe('suppressed');
  });

  it('begins to count anew where an issue between them came back from nobody', async () => {
    await addSend(2, daysOn(7));
    await addSend(3, daysOn(21));
    expect(await returned(disabled, 1, 1)).toBe('counted');
    expect(await returned(disabled, 3, 22)).toBe('counted');
    expect(await returned(disabled, 2, 8)).toBe('suppressed');
  });

  it('suppresses a mailbox that is full for weeks, and not before', async () => {
    for (const send of [2, 3, 4, 5, 6]) await addSend(send, daysOn(7 * (send - 1)));
    const became = [];
    for (const send of [1, 2, 3, 4, 5]) became.push(await returned(full, send, 7 * (send - 1) + 1));
    expect(became).toEqual(['counted', 'counted', 'counted', 'counted', 'suppressed']);
    expect(await suppressions()).toEqual([
      { address_key: 'ada@example.com', reason: 'repeated-soft-bounce' },
    ]);
    expect(await returned(gone, 6, 36)).toBe('suppressed');
    const [row] = await database.tables.selectFrom('suppression').selectAll().execute();
    expect(row).toMatchObject({
      reason: 'hard-bounce',
      evidence: { replaced: { reason: 'repeated-soft-bounce' } },
    });
  });

  it('counts reports that come at once as if they came one by one', async () => {
    for (const send of [2, 3, 4, 5]) await addSend(send, daysOn(7 * (send - 1)));
    const became = await Promise.all([1, 2, 3, 4, 5].map((send) => returned(full, send, 7 * (send - 1) + 1)));
    expect(became.sort()).toEqual(['counted', 'counted', 'counted', 'counted', 'suppressed']);
    const left = unsubscribe(database, grace, { via: 'page', at: daysOn(1) });
    const bytes = complaint({ mailFrom: path(1, grace) });
    await Promise.all([intake.takeMail(mail(bytes, null, daysOn(2))), left]);
    expect(await suppressions()).toContainEqual({ address_key: 'grace@example.com', reason: 'complaint' });
  });

  describe('a complaint', () => {
    it('is found by what the report says of its return path, and suppresses', async () => {
      const bytes = complaint({ mailFrom: path(1, ada).toUpperCase() });
      expect(await intake.takeMail(mail(bytes, null))).toMatchObject([
        { became: 'suppressed', category: 'complaint', address: 'Ada@example.com' },
      ]);
      expect(await suppressions()).toEqual([{ address_key: 'ada@example.com', reason: 'complaint' }]);
    });

    it('after leaving makes that nobody can lift it on the preferences page', async () => {
      await unsubscribe(database, ada, { via: 'page', at: daysOn(1) });
      const bytes = complaint({ returned: [`Message-ID: ${idOf(1, ada)}`] });
      expect(await intake.takeMail(mail(bytes, null, daysOn(2)))).toMatchObject([{ became: 'suppressed' }]);
      await resubscribe(database, ada, { via: 'mailed-link', at: daysOn(3) });
      expect(await suppressions()).toEqual([{ address_key: 'ada@example.com', reason: 'complaint' }]);
      expect(await readPreferences(database, ada)).toMatchObject({
        standing: { kind: 'stopped', reason: 'complaint', hasLeft: true },
      });
    });

    it('from before a reader came back is of no account', async () => {
      await unsubscribe(database, ada, { via: 'page', at: daysOn(1) });
      await resubscribe(database, ada, { via: 'mailed-link', at: daysOn(3) });
      const bytes = complaint({ mailFrom: path(1, ada) });
      expect(await intake.takeMail(mail(bytes, null, daysOn(2)))).toMatchObject([{ became: 'noted' }]);
      expect(await suppressions()).toEqual([]);
    });
  });

  it('keeps the stronger reason, whichever comes first', async () => {
    await unsubscribe(database, ada, { via: 'page', at: daysOn(1) });
    expect(await returned(gone, 1, 2)).toBe('suppressed');
    await returned(gone, 1, 2, grace);
    await unsubscribe(database, grace, { via: 'page', at: daysOn(3) });
    expect((await suppressions()).map(({ reason }) => reason)).toEqual(['hard-bounce', 'hard-bounce']);
    await addSend(2, daysOn(2));
    expect(await returned(gone, 2, 4)).toBe('noted');
  });

  it.each([
    ['a bounce', (): Buffer => bounce({ fields: gone }), 'suppressed'],
    ['an answering machine', (): Buffer => autoReply(path(1, ada), idOf(1, ada)), 'noted'],
    ['a complaint', (): Buffer => complaint({ mailFrom: path(1, ada) }), 'suppressed'],
  ])(
    'takes %s for the proof that what was in doubt had arrived at the relay',
    async (_name, bytes, became) => {
      await sql`update delivery set state = 'in_doubt'`.execute(database.tables);
      expect(await intake.takeMail(mail(bytes(), path(1, ada)))).toMatchObject([{ became }]);
      expect([await stateOf(1, ada), await stateOf(1, grace)]).toEqual(['accepted', 'in_doubt']);
    },
  );

  it('finds whose an automatic answer is by what it answers', async () => {
    const bytes = autoReply('news@news.example', idOf(1, ada));
    expect(await intake.takeMail(mail(bytes, null))).toMatchObject([
      { became: 'noted', category: 'auto_reply', address: 'Ada@example.com' },
    ]);
  });

  describe('mail to the unsubscribe mailbox', () => {
    const letter = (subject: string, from = 'ada@example.com') =>
      Buffer.from(`From: ${from}\r\nTo: ${unsubscribeMailbox}\r\nSubject: ${subject}\r\n\r\n`);

    it('unsubscribes by its token, whoever sent it', async () => {
      const bytes = letter(`unsubscribe ${tokenOf(ada)}`, 'x@elsewhere.example');
      expect(await intake.takeMail(mail(bytes, 'Leave@News.example'))).toMatchObject([
        { became: 'unsubscribed', address: 'Ada@example.com' },
      ]);
      expect(await suppressions()).toEqual([{ address_key: 'ada@example.com', reason: 'unsubscribe' }]);
      const consent = await database.tables.selectFrom('consent').selectAll().executeTakeFirstOrThrow();
      expect(consent).toMatchObject({ event: 'unsubscribed', source: 'mailto' });
    });

    it('unsubscribes by the token in its address, whatever its subject', async () => {
      const token = caseProofToken(tokenOf(ada));
      const taken = await intake.takeMail(
        mail(letter('No subject'), `leave+${token.toUpperCase()}@news.example`),
      );
      expect(taken).toMatchObject([{ became: 'unsubscribed', address: 'Ada@example.com' }]);
    });

    it('unsubscribes whoever proves to have sent the bare word, and no stranger', async () => {
      const from = (address: string) =>
        Buffer.concat([Buffer.from(`X-Proven: ${address}\r\n`), letter('unsubscribe', address)]);
      const [unknown] = await intake.takeMail(mail(from('eve@example.com'), unsubscribeMailbox));
      expect(unknown).toMatchObject({
        became: 'unmatched',
        why: expect.stringContaining('see what its writer'),
      });
      const [known] = await intake.takeMail({ ...mail(from('ada@example.com'), null), via: 'imap' });
      expect(known).toMatchObject({ became: 'unsubscribed', address: 'Ada@example.com' });
      expect(await suppressions()).toEqual([{ address_key: 'ada@example.com', reason: 'unsubscribe' }]);
    });

    it('changes nothing without one, nor with one of a test, whatever its From', async () => {
      for (const subject of [
        'unsubscribe',
        `unsubscribe ${'A'.repeat(40)}`,
        `unsubscribe ${testUnsubscribeToken(testLinkKeys.tokens.serial.signing)}`,
      ])
        expect(await intake.takeMail(mail(letter(subject), unsubscribeMailbox))).toMatchObject([
          { became: 'unmatched' },
        ]);
      const elsewhere = letter(`unsubscribe ${tokenOf(ada)}`);
      await intake.takeMail(mail(elsewhere, 'somebody@news.example'));
      expect(await suppressions()).toEqual([]);
    });
  });

  it('tells the editor who asks by letter to be taken off, until they are, and of no stranger who writes at the door', async () => {
    await sql`insert into subscription (list, subscriber_id) values ('readers', ${ada})`.execute(
      database.tables,
    );
    const asking = (from: string, subject = 'Re: Issue 10') =>
      Buffer.from(`From: ${from}\r\nSubject: ${subject}\r\n\r\nPlease take me off.\r\n\r\n> the issue\r\n`);
    for (const subject of ['one', 'two'])
      expect(
        await intake.takeMail(mail(asking('Ada@example.com', subject), unsubscribeMailbox)),
      ).toMatchObject([
        {
          became: 'unmatched',
          category: 'not_feedback',
          why: expect.stringMatching(/^ada@example\.com seems to ask/),
        },
      ]);
    await intake.takeMail(mail(asking('eve@example.com'), unsubscribeMailbox));
    expect(await readAsking(database, daysOn(2))).toEqual(['ada@example.com']);
    await intake.takeMail({ ...mail(asking('eve@example.com'), null), via: 'imap' });
    expect(await readAsking(database, daysOn(2))).toEqual(['ada@example.com', 'eve@example.com']);
    expect(await suppressions()).toEqual([]);
    await sql`update subscription set state = 'left'`.execute(database.tables);
    expect(await readAsking(database, daysOn(2))).toEqual(['eve@example.com']);
    // However many reports have come since.
    await sql`insert into feedback_event (id, kind) overriding system value values (1000000, 'other')`.execute(
      database.tables,
    );
    expect(await readAsking(database, daysOn(2))).toEqual(['eve@example.com']);
  });

  it('records nothing of what names a key that is not at hand, so that it counts once the secret is back', async () => {
    const elsewhere = linkKeys(
      ['another secret, which is long enough too'],
      'a1b2c3d4-0000-4000-8000-000000000001',
    );
    const [before, after] = [elsewhere, testLinkKeys].map((keys) =>
      openFeedbackIntake(database, { ...options, keys }),
    );
    const report = mail(bounce({ fields: gone }), path(1, ada));
    const event = {
      provider: 'ses',
      eventId: 'e-1',
      messageId: null,
      returnPath: path(1, ada),
      result: {
        recipient: null,
        kind: 'soft',
        category: 'mailbox_full',
        status: null,
        action: null,
        why: '',
      },
      at: daysOn(1),
    } as const;
    for (const taken of [await before?.takeMail(report), await before?.takeEvents([event])])
      expect(taken).toMatchObject([{ became: 'unmatched', doubt: 'unknown key' }]);
    expect(await after?.takeMail(report)).toMatchObject([
      { became: 'suppressed', address: 'Ada@example.com' },
    ]);
    expect((await after?.takeEvents([event]))?.[0]?.became).not.toBe('repeated');
  });

  it('takes events of a provider, by the Message-ID or the return path, each once', async () => {
    const result = {
      recipient: 'ada@example.com',
      kind: 'hard',
      category: 'invalid_recipient',
      status: null,
      action: 'failed',
      why: 'HardBounce',
    } as const;
    const event = { provider: 'ses', eventId: 'e-1', messageId: null, result, at: daysOn(1) };
    const mine = { ...event, returnPath: path(1, ada) };
    const hers = { ...event, eventId: 'e\u0000'.repeat(500), messageId: idOf(1, grace) };
    const nobodys = { ...event, eventId: 'e-3', messageId: '<own@ses.example>' };
    const became = (await intake.takeEvents([mine, mine, hers, nobodys])).map((one) => one.became);
    expect(became).toEqual(['suppressed', 'repeated', 'suppressed', 'unmatched']);
  });

  it('records the events of a webhook in few transactions, each as if it had come by itself', async () => {
    const many = 60;
    await sql`insert into subscriber (address, address_key)
      select a, a from (select 'r' || n || '@domain' || n || '.example' as a from generate_series(1, ${many}::int) n) x`.execute(
      database.tables,
    );
    await sql`insert into delivery (send_id, subscriber_id, state, updated_at)
      select 1, id, case id % 3 when 0 then 'in_doubt' else 'accepted' end, ${sentAt} from subscriber where id > 2`.execute(
      database.tables,
    );
    await giveNames(database);
    const results = [
      { kind: 'other', category: 'delivered', status: '2.0.0', action: null, why: '250 ok' },
      { kind: 'hard', category: 'invalid_recipient', status: '5.1.1', action: 'failed', why: '550 5.1.1 no' },
      { kind: 'other', category: 'unsubscribed', status: null, action: null, why: 'link' },
      { kind: 'complaint', category: 'complaint', status: null, action: null, why: 'spam' },
    ] as const;
    const told = Array.from({ length: many }, (_unused, n) => ({
      provider: 'generic',
      eventId: `e-${n}`,
      messageId: idOf(1, n + 3),
      result: { recipient: null, ...results[n % 4]! },
      at: daysOn(1),
    }));
    let taken = 0;
    const count = () => {
      taken += 1;
    };
    database.pool.on('acquire', count);
    // The same person once more, the same event once more, and one that no column takes.
    const extra = { ...told[0]!, eventId: 'e-again' };
    const broken = { ...told[1]!, eventId: 'e-broken', messageId: null, at: new Date(Number.NaN) };
    const [all, failed] = await Promise.allSettled([
      intake.takeEvents([...told, extra, told[2]!]),
      intake.takeEvents([broken]),
    ]);
    database.pool.off('acquire', count);
    expect(failed.status).toBe('rejected');
    const became = all.status === 'fulfilled' ? all.value.map((one) => one.became) : [];
    const expected = ['noted', 'suppressed', 'unsubscribed', 'suppressed'];
    expect(became).toEqual([...told.map((_unused, n) => expected[n % 4]), 'noted', 'repeated']);
    expect(taken).toBeLessThan(60);
    expect(await events()).toHaveLength(many + 1 + many / 4);
    expect(await suppressions()).toHaveLength((many * 3) / 4);
    const open = await database.tables
      .selectFrom('delivery')
      .select('state')
      .where('state', '=', 'in_doubt')
      .execute();
    expect(open).toEqual([]);
  });

  it('lets go whoever left by a link of the provider, of whatever age the message is', async () => {
    const result = {
      recipient: 'ada@example.com',
      kind: 'other',
      category: 'unsubscribed',
      status: null,
      action: null,
      why: 'list_unsubscribe',
    } as const;
    const event = { provider: 'sparkpost', eventId: 'e-1', messageId: idOf(1, ada), result, at: daysOn(90) };
    const forged = { ...event, eventId: 'e-2', messageId: idOf(1, 99) };
    const became = (await intake.takeEvents([event, event, forged])).map((one) => one.became);
    expect(became).toEqual(['unsubscribed', 'repeated', 'unmatched']);
    expect(await suppressions()).toEqual([{ address_key: 'ada@example.com', reason: 'unsubscribe' }]);
    const consent = await database.tables.selectFrom('consent').selectAll().execute();
    expect(consent).toMatchObject([{ event: 'unsubscribed', source: 'provider', subscriber_id: ada }]);
    await resubscribe(database, ada, { via: 'mailed-link', at: daysOn(91) });
    expect(await intake.takeEvents([{ ...event, eventId: 'e-4' }])).toMatchObject([{ became: 'noted' }]);
    expect(await suppressions()).toEqual([]);
  });

  it('stores whatever strangers write', async () => {
    const fields = failed(`550 5.1.1 \u0000 ${'\u{1F600}'.repeat(600)}`, '5.1.1', 'ada@example.com');
    const bytes = bounce({ fields });
    expect(await intake.takeMail(mail(bytes, path(1, ada)))).toMatchObject([{ became: 'suppressed' }]);
  });

  describe('what the relay refused itself', () => {
    beforeEach(async () => {
      await sql`update delivery set state = 'failed', fence = 1, is_refusal_new = true, reply_code = 550, enhanced_status = '5.1.1',
        reply_text = '550 5.1.1 No such user', detail = 'Refused.' where subscriber_id = ${ada}`.execute(
        database.tables,
      );
    });

    it('suppresses as a bounce does, once, however many look', async () => {
      await Promise.all([1, 2, 3].map(() => sweepRefusals(database)));
      await sweepRefusals(database);
      expect(await suppressions()).toEqual([{ address_key: 'ada@example.com', reason: 'hard-bounce' }]);
      expect(await events()).toMatchObject([{ via: 'relay', disposition: 'suppressed', send_id: 1 }]);
      expect(await stateOf(1, ada)).toBe('failed');
    });

    it('is taken anew when it was tried again', async () => {
      await sweepRefusals(database);
      await sql`update delivery set fence = 2, is_refusal_new = true where subscriber_id = ${ada}`.execute(
        database.tables,
      );
      await sweepRefusals(database);
      expect(await events()).toMatchObject([{ disposition: 'suppressed' }, { disposition: 'noted' }]);
    });

    it('counts for what the relay said, where the ledger gave up', async () => {
      await sql`update delivery set reply_code = 452, enhanced_status = '4.2.2',
        reply_text = '452 4.2.2 Over quota', detail = 'Given up after 8 attempts.' where subscriber_id = ${ada}`.execute(
        database.tables,
      );
      await sweepRefusals(database);
      expect(await events()).toMatchObject([{ disposition: 'counted', category: 'mailbox_full' }]);
    });

    it('is of no account in a rehearsal', async () => {
      await sql`update send set rehearsal = true`.execute(database.tables);
      await sweepRefusals(database);
      expect([await events(), await suppressions()]).toEqual([[], []]);
      await sql`update send set rehearsal = false`.execute(database.tables);
      await sweepRefusals(database);
      expect(await events()).toEqual([]);
    });
  });

  describe('the breaker', () => {
    /** 60 readers of Gmail under its two domains, all of them sent issue 2. */
    beforeEach(async () => {
      // Ids begin anew with each test, so what a watch has counted would be of another send.
      intake = openFeedbackIntake(database, options);
      await sql`insert into subscriber (address, address_key)
        select a, a from (select 'r' || n || case n % 2 when 0 then '@gmail.com' else '@googlemail.com' end as a
          from generate_series(1, 60) n order by n) x`.execute(database.tables);
      await addSend(2);
      await sql`insert into delivery (send_id, subscriber_id, state, updated_at)
        select 2, id, 'accepted', ${sentAt} from subscriber where id > 2`.execute(database.tables);
    });
    const bounces = async (count: number, first = 3) => {
      const became = [];
      for (let n = first; n < first + count; n += 1) became.push(await returned(gone, 2, 1, n));
      return became;
    };
    const dispositions = async () =>
      (await events()).filter(({ category }) => category !== null).map(({ disposition }) => disposition);

    it('quarantines what one provider returns of more than a tenth, those before it too', async () => {
      await unsubscribe(database, 4, { via: 'page', at: daysOn(1) });
      expect(await bounces(6)).toEqual(Array(6).fill('suppressed'));
      expect(await suppressions()).toHaveLength(6);
      expect(await bounces(2, 9)).toEqual(['quarantined', 'quarantined']);
      // Who left stays off; nobody else is.
      expect(await suppressions()).toEqual([{ address_key: 'r2@gmail.com', reason: 'unsubscribe' }]);
      expect(await dispositions()).toEqual(Array(8).fill('quarantined'));
      expect(await returned(gone, 2, 1, ada)).toBe('suppressed');
      expect(await readQuarantine(database)).toEqual([
        { send: 2, issueKey: '2', provider: 'Gmail', reports: 8 },
      ]);
    });

    it('sees a burst whose reports come all at once', async () => {
      await Promise.all(Array.from({ length: 12 }, (_unused, n) => returned(gone, 2, 1, n + 3)));
      expect(await dispositions()).toEqual(Array(12).fill('quarantined'));
      expect(await suppressions()).toEqual([]);
    });

    it('resolves with what it wrote, one after the other, however many processes record at once', async () => {
      const processes = [1, 2, 3].map(() => openFeedbackIntake(database, options));
      const mails = Array.from({ length: 12 }, (_unused, n) => {
        const fields = gone.map((line) => line.replace('ada@', `r${n + 1}@`));
        return mail(bounce({ fields, id: String(n) }), path(2, n + 3));
      });
      const taken = await Promise.all(
        mails.map((one, n) => processes[n % 3]?.takeMail(one).then(([first]) => first)),
      );
      const why = 'The provider returns too many at once to be believed: a person decides.';
      const became = taken.map((one) => one?.became).sort();
      expect(became).toEqual([...Array(6).fill('quarantined'), ...Array(6).fill('suppressed')]);
      expect(taken.filter((one) => one?.became === 'quarantined').map((one) => one?.why)).toEqual(
        Array(6).fill(why),
      );
      // Those before are moved, and say why as well.
      expect((await events()).map((event) => [event.disposition, event.why])).toEqual(
        Array(12).fill(['quarantined', why]),
      );
      expect(await suppressions()).toEqual([]);
    });

    it('makes up for who was killed before those before were moved, when the same report comes again', async () => {
      expect((await bounces(7)).at(-1)).toBe('quarantined');
      await sql`update feedback_event set disposition = 'suppressed' where id < 7`.execute(database.tables);
      expect(await returned(gone, 2, 1, 9)).toBe('repeated');
      expect(await dispositions()).toEqual(Array(7).fill('quarantined'));
    });

    it('suppresses after all where it was chance, since the send went on', async () => {
      await sql`update delivery set state = 'pending' where send_id = 2 and subscriber_id > 54`.execute(
        database.tables,
      );
      expect((await bounces(6)).at(-1)).toBe('quarantined');
      await sql`update delivery set state = 'accepted' where send_id = 2`.execute(database.tables);
      await sql`insert into subscriber (address, address_key)
        select 's' || n || '@gmail.com', 's' || n || '@gmail.com' from generate_series(1, 40) n`.execute(
        database.tables,
      );
      await sql`insert into delivery (send_id, subscriber_id, state, updated_at)
        select 2, id, 'accepted', ${sentAt} from subscriber where id > 62`.execute(database.tables);
      expect((await bounces(1, 9)).at(-1)).toBe('suppressed');
      expect(await suppressions()).toHaveLength(7);
    });

    it('leaves it to a person, and does as they say from then on', async () => {
      await bounces(8);
      const burst = { send: 2, provider: 'Gmail' };
      expect(await decideQuarantine(database, burst, 'release', daysOn(2))).toBe(8);
      expect(await bounces(2, 11)).toEqual(['noted', 'noted']);
      expect(await suppressions()).toEqual([]);
      expect(await readQuarantine(database)).toEqual([]);
    });

    it('suppresses all whom a person confirms, and whoever comes later', async () => {
      await bounces(8);
      expect(await decideQuarantine(database, { send: 2, provider: 'Gmail' }, 'confirm', daysOn(2))).toBe(8);
      expect(await suppressions()).toHaveLength(8);
      expect(await bounces(1, 11)).toEqual(['suppressed']);
      expect(await suppressions()).toHaveLength(9);
    });
  });

  describe('taking back', () => {
    const options = { despiteComplaint: false, now: daysOn(5) };

    it('ends a suppression for good: the same report does not bring it back, nor one about an old issue', async () => {
      await addSend(2, daysOn(3));
      await returned(gone, 1, 1);
      expect(await undoSuppression(database, ada, options)).toEqual({
        address: 'Ada@example.com',
        reason: 'hard-bounce',
        reports: 1,
        hasLeft: false,
      });
      expect(await suppressions()).toEqual([]);
      expect(await returned(gone, 1, 1)).toBe('repeated');
      expect(await returned(gone, 2, 6)).toBe('noted');
      expect(await suppressions()).toEqual([]);
      await addSend(3, daysOn(7));
      expect(await returned(gone, 3, 8)).toBe('suppressed');
    });

    it('forgets what was counted', async () => {
      await returned(disabled, 1, 1);
      await undoSuppression(database, ada, options);
      await addSend(2, daysOn(7));
      expect(await returned(disabled, 2, 8)).toBe('counted');
    });

    it('keeps who has left off the list, and lets them come back themselves', async () => {
      await returned(gone, 1, 1);
      await unsubscribe(database, ada, { via: 'page', at: daysOn(2) });
      expect(await undoSuppression(database, ada, options)).toMatchObject({ hasLeft: true });
      expect(await suppressions()).toEqual([{ address_key: 'ada@example.com', reason: 'unsubscribe' }]);
      await expect(undoSuppression(database, ada, options)).rejects.toThrow(/only they can/);
      await resubscribe(database, ada, { via: 'mailed-link', at: daysOn(6) });
      expect(await suppressions()).toEqual([]);
    });

    it('wants it said where they complained, and a complaint brings it back', async () => {
      await intake.takeMail(mail(complaint({ mailFrom: path(1, ada) }), null));
      await expect(undoSuppression(database, ada, options)).rejects.toThrow(/--despite-complaint/);
      expect(await suppressions()).toHaveLength(1);
      await undoSuppression(database, ada, { ...options, despiteComplaint: true });
      expect(await suppressions()).toEqual([]);
      const again = complaint({ mailFrom: path(1, ada), id: '2' });
      expect(await intake.takeMail(mail(again, null, daysOn(9)))).toMatchObject([{ became: 'suppressed' }]);
    });

    describe('all of an issue', () => {
      const all = { provider: null, now: daysOn(5) };

      it('mails again whom it has suppressed, forgets what it counted, and no late report brings that back', async () => {
        await returned(gone, 1, 1);
        await returned(disabled, 1, 1, grace);
        expect(await undoIssue(database, '1', all)).toEqual({
          mailedAgain: 1,
          stopped: 0,
          forgotten: 1,
          complained: 0,
        });
        expect(await suppressions()).toEqual([]);
        expect(await returned(gone, 1, 6)).toBe('noted');
        await addSend(2, daysOn(7));
        expect(await returned(disabled, 2, 8, grace)).toBe('counted');
        await expect(undoIssue(database, '1', all)).rejects.toThrow(/No bounce of issue 1 stands against/);
      });

      it('leaves what other issues, wishes and complaints did', async () => {
        await addSend(2, daysOn(1));
        await returned(gone, 2, 2);
        await returned(gone, 1, 2, grace);
        await unsubscribe(database, grace, { via: 'page', at: daysOn(3) });
        await intake.takeMail(mail(complaint({ mailFrom: path(1, ada) }), null, daysOn(3)));
        expect(await undoIssue(database, '1', all)).toMatchObject({
          mailedAgain: 0,
          stopped: 1,
          complained: 1,
        });
        expect(await suppressions()).toEqual([
          { address_key: 'ada@example.com', reason: 'complaint' },
          { address_key: 'grace@example.com', reason: 'unsubscribe' },
        ]);
      });

      it('is one provider alone where one is named, and the same once as many times at once', async () => {
        await returned(gone, 1, 1);
        await expect(undoIssue(database, '1', { ...all, provider: 'Gmail' })).rejects.toThrow(/No bounce/);
        const undone = await Promise.allSettled(
          [1, 2, 3].map(() => undoIssue(database, '1', { ...all, provider: 'Example.com' })),
        );
        expect(undone.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        expect((await events()).filter(({ kind }) => kind === 'undo')).toHaveLength(1);
      });
    });

    it('says so where nothing stands against anybody, and who nobody is', async () => {
      await expect(undoSuppression(database, ada, options)).rejects.toThrow(/Nothing stands against/);
      await expect(findSubscriber(database, 'nobody@example.com')).rejects.toThrow(/no subscriber/);
      await expect(findSubscriber(database, '4711')).rejects.toThrow(/no report/);
      await returned(gone, 1, 1);
      expect(await findSubscriber(database, ' ADA@example.com')).toBe(ada);
      expect(await findSubscriber(database, '#1')).toBe(ada);
    });
  });
});
