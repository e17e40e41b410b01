import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { caseProofToken, serialToken, unsubscribeToken } from '../../src/audience/unsubscribe-token.ts';
import type { Database } from '../../src/database/database.ts';
import { readDatabaseId } from '../../src/database/database-id-sql.ts';
import { migrate } from '../../src/database/migrations/migrate-sql.ts';
import { preferencesLinks } from '../../src/feedback/consent/preferences-sql.ts';
import { unsubscribeLinks } from '../../src/feedback/consent/unsubscribe-sql.ts';
import type { FeedbackIntake } from '../../src/feedback/feedback-intake.ts';
import { openFeedbackIntake } from '../../src/feedback/record/feedback-intake-sql.ts';
import { listDeliveries } from '../../src/ledger/accounts/list-deliveries-sql.ts';
import { claimDeliveries } from '../../src/ledger/attempts/claim-sql.ts';
import { recordOutcomes } from '../../src/ledger/attempts/record-sql.ts';
import { findLostKeys, giveUpLostKeys, noteSigningKey } from '../../src/ledger/attempts/signing-keys-sql.ts';
import { holdLease } from '../../src/ledger/attempts/worker-lease-sql.ts';
import type { ClaimedDelivery } from '../../src/ledger/delivery.ts';
import { messageId, returnPath } from '../../src/mail/return-path.ts';
import { formatSerialTag } from '../../src/mail/serial-tag.ts';
import { keyIds, type LinkKeys, linkKeys } from '../../src/sending/keys.ts';
import { deliveryLabels } from '../../src/sending/prepare/delivery-labels.ts';
import { publicApp } from '../../src/web/public-app.tsx';
import { freshLinks } from '../feedback/fresh-links.ts';
import { bounce, failed } from '../feedback/returned-mail.ts';
import { databaseBackends, emptyTables, type OpenBackend } from '../setup/backends.ts';
import { layTablesBefore } from '../setup/tables-before.ts';

const secret = 'a secret of this test alone, and of no other';
const at = new Date('2026-03-01T12:00:00.000Z');
const gone = failed('550 5.1.1 No such user', '5.1.1', 'ada@example.com');
const oneClick = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };
const real = { rehearsal: false } as const;
const reply = { code: 250, enhancedStatus: null, text: '250 ok' };
const ada = 1;
const mailbox = 'leave@bounces.example';

