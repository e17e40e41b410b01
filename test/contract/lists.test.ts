import { sql } from 'kysely';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { readFields, readList } from '../../src/audience/subscriber-csv.ts';
import type { SubscriberList } from '../../src/audience/subscriber-list.ts';
import type { DeliveryState } from '../../src/database/column-values.ts';
import type { Database } from '../../src/database/database.ts';
import { readAccount } from '../../src/ledger/accounts/account-sql.ts';
import { claimDeliveries } from '../../src/ledger/attempts/claim-sql.ts';
import { commitDeliveries } from '../../src/ledger/attempts/commit-sql.ts';
import { type PlanCount, readPlan } from '../../src/ledger/audience/plan-audience-sql.ts';
import { takeBackReturned } from '../../src/ledger/audience/send-lists-sql.ts';
import { findSend, openSend, type SendRequest } from '../../src/ledger/sends/open-send-sql.ts';
import { cancelSend } from '../../src/ledger/sends/pause-resume-cancel-sql.ts';
import { retryFailed } from '../../src/ledger/sends/send-again-sql.ts';
import { finishSends } from '../../src/ledger/sends/send-state-sql.ts';
import { type PlanOptions, planSend, tryPlan } from '../../src/sending/control/plan-send-sql.ts';
import { databaseBackends, emptyTables, useBackend } from '../setup/backends.ts';

const request: SendRequest = {
  issueKey: '10',
  digest: 'd1',
  content: '{}',
  rehearsal: false,
  correction: false,
  source: 's1',
  subject: 'Low tide',
  includeNew: false,
};
const options: PlanOptions = {
  skipBadRows: false,
  acceptShorter: false,
  now: new Date('2026-03-01T12:00:00.000Z'),
  onLeftOut: () => undefined,
  mayShorten: async () => false,
};
const noLonger = 'no longer on a list';

/** A list file with these people, `a` being a@example.com. */
function list(name: string, ...people: readonly string[]): SubscriberList {
  const file = `subscribers/${name}.csv`;
  const csv = ['email', ...people.map((person) => `${person}@example.com`), ''].join('\n');
  return { name, file, fields: () => readFields(bytes(csv), file), rows: () => readList(bytes(csv), file) };
}

