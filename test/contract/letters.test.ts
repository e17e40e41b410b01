import { sql } from 'kysely';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { parseWordedNotice } from '../../src/email/worded-notice.ts';
import type { FeedbackIntake } from '../../src/feedback/feedback-intake.ts';
import { openFeedbackIntake } from '../../src/feedback/record/feedback-intake-sql.ts';
import { claimDeliveries } from '../../src/ledger/attempts/claim-sql.ts';
import { holdLease } from '../../src/ledger/attempts/worker-lease-sql.ts';
import { pendingNotices, tidyNotices } from '../../src/ledger/notices/notices-sql.ts';
import type { EmailAddress } from '../../src/mail/address.ts';
import { newsletter } from '../email/sample.ts';
import { autoReply, bounce, failed } from '../feedback/returned-mail.ts';
import { databaseBackends, emptyTables, useBackend } from '../setup/backends.ts';
import { giveNames, returnPathOf, testLinkKeys } from '../setup/signed-names.ts';

const editor = 'editor@pier.example' as EmailAddress;
const mailbox = 'leave@news.example';

describe.each(databaseBackends(() => inject('databaseUrl')))('letters, on %s', (_, open) => {
  let database: Database;
  let intake: FeedbackIntake;
  let woken: number;

  useBackend(open, (opened) => {
    database = opened;
  });
  beforeEach(async () => {
    await emptyTables(database);
    woken = 0;
    intake = openIntake();
  });

  function openIntake(isOn = true): FeedbackIntake {
    const onForwarded = () => {
      woken += 1;
    };
    return openFeedbackIntake(database, {
      keys: testLinkKeys,
      unsubscribeMailboxes: [{ address: mailbox, returnPathDomain: 'news.example' }],
      proveSender: async () => null,
      forwarding: isOn ? { to: editor, newsletter, onForwarded } : null,
    });
  }

  function letter(from: string, text: string): Buffer {
    const fields = [`From: ${from}`, `To: ${mailbox}`, 'Subject: About your post'];
    return Buffer.from([...fields, '', text, ''].join('\r\n'));
  }

  async function take(bytes: Buffer, by = intake, envelopeRecipient: string | null = mailbox) {
    const [taken] = await by.takeMail({ bytes, envelopeRecipient, via: 'smtp', at: new Date() });
    return taken;
  }

  const run = (statement: string) => sql.raw(statement).execute(database.tables);

  async function addDelivery(): Promise<void> {
    await run(`insert into rendered_issue (digest, issue_key, content) values ('d', '1', '{}')`);
    await run(`insert into subscriber (address, address_key) values ('ada@example.com', 'ada@example.com')`);
    await run(`insert into send (issue_key, digest, rehearsal) values ('1', 'd', false)`);
    await run(
      `insert into delivery (send_id, subscriber_id, state) select 1, id, 'accepted' from subscriber`,
    );
    await giveNames(database);
  }

  it('are on their way once, however often and by however many they are taken', async () => {
    const bytes = letter('Ada <ada@reader.example>', 'I liked it.');
    const others = [openIntake(), openIntake()];
    const all = await Promise.all([intake, ...others].map((by) => take(bytes, by)));
    expect(all.map((one) => one?.became).sort()).toEqual(['forwarded', 'repeated', 'repeated']);
    expect(await take(bytes)).toMatchObject({ became: 'repeated', why: 'Was passed on before.' });
    // As the same letter has it that came another way.
    const traced = Buffer.concat([Buffer.from('Received: by mail.example\r\n'), bytes]);
    expect(await take(traced)).toMatchObject({ became: 'repeated' });
    expect(await pendingNotices(database, 10)).toHaveLength(1);
    expect(woken).toBe(1);
  });

  it('go to the editor, who is on no list, with what they are', async () => {
    expect(await take(letter('Ada <ada@reader.example>', 'I liked it.'))).toMatchObject({
      became: 'forwarded',
      why: 'A letter from ada@reader.example, passed on to editor@pier.example.',
    });
    const [id] = await pendingNotices(database, 10);
    await holdLease(database, { id: 'w', host: 'test', pid: 1 }, () => undefined);
    const claimed = id && (await claimDeliveries(database, 'w', { rehearsal: false })(id));
    expect(claimed?.subscriber.address).toBe(editor);
    expect(parseWordedNotice(claimed?.notice?.words ?? '')).toMatchObject({
      subject: 'Fwd: About your post',
      replyTo: { name: 'Ada', address: 'ada@reader.example' },
      enclosed: letter('Ada <ada@reader.example>', 'I liked it.'),
    });
    const known = await database.tables.selectFrom('subscription').selectAll().execute();
    expect(known).toEqual([]);
    const [event] = await database.tables.selectFrom('feedback_event').selectAll().execute();
    expect(event).toMatchObject({
      category: 'not_feedback',
      disposition: 'noted',
      recipient: 'ada@reader.example',
    });
  });

  it('are capped by writer and in all, and what is beyond can be taken another day', async () => {
    const of = (writer: number, n: number) => letter(`w${writer}@reader.example`, `Letter ${n}.`);
    const became = [];
    for (let n = 0; n < 6; n += 1) became.push((await take(of(0, n)))?.became);
    expect(became).toEqual([...Array(5).fill('forwarded'), 'unmatched']);
    expect((await take(of(0, 6)))?.why).toMatch(/was not passed on: 5 of its writer, or 50 in all/);
    const flood = Array.from({ length: 60 }, (_, n) => take(of(n + 1, n)));
    const all = (await Promise.all(flood)).map((one) => one?.became);
    expect(all.filter((one) => one === 'forwarded')).toHaveLength(45);
    await run(`update notice set asked_at = now() - interval '24 hours'`);
    expect((await take(of(0, 6)))?.became).toBe('forwarded');
  });

  it('stay where they are if they are too large, or their reader takes no mail', async () => {
    expect((await take(letter('a@reader.example', 'x\r\n'.repeat(400_000))))?.why).toMatch(
      /larger than 1 MB/,
    );
    await run(`insert into suppression (address_key, reason) values ('${editor}', 'hard-bounce')`);
    expect(await take(letter('a@reader.example', 'Hello.'))).toMatchObject({
      became: 'unmatched',
      why: expect.stringMatching(/the address for letters is suppressed/),
    });
    expect(await pendingNotices(database, 10)).toEqual([]);
  });

  it('are none where they report, answer by themselves, or ask to leave; and none where nobody wants them', async () => {
    await addDelivery();
    const path = returnPathOf(1, 1);
    const gone = bounce({ fields: failed('550 5.1.1 No such user', '5.1.1', 'ada@example.com') });
    expect(await take(gone, intake, path)).toMatchObject({ became: 'suppressed' });
    expect((await take(autoReply(path, '<x@news.example>'), intake, path))?.became).toBe('noted');
    expect((await take(letter('b@reader.example', 'Please unsubscribe me.')))?.became).toBe('unmatched');
    expect((await take(letter('c@reader.example', 'Hello.'), openIntake(false)))?.became).toBe('unmatched');
    const back = Buffer.from(
      'Auto-Submitted: auto-generated\r\nFrom: d@reader.example\r\nSubject: Fwd: About your post\r\n\r\nHello.\r\n',
    );
    expect((await take(back))?.became).toBe('unmatched');
    expect(await pendingNotices(database, 10)).toEqual([]);
  });

  it('at a return path are those that quote what they answer', async () => {
    await addDelivery();
    const answer = (text: string) =>
      Buffer.from(
        `From: ada@example.com\r\nSubject: Re: Wicks\r\nIn-Reply-To: <x@news.example>\r\n\r\n${text}\r\n`,
      );
    expect(await take(answer('Je suis au bord de la mer.'), intake, returnPathOf(1, 1))).toMatchObject({
      became: 'noted',
      category: 'auto_reply',
    });
    const quoting = answer('Thank you.\r\n\r\n> Trim the wick.');
    expect(await take(quoting, intake, returnPathOf(1, 1))).toMatchObject({
      became: 'forwarded',
      address: 'ada@example.com',
    });
  });

  it('are forgotten once they have arrived, and kept while they have not', async () => {
    await take(letter('a@reader.example', 'Hello.'));
    const words = async () =>
      (await database.tables.selectFrom('notice').select('words').execute())[0]?.words;
    await tidyNotices(database);
    expect(await words()).toBeTypeOf('string');
    await run(`update notice set asked_at = now() - interval '26 hours'`);
    await tidyNotices(database);
    expect(await pendingNotices(database, 10)).toHaveLength(1);
    await run(`update delivery set state = 'accepted'`);
    await tidyNotices(database);
    expect(await words()).toBeNull();
  });
});