describe.each(databaseBackends(() => inject('databaseUrl')))('names that are signed, on %s', (_, open) => {
  let backend: OpenBackend;
  let database: Database;
  let keys: LinkKeys;
  let intake: FeedbackIntake;

  beforeAll(async () => {
    backend = await open();
    database = backend.database;
  });
  afterAll(() => backend.remove());

  async function addPeople(...names: string[]): Promise<void> {
    for (const name of names) {
      const address = `${name}@example.com`;
      await sql`insert into subscriber (address, address_key) values (${address}, ${address})`.execute(
        database.tables,
      );
    }
    await sql`insert into subscription (list, subscriber_id) select 'readers', id from subscriber
      on conflict do nothing`.execute(database.tables);
  }

  /** A send of an issue of that number to everybody there is. */
  async function addSend(id: number, state = 'pending'): Promise<void> {
    await sql`insert into rendered_issue (digest, issue_key, content) values (${`d${id}`}, ${String(id)}, '{}')`.execute(
      database.tables,
    );
    await sql`insert into send (issue_key, digest, rehearsal) values (${String(id)}, ${`d${id}`}, false)`.execute(
      database.tables,
    );
    await sql`insert into delivery (send_id, subscriber_id, state, attempt, updated_at)
      select ${id}, id, ${state}, ${state === 'pending' ? 0 : 1}, ${at} from subscriber`.execute(
      database.tables,
    );
  }

  async function openKeys(): Promise<void> {
    keys = linkKeys([secret], await readDatabaseId(database.tables));
    intake = openFeedbackIntake(database, {
      keys,
      forwarding: null,
      unsubscribeMailboxes: [{ address: mailbox, returnPathDomain: 'bounces.example' }],
      proveSender: async () => null,
    });
  }

  /** Claims as a worker of this version does, or of the one before, and has it accepted. */
  async function deliver(send: number, subscriber: number, with_: LinkKeys | null = keys) {
    const id = randomUUID();
    const lease = await holdLease(database, { id, host: 'test', pid: 1 }, () => undefined);
    const claim = claimDeliveries(database, id, real, with_ && keyIds(with_));
    const claimed = await claim({ send, subscriber });
    if (!claimed) throw new Error('It was not claimed.');
    await recordOutcomes(database)({ claimed, outcome: { state: 'accepted', reply } });
    await lease.release();
    return claimed;
  }

  const labelsOf = ({ id, names }: ClaimedDelivery, with_ = keys) => deliveryLabels(id, names, with_);
  const serialTag = (send: number, subscriber: number) =>
    formatSerialTag({ send, subscriber }, keys.tags.serial.signing);
  const serialTokenOf = (id: number) => serialToken(id, keys.tokens.serial.signing);
  const tokenOf = async (id: number, with_ = keys) => {
    const { rows } = await sql<{
      name: string;
    }>`select public_id as name from subscriber where id = ${id}`.execute(database.tables);
    return unsubscribeToken(rows[0]?.name ?? '', with_.tokens.random.signing);
  };
  const links = (with_ = keys) => unsubscribeLinks(database, with_.tokens);
  const suppressions = () => database.tables.selectFrom('suppression').select('address_key').execute();
  let bounces = 0;
  /** What becomes of a bounce to a return path that has this tag. */
  async function returned(tag: string) {
    bounces += 1;
    const [taken] = await intake.takeMail({
      bytes: bounce({ fields: gone, id: String(bounces) }),
      envelopeRecipient: returnPath(tag, 'bounces.example'),
      via: 'smtp',
      at: new Date(at.getTime() + 86_400_000),
    });
    return taken;
  }

  describe('in a database of before, and since', () => {
    beforeEach(async () => {
      await layTablesBefore(database, '0005-signed-names');
      await addPeople('ada', 'grace');
      await sql`insert into list (name, kind) values ('readers', 'file')`.execute(database.tables);
      await addSend(1, 'accepted');
      await addSend(2);
      await sql`insert into send_list (send_id, list) select id, 'readers' from send`.execute(
        database.tables,
      );
      await migrate(database.tables);
      await openKeys();
    });

    it('go on working as serial numbers for whom and what there was, and for nobody since', async () => {
      await addPeople('late');
      await addSend(3);
      await deliver(3, ada);
      expect(await links().look(serialTokenOf(ada))).toMatchObject({ address: 'ada@example.com' });
      expect(await links().look(serialTokenOf(3))).toEqual({ kind: 'unknown', isKeyKnown: true });
      expect(await links().look(await tokenOf(3))).toMatchObject({ address: 'late@example.com' });
      expect(await returned(serialTag(3, ada))).toMatchObject({ became: 'unmatched', doubt: 'unknown here' });
      expect(await returned(serialTag(3, 3))).toMatchObject({ became: 'unmatched', doubt: 'unknown here' });
      expect(await suppressions()).toEqual([]);
      expect(await returned(serialTag(1, ada))).toMatchObject({
        became: 'suppressed',
        address: 'ada@example.com',
      });
    });

    it('are the serial numbers in a send that was open, so that its Message-IDs stay what they are', async () => {
      await sql`update delivery set state = 'pending', attempt = 1, fence = 1 where send_id = 2 and subscriber_id = 2`.execute(
        database.tables,
      );
      const first = labelsOf(await deliver(2, ada));
      const again = labelsOf(await deliver(2, 2));
      expect([first.messageIdTag, again.messageIdTag]).toEqual([serialTag(2, ada), serialTag(2, 2)]);
      expect([first.returnPathTag, again.returnPathTag]).toEqual([serialTag(2, ada), serialTag(2, 2)]);
      expect(await returned(first.returnPathTag)).toMatchObject({ became: 'suppressed' });
      // Nothing keeps its links from the names of now.
      expect(first.token).toBe(await tokenOf(ada));
    });

    it('are the serial numbers of whatever a worker of the version before delivers yet', async () => {
      await addPeople('late');
      await addSend(3);
      await deliver(3, 3, null);
      await sql`update delivery set state = 'pending' where send_id = 3 and subscriber_id = 2`.execute(
        database.tables,
      );
      expect(await links().look(serialTokenOf(3))).toMatchObject({ address: 'late@example.com' });
      expect(await returned(serialTag(3, 3))).toMatchObject({ address: 'late@example.com' });
      expect(await returned(serialTag(3, 2))).toMatchObject({ became: 'unmatched', doubt: 'unknown here' });
    });

    it('stay what they are when a worker of this version tries again what one of before has tried', async () => {
      await addSend(3);
      await deliver(3, ada, null);
      await sql`update delivery set state = 'pending' where send_id = 3`.execute(database.tables);
      expect(labelsOf(await deliver(3, ada)).messageIdTag).toBe(serialTag(3, ada));
      expect(await returned(serialTag(3, ada))).toMatchObject({ became: 'suppressed' });
    });

    it('take the keys at hand for those that signed before', async () => {
      expect(await findLostKeys(database, keyIds(keys).atHand)).toEqual([]);
      await deliver(2, ada, null);
      const other = linkKeys(
        ['the secret that took its place, by mistake'],
        await readDatabaseId(database.tables),
      );
      expect(await findLostKeys(database, keyIds(other).atHand)).toMatchObject([
        { id: keys.tags.returnPath.signing.id, emails: 3, givenUpAt: null },
      ]);
    });
  });

  describe('in a database of now', () => {
    beforeEach(async () => {
      await emptyTables(database);
      await sql`truncate signing_key`.execute(database.tables);
      await sql`update database_identity set last_serial_subscriber = 0`.execute(database.tables);
      await addPeople('ada', 'grace');
      await addSend(1);
      await openKeys();
    });

    /** Another database with the same secret, of which somebody has the same serial number. */
    const elsewhere = linkKeys([secret], randomUUID());
    const stranger = { send: 'ffffffffffff', subscriber: randomUUID(), key: null };
    const site = (with_ = keys) =>
      publicApp({
        publicUrl: 'https://letters.example.com',
        publisher: {
          name: 'Gazette',
          from: { name: 'Gazette', address: 'gazette@example.com' },
          replyTo: null,
          siteUrl: null,
          unsubscribeMailbox: null,
        },
        links: links(with_),
        preferences: preferencesLinks(database, { ...freshLinks(), ...with_ }),
        checkHealth: async () => undefined,
        report: () => undefined,
        now: () => at,
      });

    it.each([
      ['another database', elsewhere, { send: 1, subscriber: ada }, 'unknown key'],
      ['this one before it was restored', null, { send: 1, subscriber: ada }, 'unknown here'],
    ] as const)('of %s touch nobody, and it is said', async (_name, others, id, doubt) => {
      await deliver(1, ada);
      const labels = deliveryLabels(id, stranger, others ?? keys);
      for (const [path, request] of [
        [`/u/${labels.token}`, {}],
        [`/u/${labels.token}`, oneClick],
        [`/p/${labels.token}`, {}],
        [`/p/${labels.token}`, { method: 'POST', body: new URLSearchParams({ act: 'subscribe' }) }],
      ] as const) {
        const answer = await site().request(path, request);
        expect(answer.status).toBe(404);
        const page = await answer.text();
        expect(page).toContain('not known here');
        expect(page).toContain('nobody was unsubscribed');
        expect(page).not.toContain('example.com</strong>');
      }
      for (const [to, subject] of [
        [`leave+${caseProofToken(labels.token)}@bounces.example`, 'unsubscribe'],
        [mailbox, `unsubscribe ${labels.token}`],
      ] as const) {
        const bytes = Buffer.from(`From: x@example.com\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\n`);
        const [taken] = await intake.takeMail({ bytes, envelopeRecipient: to, via: 'smtp', at });
        expect(taken).toMatchObject({
          became: 'unmatched',
          address: null,
          doubt,
          why: expect.stringContaining('Nobody was unsubscribed'),
        });
      }
      expect(await returned(labels.returnPathTag)).toMatchObject({
        became: 'unmatched',
        address: null,
        doubt,
        why: expect.stringMatching(/not known here|does not know/),
      });
      const event = {
        provider: 'ses',
        eventId: randomUUID(),
        messageId: messageId(labels.messageIdTag, 'example.com'),
        result: {
          recipient: 'ada@example.com',
          kind: 'hard',
          category: 'invalid_recipient',
          status: '5.1.1',
          action: 'failed',
          why: '550 gone',
        },
        at,
      } as const;
      expect(await intake.takeEvents([event])).toMatchObject([{ became: 'unmatched', doubt }]);
      const serial = formatSerialTag(id, keys.tags.serial.signing);
      expect(await returned(serial)).toMatchObject({ became: 'unmatched', doubt: 'unknown here' });
      expect(await links().unsubscribe(serialTokenOf(ada), { via: 'page', at })).toEqual({
        kind: 'unknown',
        isKeyKnown: true,
      });
      expect(await suppressions()).toEqual([]);
      expect(await database.tables.selectFrom('consent').selectAll().execute()).toEqual([]);
    });

    it('lead back to those whom they name, and have no number in them', async () => {
      const claimed = await deliver(1, ada);
      const labels = labelsOf(claimed);
      const { rows } = await sql<{ send: string; subscriber: string }>`
        select s.public_id as send, p.public_id as subscriber from send s, subscriber p where p.id = ${ada}`.execute(
        database.tables,
      );
      expect(claimed.names).toEqual({ ...rows[0], key: keyIds(keys).signing });
      expect(labels.messageIdTag).not.toBe(labels.returnPathTag);
      expect(await links().look(labels.token)).toMatchObject({ address: 'ada@example.com' });
      expect(await returned(labels.returnPathTag)).toMatchObject({ became: 'suppressed' });
      for await (const page of listDeliveries(database, { send: 1 }))
        for (const report of page.filter(({ id }) => id.subscriber === ada))
          expect(deliveryLabels(report.id, report.names, keys)).toEqual(labels);
    });

    it('of a Message-ID make no bounce of what answers it', async () => {
      const { messageIdTag } = labelsOf(await deliver(1, ada));
      const id = messageId(messageIdTag, 'example.com');
      expect(await returned(messageIdTag)).toMatchObject({ became: 'unmatched', doubt: 'forged' });
      const answer = Buffer.from(`In-Reply-To: ${id}\r\nReferences: ${id}\r\n${bounce({ fields: gone })}`);
      const [taken] = await intake.takeMail({ bytes: answer, envelopeRecipient: null, via: 'imap', at });
      expect(taken).toMatchObject({ became: 'unmatched', why: expect.stringContaining('answers') });
      expect(await suppressions()).toEqual([]);
      const events = await database.tables.selectFrom('feedback_event').select('disposition').execute();
      expect(events.every(({ disposition }) => disposition === 'unmatched')).toBe(true);
    });

    it('are signed by the key that signed first, as long as it is at hand', async () => {
      const first = labelsOf(await deliver(1, ada));
      await sql`update delivery set state = 'pending'`.execute(database.tables);
      const id = await readDatabaseId(database.tables);
      const rotated = linkKeys(['the secret that takes the place of the first', secret], id);
      expect(labelsOf(await deliver(1, ada, rotated), rotated)).toEqual(first);
      expect(labelsOf(await deliver(1, 2, rotated), rotated).token).not.toBe(await tokenOf(2));
      await sql`update delivery set state = 'pending'`.execute(database.tables);
      const changed = linkKeys(['the secret that takes the place of the first'], id);
      const last = labelsOf(await deliver(1, ada, changed), changed);
      expect(last.token).toBe(await tokenOf(ada, changed));
    });

    it('are counted by the key that signed them, where it is not at hand', async () => {
      const { signing, atHand } = keyIds(keys);
      await noteSigningKey(database, signing);
      const changed = keyIds(linkKeys(['another secret, that has signed nothing'], randomUUID()));
      expect(await findLostKeys(database, changed.atHand)).toEqual([]);
      await deliver(1, ada);
      expect(await findLostKeys(database, atHand)).toEqual([]);
      const lost = { id: keys.tags.returnPath.signing.id, emails: 1 };
      expect(await findLostKeys(database, changed.atHand)).toEqual([{ ...lost, givenUpAt: null }]);
      await giveUpLostKeys(database, changed.atHand, at);
      expect(await findLostKeys(database, changed.atHand)).toEqual([{ ...lost, givenUpAt: at }]);
      expect(await findLostKeys(database, changed.atHand, 'undecided')).toEqual([]);
      await noteSigningKey(database, signing);
      expect(await findLostKeys(database, atHand)).toEqual([]);
      expect(await findLostKeys(database, changed.atHand)).toEqual([{ ...lost, givenUpAt: null }]);
    });
  });
});