async function* bytes(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

describe.each(databaseBackends(() => inject('databaseUrl')))('the lists of a send, on %s', (_, open) => {
  let database: Database;

  useBackend(open, (opened) => {
    database = opened;
  });
  beforeEach(async () => {
    await emptyTables(database);
    await sql`insert into worker (id, host, pid, alive_until) values ('w', 'test', 1, now() + interval '1 hour')`.execute(
      database.tables,
    );
  });

  const plan = (lists: SubscriberList[], asked: Partial<SendRequest> = {}, more: Partial<PlanOptions> = {}) =>
    planSend(database, lists, { ...request, ...asked }, { ...options, ...more });

  /** Synchronises the lists and begins the send, or goes on with it. */
  async function begin(lists: SubscriberList[], asked: Partial<SendRequest> = {}): Promise<number> {
    await plan(lists, asked);
    return (await openSend(database, { ...request, ...asked })).send;
  }

  async function idOf(person: string): Promise<number> {
    const { id } = await database.tables
      .selectFrom('subscriber')
      .select('id')
      .where('address_key', '=', `${person}@example.com`)
      .executeTakeFirstOrThrow();
    return id;
  }

  const claim = async (send: number, person: string) =>
    claimDeliveries(database, 'w', { rehearsal: false })({ send, subscriber: await idOf(person) });

  async function put(send: number, person: string, state: DeliveryState, skipReason: string | null = null) {
    await database.tables
      .updateTable('delivery')
      .set({ state, skip_reason: skipReason })
      .where('send_id', '=', send)
      .where('subscriber_id', '=', await idOf(person))
      .execute();
  }

  const suppress = (person: string) =>
    database.tables
      .insertInto('suppression')
      .values({ address_key: `${person}@example.com`, reason: 'complaint', evidence: '{}' })
      .execute();

  /** `a accepted`, `b skipped for complaint`, and so on. */
  async function stand(send: number): Promise<string[]> {
    const { rows } = await sql<{ name: string; state: string; reason: string | null }>`
      select split_part(address_key, '@', 1) as name, state, skip_reason as reason
      from delivery d join subscriber s on s.id = d.subscriber_id where send_id = ${send} order by 1`.execute(
      database.tables,
    );
    return rows.map(
      ({ name, state, reason }) => `${name} ${state}${reason === null ? '' : ` for ${reason}`}`,
    );
  }

  describe('whoever is no longer on one', () => {
    it('is skipped at the claim, and the row, the account and the sentence say why', async () => {
      const send = await begin([list('readers', 'a', 'b', 'c', 'd')]);
      await plan([list('readers', 'a')]);
      for (const state of ['unconfirmed', 'left'] as const)
        await database.tables
          .insertInto('subscription')
          .values({ list: 'readers', subscriber_id: await idOf(state === 'left' ? 'c' : 'd'), state })
          .execute();
      const claims = await Promise.all(['a', 'b', 'c', 'd'].map((person) => claim(send, person)));
      expect(claims.map((one) => one !== null)).toEqual([true, false, false, false]);
      expect(await stand(send)).toEqual([
        'a sending',
        ...['b', 'c', 'd'].map((person) => `${person} skipped for ${noLonger}`),
      ]);
      expect(await readAccount(database, send)).toMatchObject({ skipped: 3, skippedFor: { [noLonger]: 3 } });
      const { detail } = await database.tables
        .selectFrom('delivery')
        .select('detail')
        .where('state', '=', 'skipped')
        .executeTakeFirstOrThrow();
      expect(detail).toBe(noLonger);
    });

    it('gets no final dot, and as somebody who complained is skipped for that', async () => {
      const send = await begin([list('readers', 'a', 'b')]);
      const claimed = await claim(send, 'a');
      if (!claimed) throw new Error('There was nothing to claim.');
      await plan([list('readers', 'c')]);
      expect(await commitDeliveries(database, 'w')(claimed)).toBe(false);
      await suppress('b');
      await claim(send, 'b');
      expect(await stand(send)).toEqual(['a sending', 'b skipped for complaint']);
    });

    it('is pending again as soon as they are back while the send is open, and they alone', async () => {
      const everybody = list('readers', 'a', 'b', 'c', 'd', 'e', 'f');
      const send = await begin([everybody]);
      await plan([list('readers', 'f')]);
      for (const person of ['a', 'b']) await claim(send, person);
      await put(send, 'c', 'accepted');
      await put(send, 'd', 'failed');
      await put(send, 'e', 'skipped', 'cancelled');
      await suppress('b');
      await plan([everybody]);
      expect(await stand(send)).toEqual([
        'a pending',
        `b skipped for ${noLonger}`,
        'c accepted',
        'd failed',
        'e skipped for cancelled',
        'f pending',
      ]);
    });

    it('is not left behind where a claim skips them while they come back', async () => {
      const send = await begin([list('readers', 'a', 'b')]);
      await put(send, 'a', 'skipped', noLonger);
      await put(send, 'b', 'accepted');
      await finishSends(database);
      expect(await stand(send)).toEqual(['a pending', 'b accepted']);
      expect((await findSend(database, request)).chosen).toMatchObject({
        kind: 'continue',
        send: { id: send },
      });
    });

    it('gets it after all where they are back when it is over and the send is asked for whoever is new', async () => {
      const send = await begin([list('readers', 'a', 'b')]);
      await plan([list('readers', 'b')]);
      await claim(send, 'a');
      await put(send, 'b', 'accepted');
      await finishSends(database);
      await expect(plan([list('readers', 'a', 'b')])).rejects.toMatchObject({ reason: 'already-sent' });
      expect(await stand(send)).toEqual([`a skipped for ${noLonger}`, 'b accepted']);
      await begin([list('readers', 'a', 'b', 'c')], { includeNew: true });
      expect(await stand(send)).toEqual(['a pending', 'b accepted', 'c pending']);
    });

    it('stays skipped in a send that was called off', async () => {
      const send = await begin([list('readers', 'a', 'b')]);
      await plan([list('readers', 'b')]);
      await claim(send, 'a');
      await cancelSend(database, send);
      await plan([list('readers', 'a', 'b')]).catch(() => undefined);
      await takeBackReturned(database.tables);
      expect(await stand(send)).toEqual([`a skipped for ${noLonger}`, 'b skipped for cancelled']);
    });

    it('is not tried again, nor anybody who is suppressed, and is told who that is', async () => {
      const send = await begin([list('readers', 'a', 'b', 'c', 'd')]);
      for (const person of ['a', 'b', 'c']) await put(send, person, 'failed');
      await plan([list('readers', 'a', 'b', 'd')]);
      await suppress('b');
      expect(await retryFailed(database, send)).toEqual({
        retried: 1,
        left: 2,
        leftAlone: [
          { address: 'b@example.com', reason: 'complaint' },
          { address: 'c@example.com', reason: noLonger },
        ],
      });
      expect(await stand(send)).toEqual(['a pending', 'b failed', 'c failed', 'd pending']);
    });
  });

  describe('a send', () => {
    it('goes on with whoever only moved: to another file, or with the file to another name', async () => {
      const send = await begin([list('readers', 'a', 'b'), list('guests', 'c')]);
      await plan([list('members', 'a', 'b'), list('guests', 'c')]);
      await plan([list('members', 'a'), list('guests', 'c', 'b')]);
      expect(
        await Promise.all(['a', 'b', 'c'].map(async (one) => (await claim(send, one)) !== null)),
      ).toEqual([true, true, true]);
    });

    it('goes to its own lists and to no other', async () => {
      await plan([list('readers', 'a')]);
      await sql`insert into list (name, kind) values ('patrons', 'kept')`.execute(database.tables);
      const b = await database.tables
        .insertInto('subscriber')
        .values({ address: 'b@example.com', address_key: 'b@example.com', fields: '{}' })
        .returning('id')
        .executeTakeFirstOrThrow();
      await database.tables
        .insertInto('subscription')
        .values({ list: 'patrons', subscriber_id: b.id })
        .execute();
      const send = await begin([list('readers', 'a')]);
      expect(await stand(send)).toEqual(['a pending']);
      await sql`insert into delivery (send_id, subscriber_id) values (${send}, ${b.id})`.execute(
        database.tables,
      );
      expect(await claim(send, 'b')).toBeNull();
    });

    it('that a process of the version before began goes to all lists', async () => {
      const send = await begin([list('readers', 'a', 'b')]);
      await sql`delete from send_list`.execute(database.tables);
      await plan([list('members', 'a')]);
      expect(await claim(send, 'b')).toBeNull();
      expect(await claim(send, 'a')).not.toBeNull();
      expect(await stand(send)).toEqual(['a sending', `b skipped for ${noLonger}`]);
    });
  });

  describe('a file that has lost most of its people', () => {
    const people = Array.from({ length: 24 }, (_, at) => `p${at}`);
    const readers = (from: number) => list('readers', ...people.slice(from));

    it.each([
      ['half of them', [readers(12)], true],
      ['ten of twelve', [list('readers', 'x')], true, people.slice(0, 10)],
      ['more than half', [readers(13)], false],
      ['all of them', [list('readers', 'x')], false],
      ['itself', [list('others', 'x')], false],
      ['all of them to another', [list('others', ...people)], true],
    ])('is believed or not where it has lost %s', async (_what, lists, isBelieved, before = people) => {
      await begin([list('readers', ...before)]);
      const asked: string[] = [];
      const mayShorten = async (sentences: readonly string[]) => {
        asked.push(...sentences);
        return false;
      };
      const planning = plan(lists as SubscriberList[], {}, { mayShorten });
      if (isBelieved) await planning;
      else await expect(planning).rejects.toMatchObject({ name: 'AudienceError', reason: 'shorter-list' });
      expect(asked.length > 0).toBe(!isBelieved);
      const subscribed = await database.tables.selectFrom('subscription').select('list').execute();
      if (!isBelieved) expect(subscribed).toEqual(before.map(() => ({ list: 'readers' })));
    });

    it('is believed where somebody says so, who is asked while no transaction is open', async () => {
      const send = await begin([readers(0)]);
      const mayShorten = async (sentences: readonly string[]) => {
        expect(sentences[0]).toBe(
          'The list "readers" (subscribers/readers.csv) had 24 people, and 20 of them are on no list now.',
        );
        // The embedded database would not answer.
        await readAccount(database, send);
        return true;
      };
      expect(await plan([readers(20)], {}, { mayShorten })).toMatchObject({ count: { wouldSend: 4 } });
      expect(await plan([readers(0)], {}, { acceptShorter: false })).toMatchObject({
        count: { wouldSend: 24 },
      });
      expect(await plan([readers(20)], {}, { acceptShorter: true })).toMatchObject({
        count: { wouldSend: 4 },
      });
    });
  });

  describe('a plan', () => {
    const everybody = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'];

    /** A send that is open or done, and of every kind of delivery somebody; `k` came later. */
    async function mixed(isDone: boolean): Promise<number> {
      const send = await begin([list('readers', ...everybody.slice(0, -1))]);
      await put(send, 'a', 'accepted');
      for (const person of ['b', 'c']) await put(send, person, 'failed');
      for (const person of ['d', 'e']) await put(send, person, 'in_doubt');
      for (const person of ['f', 'g']) await put(send, person, 'skipped', noLonger);
      for (const person of ['c', 'e', 'g', 'h']) await suppress(person);
      for (const person of isDone ? ['h', 'i', 'j'] : []) await put(send, person, 'accepted');
      if (isDone) await sql`update send set state = 'done'`.execute(database.tables);
      return send;
    }
    // `i` was taken off meanwhile.
    const now = [list('readers', ...everybody.filter((person) => person !== 'i'))];

    const wishes = [false, true].flatMap((isDone) =>
      [false, true].flatMap((includeNew) =>
        [false, true].map((resendInDoubt) => ({ isDone, includeNew, resendInDoubt })),
      ),
    );

    it.each(wishes)(
      'counts those whom the send then mails, by each and in all: %j',
      async ({ isDone, ...more }) => {
        const send = await mixed(isDone);
        const asked = { ...request, ...more };
        const named: string[] = [];
        let dry: PlanCount | null = null;
        await tryPlan(database, now, asked, options, async (tried) => {
          dry = tried.count;
          for await (const reader of readPlan(tried.database, tried.planned)) named.push(reader.does);
        });
        const isRefused = isDone && !more.includeNew && !more.resendInDoubt;
        if (isRefused) return expect(plan(now, more)).rejects.toMatchObject({ reason: 'already-sent' });
        const { count } = await plan(now, more);
        await openSend(database, asked);
        const claims = await Promise.all(everybody.map((person) => claim(send, person)));
        const mailed = claims.filter((one) => one !== null).length;
        const { audience } = await readAccount(database, send);
        expect([count.wouldSend, count.audience]).toEqual([mailed, audience]);
        expect(dry).toEqual(count);
        const skipped = Object.values(count.skipped).reduce((sum, people) => sum + people, 0);
        expect(count.wouldSend + count.alreadySent + skipped).toBe(audience);
        const ofKind = (does: string) => named.filter((one) => one === does).length;
        expect(['send', 'sent', 'skip'].map(ofKind)).toEqual([mailed, count.alreadySent, skipped]);
      },
    );

    it('of a send that would be refused counts nobody, and says who it would have been', async () => {
      await mixed(false);
      const edited = { ...request, digest: 'd2', source: 's2' };
      await tryPlan(database, now, edited, options, async ({ count, refusals }) => {
        expect(refusals).toEqual([expect.stringContaining('was edited')]);
        expect(count).toMatchObject({ audience: 10, wouldSend: 0, skipped: { refused: 6, complaint: 4 } });
      });
      const again = { ...edited, everybody: true };
      const counted: number[] = [];
      for (const refusals of [[], ['Lint found an error.']])
        await tryPlan(database, now, again, { ...options, refusals }, async ({ count }) => {
          counted.push(count.again);
        });
      expect(counted).toEqual([expect.any(Number), 0]);
      expect(counted[0]).toBeGreaterThan(0);
    });
  });
});
